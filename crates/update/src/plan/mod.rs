//! What of a container is its user's, and the create body that carries exactly that onto another image.
//!
//! Send only what the user set; the engine merges the rest from the new image (UPDATES.md of the plan, section 5). Pure:
//! inspect answers in, a [`Recreate`] out. The same function makes an update, an edit (other settings, same image), the
//! stand-by twin of a `--rm` container and a dependant that must follow a replaced container. Only [`Around::look`] asks an
//! engine.
//!
//! Inputs are what engines and registries printed: a field may be missing, null, or of the wrong type, and then counts
//! as not set.

mod around;
mod change;
mod changes;
mod compose;
mod config;
mod dependant;
mod edit;
mod host;
mod image_facts;
mod links;
mod look;
mod merge;
mod mode;
mod mount;
mod network;
mod podman;
mod recreate;
mod warning;
mod warnings;

pub use around::{Around, Neighbour, NetworkName, WriteLayer};
pub use change::{Owner, SettingChange, What};
pub use dependant::{Dependant, dependants};
pub use edit::SettingsEdit;
pub use image_facts::ImageFacts;
pub use look::Depth;
pub use merge::merged;
pub use recreate::{Connect, ExplicitVolume, PlanError, Recreate, Wish, recreate};
pub use warning::Warning;
