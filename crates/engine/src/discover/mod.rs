//! Finds the engines of this computer, and says of each that does not answer why, and what would help.
//!
//! Two steps. [`candidates`] is pure: from an [`Environment`] it makes the list of addresses where an engine could be,
//! with every place that named them. [`survey()`] knocks at all of them at once.
//!
//! An address is listed when somebody configured it (a variable, a docker context), when something is there (a socket, a
//! pipe), or when its program is installed and could be started. If nothing of the kind is found, the platform's default
//! address alone is listed, and the survey says "not installed".
//!
//! Start at `places` to add a product, at `trouble` to explain a failure.

mod address;
mod candidate;
mod context;
mod environment;
mod files;
mod places;
mod podman_service;
mod program;
mod survey;
mod trouble;

pub use candidate::{Candidate, Origin, candidates};
pub use environment::{Environment, Platform};
pub use files::Files;
pub use podman_service::PodmanService;
pub use program::Installed;
pub use survey::{Found, Outcome, preferred, survey};
pub use trouble::{Trouble, TroubleKind};
