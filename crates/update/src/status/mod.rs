//! How an image or container stands to what its registry offers (UPDATES.md, section 3 of the plan).
//!
//! Pure: what the engine told and what the registry answered come in, a verdict goes out. [`Question::about`] decides
//! whom to ask, or that there is nobody; [`Question`]'s answer goes into [`judge`]. Never a guess: what cannot be known is
//! [`RefStatus::Unknown`] with its reason, and the last good verdict beside it.

mod judge;
mod local;
mod managed;
mod names;
mod question;
#[cfg(test)]
mod tests;
mod text;
mod verdict;
mod why;

pub use judge::{Answer, Detail, judge, judge_failure};
pub(crate) use local::with_algorithm;
pub use local::{LocalImage, StoreKind};
pub use managed::Managed;
pub use question::{Asking, Question};
pub use verdict::{ContainerStatus, LocalReason, RefStatus, VerifiedTag, Via, Word};
pub use why::{Failure, NotFound, Why};
