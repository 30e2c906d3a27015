//! What the checks are handed.

use jiff::Timestamp;
use jiff::civil::Date;
use layer::ImagePath;

use crate::secret::Hit;

/// Everything the checks look at. What is not known is `None`, and its checks are left out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// Names of the image with tags, as a user would type them: `nginx:1.27`; an empty list when it has none.
    pub names: Option<&'a [String]>,
    /// The image's settings.
    pub settings: Option<&'a Settings>,
    /// The steps it was built in, lowest first.
    pub steps: Option<&'a [Step]>,
    /// Files of the final image that stand out.
    pub files: Option<&'a Files>,
    /// Secrets in files, of every layer.
    pub secrets: Option<&'a [Secret]>,
    /// Contents of `etc/passwd` of the final image; empty when there is none.
    pub passwd: Option<&'a [u8]>,
    /// Contents of `etc/shadow` of the final image; empty when there is none.
    pub shadow: Option<&'a [u8]>,
    /// How long the distribution gets fixes.
    pub support: Option<Support>,
    /// Name of the distribution: "Debian 12".
    pub distribution: Option<&'a str>,
    /// When the image was made.
    pub created: Option<Timestamp>,
    /// When the newest package of the distribution was installed or built.
    pub newest_package: Option<Timestamp>,
    /// Fixable findings in packages of the base or of the distribution.
    pub fixable_in_base: Option<u32>,
    /// Now.
    pub now: Option<Timestamp>,
}

/// The image's settings (image-spec, config.md), as far as the checks need them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// `USER`.
    pub user: String,
    /// `ENV`.
    pub env: Vec<(String, String)>,
    /// `EXPOSE`: `22/tcp`.
    pub ports: Vec<String>,
    /// `VOLUME`.
    pub volumes: Vec<String>,
    /// `ENTRYPOINT`.
    pub entrypoint: Vec<String>,
    /// `CMD`.
    pub command: Vec<String>,
    /// `HEALTHCHECK`: its `Test`; `["NONE"]` switches an inherited one off.
    pub healthcheck: Option<Vec<String>>,
    /// `STOPSIGNAL`.
    pub stop_signal: Option<String>,
}

/// A step of the build.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// As the history has it (`created_by`).
    pub created_by: String,
    /// Layer it made; nothing for steps that made none.
    pub layer: Option<usize>,
    /// It belongs to the base, which others make.
    pub of_base: bool,
}

/// A file that stands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFact {
    /// Where.
    pub path: ImagePath,
    /// Layer it comes from.
    pub layer: usize,
    /// Permission bits.
    pub mode: u32,
    /// Owner.
    pub uid: u64,
    /// System package that owns it.
    pub package: Option<String>,
}

/// Files of the final image that stand out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Files {
    /// Files with setuid or setgid.
    pub setuid: Vec<FileFact>,
    /// Files with capabilities (`security.capability`).
    pub capabilities: Vec<FileFact>,
    /// Files and folders that everybody may write to; folders with the sticky bit and links left out.
    pub world_writable: Vec<FileFact>,
    /// Shells: `bin/sh`, `bin/bash`, busybox.
    pub shells: Vec<FileFact>,
    /// Package managers.
    pub package_managers: Vec<FileFact>,
    /// Compilers.
    pub compilers: Vec<FileFact>,
    /// Folders of tests and sample data of the user's own code, and their bytes.
    pub test_data: Vec<(ImagePath, u64)>,
    /// Caches and logs, in bytes.
    pub leftover_bytes: u64,
    /// Size of the image in bytes.
    pub bytes: u64,
}

/// A secret in a file of some layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// What was found.
    pub hit: Hit,
    /// Layer that carries it.
    pub layer: usize,
    /// Layer that hides it, when it is not in the final image.
    pub hidden_by: Option<usize>,
    /// A system package owns it.
    pub packaged: bool,
}

/// How long a distribution gets fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// It does, until this day where it is known.
    Supported(Option<Date>),
    /// Only from a long-term team, until this day.
    LongTerm(Option<Date>),
    /// No more, since this day.
    Ended(Option<Date>),
    /// It has no releases, or there is no distribution, or we do not know it.
    Unknown,
}
