//! What a long operation is: steps, progress, log, cancel.
//!
//! A library function that can take longer than a blink takes a [`JobContext`] as its last parameter and speaks
//! through it. The library only speaks; nothing in it ever listens, and it behaves the same with
//! [`JobContext::detached`]. Whoever runs the operation holds the [`Job`] and reads [`JobSnapshot`]s from it.
//!
//! This crate knows no operation, no storage and no clock of its own.

mod context;
mod log;
mod progress;
mod snapshot;

pub use context::{Clock, Job, JobContext};
pub use log::{JobLine, JobLog};
pub use progress::{Part, PartState, Progress, Rate, Unit};
pub use snapshot::{Failure, JobId, JobSnapshot, JobStatus, Step, StepState};
