//! Tags read as versions: which of a repository's tags is a step up from the one in use (UPDATES.md 4 of the plan).
//!
//! A tag is prefix + core + suffix: `pg14-v` + `0.2.0` + `-alpine`. The core is compared; prefix and the flavor in the
//! suffix must be the same, because a newer version of another flavor is another product. Numbers have any length.
//! Everything here is pure: a list of texts in, a choice out.

mod candidate;
mod kind;
mod lexer;
mod number;
mod parse;
mod stable;
mod suffix;
mod words;

pub(crate) use candidate::candidates_among;
pub use candidate::{Step, Steps, TagPolicy, candidates, default_ceiling};
pub use kind::{TagKind, kind};
pub use parse::{Scheme, Stage, Tag};
pub use stable::stable_choice;
