//! What a tag will do over time.

use serde::{Deserialize, Serialize};

use super::parse::{is_attachment, names_commit};
use super::{Scheme, Tag};

/// What a tag will do over time, as far as its text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TagKind {
    /// `latest`, `stable`, `alpine`, `node18`: moves to whatever is newest there.
    Channel,
    /// `1.25`, `16-alpine`, `24.04`: moves within that version.
    Series,
    /// `1.25.3`, `8.0.36-debian-12-r5`: one version; it may still be built again.
    Exact,
    /// `20240115`: one day's build.
    Date,
    /// `3f2a1bc`, `v1.2.3-4-gabcdef0`: one commit's build; never moves.
    Commit,
    /// Nothing to run: a signature, an attestation or a list of parts that belongs to another tag.
    Other,
}

/// Says what a tag will do over time.
#[must_use]
pub fn kind(tag: &str) -> TagKind {
    if is_attachment(tag) {
        return TagKind::Other;
    }
    if names_commit(tag) {
        return TagKind::Commit;
    }
    Tag::parse(tag).map_or(TagKind::Channel, |tag| version_kind(&tag))
}

fn version_kind(tag: &Tag) -> TagKind {
    match tag.scheme() {
        Scheme::Date(_) => TagKind::Date,
        _ if tag.precision() >= 3 || tag.has_build() || tag.is_numbered_pre_release() => TagKind::Exact,
        _ => TagKind::Series,
    }
}
