//! Images: one file per thing that is done with them.

mod build;
mod inspect;
mod list;
mod pull;
mod remove;
mod tag;

pub use build::{ContextSize, measure_context};
pub use pull::RegistryAuth;
