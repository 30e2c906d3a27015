//! Legacy links: inspect answers print them as `/target:/own-name/alias`, create takes `target:alias`.

/// Name of the container a link leads to.
pub(crate) fn target(link: &str) -> &str {
    link.split(':').next().unwrap_or_default().trim_start_matches('/')
}

/// The link as create takes it.
pub(crate) fn rewritten(link: &str) -> String {
    let alias = link.split(':').next_back().unwrap_or_default();
    let alias = alias.rsplit('/').next().unwrap_or_default();
    format!("{}:{alias}", target(link))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_printing() {
        for link in ["/db.old:/web/database", "db.old:database"] {
            assert_eq!((target(link), rewritten(link).as_str()), ("db.old", "db.old:database"));
        }
        assert_eq!(rewritten("db"), "db:db");
    }
}
