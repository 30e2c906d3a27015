//! Documents about an image: bills of materials, and what is ignored and why.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use scan::inside::Anatomy;
use scan::{sbom, vex};

use crate::App;
use crate::doctor;
use crate::wire::{DocumentFormat, Problem};

impl App {
    /// Writes a document about an image: a name for its file, and its text. Two of the same image are the same.
    ///
    /// # Errors
    /// When nobody has looked into it.
    pub async fn document(&self, id: String, format: DocumentFormat) -> Result<(String, String), Problem> {
        let anatomy = self.anatomy(&id).await?;
        let name = self.image_name(&id, &anatomy);
        let shown = name.reference.clone().unwrap_or_else(|| name.id.clone());
        let text = match format {
            DocumentFormat::Cyclonedx => sbom::cyclonedx(&self.contents(&anatomy, &shown)),
            DocumentFormat::Spdx => sbom::spdx(&self.contents(&anatomy, &shown)),
            DocumentFormat::Vex => self.vex_document(&id, &anatomy, &shown).await,
        };
        Ok((file_name(&shown, format), text))
    }

    fn contents<'a>(&self, anatomy: &'a Anatomy, shown: &'a str) -> sbom::Contents<'a> {
        let image = anatomy.image();
        sbom::Contents {
            name: shown,
            id: &image.id,
            digest: None,
            arch: Some(image.config.architecture.as_str()).filter(|arch| !arch.is_empty()),
            time: image.config.created.as_deref().and_then(|text| text.parse().ok()),
            tool_version: env!("CARGO_PKG_VERSION"),
            release: anatomy.catalog().release.as_ref(),
            packages: &anatomy.catalog().packages,
            diff_ids: &image.diff_ids,
        }
    }

    async fn vex_document(&self, id: &str, anatomy: &Arc<Anatomy>, shown: &str) -> String {
        let judged = self.judged(id, anatomy).await;
        let purl = format!("pkg:oci/{}?repository_url={}", last_part(shown), encoded(shown));
        vex::write(&purl, &judged.judgement.findings, "Mooring user", self.inner.insides.now())
    }

    /// Writes a document's text to a file, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn document_write(&self, text: String, path: PathBuf) -> Result<(), Problem> {
        let part = super::file::part_of(&path);
        let written = async {
            tokio::fs::write(&part, text).await?;
            tokio::fs::rename(&part, &path).await
        };
        let written = written.await;
        if written.is_err() {
            let _ = tokio::fs::remove_file(&part).await;
        }
        written.map_err(|error| unwritable(&path, &error))
    }
}

pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Problem {
    let problem = doctor::problem("local.fileUnwritable", [("path", path.display().to_string())]);
    Problem { raw: error.to_string(), ..problem }
}

/// `nginx-1.27.cdx.json`: nothing in it that a file system minds.
fn file_name(shown: &str, format: DocumentFormat) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' };
    let name: String = shown.trim_start_matches("sha256:").chars().map(safe).take(80).collect();
    let end = match format {
        DocumentFormat::Cyclonedx => "cdx",
        DocumentFormat::Spdx => "spdx",
        DocumentFormat::Vex => "openvex",
    };
    format!("{}.{end}.json", name.trim_matches(['.', '-']))
}

fn last_part(shown: &str) -> String {
    let name = shown.rsplit('/').next().unwrap_or(shown);
    encoded(name.split([':', '@']).next().unwrap_or(name))
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_harmless() {
        assert_eq!(file_name("ghcr.io/acme/app:1", DocumentFormat::Spdx), "ghcr.io-acme-app-1.spdx.json");
        assert_eq!(file_name("../../etc/x", DocumentFormat::Cyclonedx), "etc-x.cdx.json");
    }
}
