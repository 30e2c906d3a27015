//! The tags of a repository, page by page.

/// Tags, in the registry's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagList {
    /// The tags; what is no tag by the grammar is left out.
    pub tags: Vec<String>,
    /// Whether these are all: a repository with more than 20,000 tags is not read to its end.
    pub complete: bool,
}
