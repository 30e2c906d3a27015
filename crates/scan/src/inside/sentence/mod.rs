//! What an image is, in words. Every word of a language stands in that language's file.

use super::view::{Advice, Inside, Why};
use crate::Lang;

/// The image in one sentence; what stands between backticks is a command or a path.
#[must_use]
pub fn sentence(_inside: &Inside, _lang: Lang) -> String {
    String::new()
}

/// What to change in the Dockerfile, in one sentence.
#[must_use]
pub fn advice(_advice: &Advice, _lang: Lang) -> String {
    String::new()
}

/// Why something is not known, in words.
#[must_use]
pub fn why(_why: Why, _lang: Lang) -> &'static str {
    ""
}
