//! The one sentence on top.

use super::{Fix, Judgement};
use crate::lang::Lang;

/// The one sentence on top, and its figures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headline {
    /// The sentence.
    pub sentence: String,
    /// Findings that can be fixed today.
    pub fixable: u32,
    /// Of these, high or critical.
    pub serious: u32,
    /// All findings, unimportant and ignored ones left out.
    pub total: u32,
}

/// Puts a judgement into one sentence, the fix first. `fix` is the way that mends most.
#[must_use]
pub fn headline(_judgement: &Judgement, _fix: Option<&Fix>, _lang: Lang) -> Headline {
    Headline::default()
}
