//! Images: one file per thing that is done with them.

pub(crate) mod auth;
mod build;
mod history;
mod inspect;
mod list;
mod messages;
mod pull;
mod push;
mod remove;
mod save;
mod tag;
mod untag;

pub use auth::RegistryAuth;
pub use build::{ContextSize, measure_context};
