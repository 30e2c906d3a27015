//! What the detector says: where a secret stands and of what kind, never what it is.

use layer::ImagePath;
use serde::{Deserialize, Serialize};

/// How sure the detector is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Certainty {
    /// Has the form of a secret and is known to be made for examples or tests, or to come with a distribution.
    Example,
    /// The name says that it is a secret, and the value could be one.
    Likely,
    /// The form of the value belongs to one kind of secret only.
    Sure,
}

/// A secret in a file of a layer. The value itself is never kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Stable name of the rule: `private-key`, `aws-secret-key`, …
    pub rule: String,
    /// File.
    pub path: ImagePath,
    /// Line in it, 1 first; nothing for files that are read as a whole.
    pub line: Option<u32>,
    /// What may be shown of it: at most the first four characters, and its length.
    pub masked: String,
    /// How sure.
    pub certainty: Certainty,
    /// Tells hits apart and stays the same from one version of an image to the next. Made of rule, path and the name of the
    /// setting, never of the value: a hash of a short password would give it away.
    pub fingerprint: u64,
}

/// A secret in a setting: an environment variable, a build argument, or a word of a build step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Stable name of the rule, as in [`Hit::rule`].
    pub rule: String,
    /// Name of the variable; empty when it stands without one.
    pub name: String,
    /// As in [`Hit::masked`].
    pub masked: String,
    /// How sure.
    pub certainty: Certainty,
}
