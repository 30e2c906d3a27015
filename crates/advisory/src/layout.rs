//! Names in OSV's public bucket, and of our own files.

use jiff::Timestamp;

use crate::stored::timestamp;
use crate::version::base;

/// Path of an ecosystem's archive in the bucket, ready for a URL: `Rocky%20Linux/all.zip`. The ecosystem with or without
/// release; None for unknown ones.
pub fn archive_path(ecosystem: &str) -> Option<String> {
    Some(format!("{}/all.zip", folder(ecosystem)?))
}

/// Path of an ecosystem's list of changes in the bucket, ready for a URL.
pub fn changes_path(ecosystem: &str) -> Option<String> {
    Some(format!("{}/modified_id.csv", folder(ecosystem)?))
}

/// Path of one record in the bucket, ready for a URL. None where the id has other characters than ids have.
pub fn record_path(ecosystem: &str, id: &str) -> Option<String> {
    is_id(id).then_some(())?;
    Some(format!("{}/{}.json", folder(ecosystem)?, id.replace(':', "%3A")))
}

/// Name of our own index file of an ecosystem (base name or with release). None for unknown ecosystems, so that a name from
/// a hostile image never becomes a path.
pub fn index_file(ecosystem: &str) -> Option<String> {
    Some(format!("{}.idx", base(ecosystem)?))
}

/// Base names have no characters that a URL has to encode but spaces.
fn folder(ecosystem: &str) -> Option<String> {
    Some(base(ecosystem)?.replace(' ', "%20"))
}

fn is_id(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.');
    !id.is_empty() && id.len() <= 200 && !id.starts_with('.') && id.bytes().all(allowed)
}

/// One line of `modified_id.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// When the record was changed.
    pub modified: Timestamp,
    /// Its id.
    pub id: String,
}

/// The records changed after `since`, from the text of `modified_id.csv`. Its lines are newest first, so that reading ends at
/// the first older one. Lines that are none are skipped, and so are ids that could not be one.
pub fn changed_since(csv: &str, since: Timestamp) -> Vec<Changed> {
    let lines = csv.lines().filter_map(|line| line.trim().split_once(','));
    let changes =
        lines.filter(|(_, id)| is_id(id)).filter_map(|(modified, id)| Some((timestamp(modified)?, id)));
    changes
        .take_while(|(modified, _)| *modified > since)
        .map(|(modified, id)| Changed { modified, id: id.to_owned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_paths_only_where_they_are_known() {
        assert_eq!(archive_path("Rocky Linux:9").as_deref(), Some("Rocky%20Linux/all.zip"));
        assert_eq!(changes_path("PyPI").as_deref(), Some("PyPI/modified_id.csv"));
        assert_eq!(
            record_path("Rocky Linux", "RLSA-2024:3671").as_deref(),
            Some("Rocky%20Linux/RLSA-2024%3A3671.json")
        );
        assert_eq!(index_file("Debian:12").as_deref(), Some("Debian.idx"));
        for hostile in ["../../etc/passwd", "Debian/../x", "", "debian", "C:\\x"] {
            assert_eq!(index_file(hostile), None, "{hostile}");
            assert_eq!(archive_path(hostile), None, "{hostile}");
        }
        assert_eq!(record_path("PyPI", "../x"), None);
    }

    #[test]
    fn changes_end_at_the_first_older_line() {
        let csv = "2026-08-21T10:00:00Z,B-1\nnonsense\n2026-08-20T10:00:00.5Z,../x\n2026-08-20T10:00:00Z,A-1\n2020-01-01T00:00:00Z,C-1\n";
        let since = "2026-08-20T00:00:00Z".parse().expect("a moment");
        let ids: Vec<_> = changed_since(csv, since).into_iter().map(|one| one.id).collect();
        assert_eq!(ids, ["B-1", "A-1"]);
    }
}
