//! OpenVEX (openvex.dev, specification 0.2.0), in and out. CSAF and CycloneDX VEX are not read.

use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::finding::{Finding, Ignored};
use crate::ignore::base;

/// A VEX document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Its address (`@id`).
    pub id: String,
    /// Who says so.
    pub author: String,
    /// What it says.
    pub statements: Vec<Statement>,
}

/// What a statement says of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// The product is not touched by it.
    NotAffected,
    /// The product is touched by it.
    Affected,
    /// The product was mended.
    Fixed,
    /// Nobody knows yet.
    UnderInvestigation,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Name of the problem.
    pub id: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// What it is about: package URLs or image names, with or without version.
    pub products: Vec<Product>,
    /// What it says.
    pub status: Status,
    /// Why.
    pub reason: Option<String>,
}

/// A product of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Package URL, `pkg:oci/…` or image reference.
    pub id: String,
    /// Parts of it that are meant; all when empty.
    pub subcomponents: Vec<String>,
}

/// Why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VexError {
    /// Larger than what we read.
    #[error("read the VEX document: it is larger than {limit} bytes")]
    TooLarge {
        /// Limit.
        limit: usize,
    },
    /// Not JSON.
    #[error("read the VEX document: {0}")]
    Json(String),
    /// JSON, but not OpenVEX.
    #[error("read the VEX document: it is not OpenVEX")]
    NotOpenVex,
}

/// Largest document, in bytes.
const LARGEST: usize = 16 << 20;

/// Most statements that are read, and most products of one.
const MOST: usize = 20_000;

/// Reads an OpenVEX document. Statements that make no sense are left out.
///
/// # Errors
/// When it is too large, no JSON, or no OpenVEX.
pub fn read(bytes: &[u8]) -> Result<Document, VexError> {
    if bytes.len() > LARGEST {
        return Err(VexError::TooLarge { limit: LARGEST });
    }
    let json: Value = serde_json::from_slice(bytes).map_err(|error| VexError::Json(error.to_string()))?;
    let is_openvex =
        json.get("@context").and_then(Value::as_str).is_some_and(|context| context.contains("openvex"));
    let statements = json.get("statements").and_then(Value::as_array);
    let (true, Some(statements)) = (is_openvex, statements) else {
        return Err(VexError::NotOpenVex);
    };
    Ok(Document {
        id: text(&json, "@id").unwrap_or_default(),
        author: text(&json, "author").unwrap_or_default(),
        statements: statements.iter().take(MOST).filter_map(statement).collect(),
    })
}

/// A text of the document, cleaned for showing.
fn text(json: &Value, name: &str) -> Option<String> {
    clean(json.get(name)?)
}

fn clean(json: &Value) -> Option<String> {
    let text: String =
        json.as_str()?.chars().filter(|character| !character.is_control()).take(2000).collect();
    (!text.is_empty()).then_some(text)
}

fn list<'a>(json: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    json.get(name).and_then(Value::as_array).into_iter().flatten().take(MOST)
}

fn statement(json: &Value) -> Option<Statement> {
    let problem = json.get("vulnerability")?;
    let id = text(problem, "name").or_else(|| clean(problem)).or_else(|| text(problem, "@id"))?;
    let status = match json.get("status")?.as_str()? {
        "not_affected" => Status::NotAffected,
        "affected" => Status::Affected,
        "fixed" => Status::Fixed,
        "under_investigation" => Status::UnderInvestigation,
        _ => return None,
    };
    let reason =
        ["impact_statement", "status_notes", "justification"].into_iter().find_map(|name| text(json, name));
    Some(Statement {
        id,
        aliases: list(problem, "aliases").filter_map(clean).collect(),
        products: list(json, "products").filter_map(product).collect(),
        status,
        reason,
    })
}

fn product(json: &Value) -> Option<Product> {
    let purl = json.get("identifiers").and_then(|known| text(known, "purl"));
    let id = clean(json).or(purl).or_else(|| text(json, "@id"))?;
    let part = |json: &Value| clean(json).or_else(|| text(json, "@id"));
    Some(Product { id, subcomponents: list(json, "subcomponents").filter_map(part).collect() })
}

impl Document {
    /// Says why a finding need not be minded, if this document says so. The last statement about it counts: a later one
    /// takes an earlier one back.
    #[must_use]
    pub fn excuses(
        &self,
        finding: &Finding,
        image_names: &[String],
        image_digests: &[String],
    ) -> Option<Ignored> {
        let about = |statement: &&Statement| {
            let mut theirs = std::iter::once(&statement.id).chain(&statement.aliases);
            theirs.any(|name| *name == finding.id || finding.aliases.contains(name))
                && statement.products.iter().any(|product| product.fits(finding, image_names, image_digests))
        };
        let statement = self.statements.iter().rev().find(about)?;
        matches!(statement.status, Status::NotAffected | Status::Fixed).then(|| Ignored {
            number: None,
            id: statement.id.clone(),
            package: None,
            image: None,
            reason: statement.reason.clone().unwrap_or_default(),
            until: None,
            author: Some(self.author.clone()),
        })
    }
}

impl Product {
    fn fits(&self, finding: &Finding, image_names: &[String], image_digests: &[String]) -> bool {
        let purl = &finding.package.purl;
        let in_image = self.names_image(image_names, image_digests)
            && (self.subcomponents.is_empty()
                || self.subcomponents.iter().any(|part| same_package(part, purl)));
        in_image || same_package(&self.id, purl)
    }

    /// `pkg:oci/nginx@sha256:…?repository_url=…`, or an image as a user would type it, with or without tag and digest.
    fn names_image(&self, names: &[String], digests: &[String]) -> bool {
        let plain = percent_decode_str(&self.id).decode_utf8_lossy();
        let is_purl = plain.starts_with("pkg:");
        if let Some((_, digest)) = plain.split_once("@sha256:") {
            let digest = digest.split('?').next().unwrap_or_default();
            return digests.iter().any(|known| known.strip_prefix("sha256:") == Some(digest));
        }
        let repository = match plain.split_once("repository_url=") {
            Some((_, repository)) => repository.split('&').next().unwrap_or_default(),
            None if is_purl => return false,
            None => &plain,
        };
        // An image without a name goes by its id.
        let wanted = without_tag(repository);
        digests.iter().any(|known| known == repository)
            || names.iter().any(|name| without_tag(name) == wanted)
    }
}

/// An image's name in full: `docker.io/library/nginx` for `nginx:1.27`.
fn without_tag(name: &str) -> String {
    oci::Reference::parse(name).map_or_else(|_| name.to_owned(), |reference| reference.name())
}

/// The same package; the version counts where the statement gives one.
fn same_package(statement: &str, purl: &str) -> bool {
    let plain = |purl: &str| purl.split(['?', '#']).next().unwrap_or_default().to_owned();
    let has_version = base(statement) != plain(statement);
    base(statement) == base(purl) && (!has_version || plain(statement) == plain(purl))
}

/// Writes what is ignored and why as OpenVEX. The same findings and time give the same bytes.
#[must_use]
pub fn write(image_purl: &str, findings: &[Finding], author: &str, now: Timestamp) -> String {
    let statements: Vec<Value> = findings
        .iter()
        .filter_map(|finding| Some((finding, finding.ignored.as_ref()?)))
        .map(|(finding, ignored)| {
            json!({
                "vulnerability": { "name": finding.id, "aliases": finding.aliases },
                "products": [{ "@id": image_purl, "subcomponents": [{ "@id": finding.package.purl }] }],
                "status": "not_affected",
                "impact_statement": ignored.reason,
            })
        })
        .collect();
    let document = json!({
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": format!("urn:mooring:vex:{}", image_purl.replace("pkg:", "")),
        "author": author,
        "timestamp": now.to_string(),
        "version": 1,
        "statements": statements,
    });
    format!("{document:#}\n")
}

#[cfg(test)]
mod tests;
