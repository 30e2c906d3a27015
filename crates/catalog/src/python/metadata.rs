//! `METADATA` and `PKG-INFO`: headers as in a mail, then the description.

use crate::text::clean;
use crate::{Ecosystem, Facts, Package, Unread};

/// Longer than this, `License` is not a name but the whole text of one.
const LONGEST_LICENSE: usize = 120;

/// More headers than any project has; the rest is passed over.
const MOST_HEADERS: usize = 4096;

/// Reads the headers. Without a name it is not one of these files.
pub(super) fn read(content: &[u8]) -> Facts {
    let headers = headers(content);
    let first = |wanted: &str| {
        headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted.as_bytes())).map(|(_, value)| *value)
    };
    let Some(name) = first("Name").and_then(clean) else { return Facts::unread(Unread::Damaged) };
    let version = first("Version").and_then(clean);
    let maker = ["Author", "Author-email", "Maintainer", "Maintainer-email"].into_iter().filter_map(first);
    let package = Package {
        licenses: licenses(&headers),
        maker: maker.filter_map(clean).find(|text| text != "UNKNOWN"),
        ..Package::new(Ecosystem::PyPi, name, version)
    };
    Facts { packages: vec![package], ..Facts::default() }
}

type Header<'a> = (&'a [u8], &'a [u8]);

/// The lines up to the first empty one. Of a value that goes on in the next line only the first line is kept.
fn headers(content: &[u8]) -> Vec<Header<'_>> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let mut headers: Vec<Header<'_>> = Vec::new();
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        if line.trim_ascii().is_empty() || headers.len() == MOST_HEADERS {
            break;
        }
        if line.first().is_some_and(u8::is_ascii_whitespace) {
            continue;
        }
        if let Some(colon) = line.iter().position(|byte| *byte == b':') {
            headers.push((&line[..colon], line[colon + 1..].trim_ascii()));
        }
    }
    headers
}

/// The expression if there is one, else a short `License`, else what the classifiers say.
fn licenses(headers: &[Header<'_>]) -> Vec<String> {
    let all = |wanted: &'static str| {
        headers
            .iter()
            .filter(move |(name, _)| name.eq_ignore_ascii_case(wanted.as_bytes()))
            .map(|(_, value)| *value)
    };
    let named = all("License-Expression")
        .chain(all("License").filter(|text| text.len() <= LONGEST_LICENSE && *text != b"UNKNOWN"))
        .find_map(clean);
    if let Some(named) = named {
        return vec![named];
    }
    all("Classifier")
        .filter_map(|text| text.strip_prefix(b"License ::"))
        .filter_map(|text| text.rsplit(|byte| *byte == b':').next())
        .filter_map(clean)
        .filter(|text| text != "OSI Approved")
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(content: &str) -> Package {
        read(content.as_bytes()).packages.remove(0)
    }

    #[test]
    fn headers_end_at_the_description() {
        let package = package(
            "Metadata-Version: 2.1\r\nName: Flask\r\nVersion: 0.12.2\r\nAuthor: Armin\r\nLicense: BSD\r\n\r\nName: not me\r\n",
        );
        assert_eq!((package.name.as_str(), package.version.as_deref()), ("Flask", Some("0.12.2")));
        assert_eq!((package.licenses, package.maker.as_deref()), (vec!["BSD".to_owned()], Some("Armin")));
    }

    #[test]
    fn an_expression_comes_first_and_classifiers_last() {
        let classified = "Name: a\nLicense: UNKNOWN\nClassifier: License :: OSI Approved\nClassifier: License :: OSI Approved :: MIT License\n";
        assert_eq!(package(classified).licenses, ["MIT License"]);
        assert_eq!(
            package("Name: a\nLicense: MIT\nLicense-Expression: MIT OR Apache-2.0\n").licenses,
            ["MIT OR Apache-2.0"]
        );
    }

    #[test]
    fn a_whole_license_text_is_no_name() {
        let text = format!(
            "Name: a\nLicense: {}\n        more\nClassifier: License :: Public Domain\n",
            "x".repeat(200)
        );
        assert_eq!(package(&text).licenses, ["Public Domain"]);
    }

    #[test]
    fn without_a_name_it_is_damaged() {
        assert_eq!(read(b"\0\0\0").unread, Some(Unread::Damaged));
    }
}
