//! What the user says to ignore: a problem, in one package or all, in one image or all, for a time or for ever.

use jiff::civil::Date;
use store::{Schema, Store};

use crate::finding::{Finding, Ignored};

/// Tables of this capability.
pub const SCHEMA: Schema = Schema {
    name: "ignore",
    steps: &["
    CREATE TABLE ignore (       -- known problems that the user says to ignore
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL,
        package TEXT,           -- package URL without version, or every one
        image TEXT,             -- name without tag, or every one
        reason TEXT NOT NULL,
        until TEXT,             -- last day, or for ever
        CHECK (length(id) > 0 AND length(reason) > 0)
    ) STRICT;"],
};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// Number to take it back by.
    pub number: i64,
    /// What is ignored.
    pub what: NewIgnore,
}

/// What to ignore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIgnore {
    /// Id of the problem, or one of its other names.
    pub id: String,
    /// Only in this package (package URL without version), or in every one.
    pub package: Option<String>,
    /// Only in images of this name, or in every one.
    pub image: Option<String>,
    /// Why.
    pub reason: String,
    /// Last day, or for ever.
    pub until: Option<Date>,
}

/// What is ignored could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum IgnoreError {
    /// The id or the reason is empty or far too long.
    #[error("ignore a problem: {0} is empty or too long")]
    Unfit(&'static str),
    /// SQLite refused.
    #[error("remember what is ignored: {0}")]
    Store(String),
}

/// Longest id, package, image or reason, in bytes.
const LONGEST: usize = 2000;

/// Adds an entry and returns its number.
///
/// # Errors
/// When id or reason are empty, or SQLite refuses.
pub fn add(store: &Store, what: &NewIgnore) -> Result<i64, IgnoreError> {
    fit("the id", what.id.trim())?;
    fit("the reason", what.reason.trim())?;
    for (name, text) in [("the package", &what.package), ("the image", &what.image)] {
        text.as_deref().map_or(Ok(()), |text| fit(name, text))?;
    }
    let connection = store.connection();
    connection
        .execute(
            "INSERT INTO ignore (id, package, image, reason, until) VALUES (?1, ?2, ?3, ?4, ?5)",
            (
                what.id.trim(),
                what.package.as_deref().map(base),
                &what.image,
                what.reason.trim(),
                what.until.map(|until| until.to_string()),
            ),
        )
        .map_err(refused)?;
    Ok(connection.last_insert_rowid())
}

fn fit(name: &'static str, text: &str) -> Result<(), IgnoreError> {
    if text.is_empty() || text.len() > LONGEST { Err(IgnoreError::Unfit(name)) } else { Ok(()) }
}

#[expect(clippy::needless_pass_by_value, reason = "stands where a function of an error belongs")]
fn refused(error: rusqlite::Error) -> IgnoreError {
    IgnoreError::Store(error.to_string())
}

/// Takes an entry back. Returns whether there was one.
///
/// # Errors
/// When SQLite refuses.
pub fn remove(store: &Store, number: i64) -> Result<bool, IgnoreError> {
    let gone =
        store.connection().execute("DELETE FROM ignore WHERE number = ?1", [number]).map_err(refused)?;
    Ok(gone > 0)
}

/// Every entry, expired ones too, newest first.
///
/// # Errors
/// When SQLite refuses.
pub fn list(store: &Store) -> Result<Vec<Ignore>, IgnoreError> {
    let connection = store.connection();
    let mut statement = connection
        .prepare("SELECT number, id, package, image, reason, until FROM ignore ORDER BY number DESC")
        .map_err(refused)?;
    let rows = statement.query_map([], entry).map_err(refused)?;
    rows.collect::<Result<_, _>>().map_err(refused)
}

fn entry(row: &rusqlite::Row<'_>) -> rusqlite::Result<Ignore> {
    let until: Option<String> = row.get(5)?;
    // A date that is none ends the entry rather than keeping it for ever.
    let until = until.map(|until| until.parse().unwrap_or(Date::MIN));
    let what =
        NewIgnore { id: row.get(1)?, package: row.get(2)?, image: row.get(3)?, reason: row.get(4)?, until };
    Ok(Ignore { number: row.get(0)?, what })
}

impl Ignore {
    /// Whether it is over: the finding counts again. The last day still counts.
    #[must_use]
    pub fn is_expired(&self, today: Date) -> bool {
        self.what.until.is_some_and(|until| until < today)
    }

    /// Whether a finding in an image of these names (without tag) is ignored by it today.
    #[must_use]
    pub fn covers(&self, finding: &Finding, image_names: &[String], today: Date) -> bool {
        let what = &self.what;
        let mut names = std::iter::once(&finding.id).chain(&finding.aliases);
        !self.is_expired(today)
            && names.any(|name| name.eq_ignore_ascii_case(&what.id))
            && what.package.as_deref().is_none_or(|package| base(package) == base(&finding.package.purl))
            && what.image.as_ref().is_none_or(|image| image_names.contains(image))
    }
}

impl From<&Ignore> for Ignored {
    fn from(ignore: &Ignore) -> Self {
        let NewIgnore { id, package, image, reason, until } = ignore.what.clone();
        Self { number: Some(ignore.number), id, package, image, reason, until, author: None }
    }
}

/// A package URL without version and qualifiers.
#[must_use]
pub fn base(purl: &str) -> &str {
    let plain = purl.split(['?', '#']).next().unwrap_or(purl);
    let name = plain.rfind('/').unwrap_or(0);
    match plain.get(name..).and_then(|rest| rest.rfind('@')) {
        Some(at) => plain.get(..name + at).unwrap_or(plain),
        None => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_listed_taken_back() {
        let store = Store::in_memory(&[SCHEMA]).unwrap();
        let what = NewIgnore {
            id: "CVE-1".into(),
            package: Some("pkg:npm/%40a/b@1?x=y".into()),
            image: None,
            reason: "not used".into(),
            until: Some("2026-12-01".parse().unwrap()),
        };
        let number = add(&store, &what).unwrap();
        let listed = list(&store).unwrap();
        assert_eq!(listed[0].what.package.as_deref(), Some("pkg:npm/%40a/b"));
        assert!(!listed[0].is_expired("2026-12-01".parse().unwrap()));
        assert!(listed[0].is_expired("2026-12-02".parse().unwrap()));
        assert!(add(&store, &NewIgnore { reason: " ".into(), ..what }).is_err());
        assert!(remove(&store, number).unwrap() && !remove(&store, number).unwrap());
    }

    #[test]
    fn a_purl_without_its_version() {
        assert_eq!(base("pkg:deb/debian/apt@2.6.1?arch=amd64"), "pkg:deb/debian/apt");
        assert_eq!(base("pkg:npm/%40a/b"), "pkg:npm/%40a/b");
        assert_eq!(base(""), "");
    }
}
