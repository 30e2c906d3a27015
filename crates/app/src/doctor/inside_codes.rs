//! The codes of looking into images and of their safety.

use super::codes::{Code, code, just};
use crate::wire::ActionId::*;

/// The codes of this chapter.
pub(super) const CODES: &[Code] = &[
    // Looking into images and files of them.
    code("inside.notRead", &["image"], &[just(Retry)]),
    code("inside.cutShort", &["image"], &[just(Retry)]),
    code("inside.damaged", &["image", "reason"], &[just(Retry)]),
    code("inside.tooLarge", &["image"], &[]),
    code("inside.noImage", &["path"], &[]),
    code("inside.noPlatform", &["image", "platform"], &[]),
    code("inside.windows", &["image"], &[]),
    code("inside.fileGone", &["path"], &[]),
    code("inside.fileTooLarge", &["path", "size", "limit"], &[]),
    code("inside.fileUnread", &["path", "reason"], &[just(Retry)]),
    code("inside.cache", &["reason"], &[]),
    // The lists of known problems.
    code("advisories.fetchFailed", &["ecosystem", "host", "reason"], &[just(Retry)]),
    code("advisories.notThere", &["ecosystem", "source"], &[]),
    code("advisories.damaged", &["ecosystem", "reason"], &[just(Retry)]),
    code("advisories.unwritable", &["path", "reason"], &[]),
    code("advisories.nothingNeeded", &[], &[]),
    code("advisories.badSource", &["source"], &[]),
    // Saying what to ignore, whom to trust, and other scanners.
    code("ignore.noReason", &[], &[]),
    code("ignore.badDay", &["day"], &[]),
    code("vex.unreadable", &["path", "reason"], &[]),
    code("trust.badKey", &["reason"], &[]),
    code("trust.badScope", &["scope"], &[]),
    code("trust.notAsked", &["registry", "reason"], &[just(Retry)]),
    code("otherScan.missing", &["scanner"], &[]),
    code("otherScan.failed", &["scanner", "reason"], &[just(Retry)]),
];
