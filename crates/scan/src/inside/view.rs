//! What is told of an image: parts, left-overs, waste, settings. Sentences are made of it elsewhere.

use jiff::civil::Date;
use layer::{ImagePath, Reason};

use super::support::Support;
use crate::base::Base;

/// The image in figures. Every byte of it is in exactly one place: the parts, the left-overs, or hidden.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inside {
    /// Its distribution; nothing for images without one.
    pub os: Option<Os>,
    /// `linux/amd64`, with a variant where there is one.
    pub platform: String,
    /// Sum of the files of all layers in bytes.
    pub bytes: u64,
    /// Code, Runtime, System, Settings, in this order.
    pub parts: Vec<PartSum>,
    /// Caches and logs.
    pub leftovers: Leftovers,
    /// What later layers hide.
    pub waste: Waste,
    /// What the image sets.
    pub settings: Settings,
    /// How long the distribution gets fixes.
    pub support: Support,
    /// What it was built on.
    pub base: Option<Base>,
    /// How many packages of which kind, most first.
    pub packages: Vec<PackageCount>,
    /// Language runtimes, the most telling first.
    pub runtimes: Vec<Runtime>,
    /// Programs without a package of any kind, largest first.
    pub programs: Vec<Program>,
    /// What could not be read or does not say what it is.
    pub unknowns: Vec<Unknown>,
    /// Only the settings and the distribution's packages were read so far: nothing is known of the files.
    pub partial: bool,
}

/// A distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Os {
    /// `debian`, `alpine`, …
    pub id: String,
    /// "Debian 12".
    pub name: String,
    /// `12`, `3.23.6`: as exact as the image tells.
    pub version: Option<String>,
    /// `bookworm`.
    pub codename: Option<String>,
}

/// A language runtime.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Runtime {
    /// "Python".
    pub name: String,
    /// "3.11.2"; nothing if it does not tell.
    pub version: Option<String>,
}

/// A program that no package manager knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Where.
    pub path: ImagePath,
    /// Size.
    pub bytes: u64,
    /// What it was made with, where it says so: "Go" and "1.22.1".
    pub made_with: Option<Runtime>,
    /// How many libraries it says it holds.
    pub libraries: u32,
    /// Whether it says what it is made of at all.
    pub known: bool,
}

/// One of the four parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What was added on top that no package manager owns.
    Code,
    /// Language runtimes.
    Runtime,
    /// The distribution.
    System,
    /// Configuration.
    Settings,
}

/// The one place a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Code: the user's own.
    Yours,
    /// Code: libraries it brings.
    Libraries,
    /// Runtime.
    Runtime,
    /// System tools & libraries.
    System,
    /// Settings.
    Settings,
    /// Left-overs.
    Leftovers,
    /// Hidden by a later layer.
    Hidden,
}

impl Place {
    /// The part it belongs to; nothing for left-overs and what is hidden.
    #[must_use]
    pub fn part(self) -> Option<Part> {
        match self {
            Self::Yours | Self::Libraries => Some(Part::Code),
            Self::Runtime => Some(Part::Runtime),
            Self::System => Some(Part::System),
            Self::Settings => Some(Part::Settings),
            Self::Leftovers | Self::Hidden => None,
        }
    }
}

/// A part and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartSum {
    /// Which.
    pub part: Part,
    /// Size.
    pub bytes: u64,
    /// Number of files, links not counted.
    pub files: u64,
    /// What it holds, largest first; they add up to `bytes`. The last one may be the sum of many small ones
    /// ([`ItemKind::Others`]).
    pub items: Vec<Item>,
}

/// What something in a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// The user's own files.
    Yours,
    /// A library the code brings.
    Library,
    /// A language runtime.
    Runtime,
    /// A package of the distribution.
    Package,
    /// Made while packages were installed, owned by none.
    Generated,
    /// A configuration file as packaged, or that no package knows.
    Config,
    /// A configuration file that differs from the packaged one.
    ChangedConfig,
    /// A program that does not say what it is made of.
    UnknownProgram,
    /// Everything that is too small to be listed; its name is empty.
    Others,
}

/// Something in a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Name of the package, or path with a leading `/`, cleaned for showing.
    pub name: String,
    /// Version.
    pub version: Option<String>,
    /// Size.
    pub bytes: u64,
    /// Number of files, links not counted.
    pub files: u64,
    /// Lowest layer that brought some of it.
    pub layer: u32,
    /// What it is.
    pub kind: ItemKind,
    /// Who names the package; nothing for files.
    pub ecosystem: Option<catalog::Ecosystem>,
}

/// What a left-over is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftoverKind {
    /// Lists and archives of a package manager.
    PackageCache,
    /// Caches of programs and languages.
    Cache,
    /// Logs.
    Log,
    /// Temporary files.
    Temporary,
    /// Files compiled at installation that are made again when needed.
    Compiled,
    /// Databases of package managers: needed to install, not to run.
    PackageDatabase,
}

/// Caches and logs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Leftovers {
    /// Size.
    pub bytes: u64,
    /// Number of files, links not counted.
    pub files: u64,
    /// Largest first; they add up to `bytes`.
    pub items: Vec<Leftover>,
}

/// Left-overs of one kind in one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// What it is.
    pub kind: LeftoverKind,
    /// Folder with a leading `/`, cleaned for showing; empty for the sum of many small ones.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// Number of files, links not counted.
    pub files: u64,
    /// Lowest layer that left some of it.
    pub layer: u32,
    /// Line for the Dockerfile that avoids it.
    pub remedy: Option<&'static str>,
}

/// What later layers hide.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waste {
    /// Bytes that are in the image and cannot be seen in it: exact.
    pub bytes: u64,
    /// Number of files.
    pub count: u64,
    /// The largest files; `count` says how many there are.
    pub files: Vec<WastedFile>,
    /// What to change in the Dockerfile, most bytes first.
    pub advice: Vec<Advice>,
}

/// A hidden file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WastedFile {
    /// Where.
    pub path: ImagePath,
    /// Size.
    pub bytes: u64,
    /// Why it is hidden.
    pub reason: Reason,
    /// Layer that carries it.
    pub layer: u32,
    /// Layer that hides it.
    pub hidden_by: u32,
}

/// What to change in a Dockerfile so that bytes are not stored twice, or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Why the bytes are hidden.
    pub reason: Reason,
    /// Layer that wrote them.
    pub writer: u32,
    /// Step that made that layer, as in a Dockerfile, if it is known; secrets are masked.
    pub writer_step: Option<String>,
    /// Layer that hides them.
    pub hider: u32,
    /// Step that made that one.
    pub hider_step: Option<String>,
    /// How many bytes.
    pub bytes: u64,
    /// How many files.
    pub files: u64,
}

/// What an image sets (image-spec, config.md).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// `ENTRYPOINT`.
    pub entrypoint: Vec<String>,
    /// `CMD`.
    pub command: Vec<String>,
    /// `ENV`; the value is nothing when it looks like a secret.
    pub env: Vec<(String, Option<String>)>,
    /// `EXPOSE`: `8000/tcp`.
    pub ports: Vec<String>,
    /// `VOLUME`.
    pub volumes: Vec<String>,
    /// `USER` as written; empty means root.
    pub user: String,
    /// Starts with all rights: user number 0, by whatever name.
    pub root: bool,
    /// The user is a name that the image does not know: it will not start.
    pub unknown_user: bool,
    /// `WORKDIR`.
    pub working_dir: String,
    /// `HEALTHCHECK`, as a command line.
    pub healthcheck: Option<String>,
    /// `STOPSIGNAL`.
    pub stop_signal: Option<String>,
    /// `LABEL`.
    pub labels: Vec<(String, String)>,
    /// When it was made, RFC 3339, as the image says.
    pub created: Option<String>,
}

/// How many packages of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackageCount {
    /// Which kind.
    pub ecosystem: catalog::Ecosystem,
    /// How many.
    pub count: u32,
    /// How many more are files of system packages and counted there.
    pub managed: u32,
}

/// Something that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Where, cleaned for showing; empty when a whole layer is meant.
    pub path: String,
    /// In which layer.
    pub layer: u32,
    /// Why.
    pub why: Why,
}

/// Why something is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// A file that should tell about packages.
    File(catalog::Unread),
    /// Something in a layer.
    Layer(layer::TroubleKind),
    /// The layer is not there.
    LayerMissing,
}

/// What one layer did, and what it brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerSum {
    /// Position, 0 is the lowest.
    pub layer: u32,
    /// Digest of the unpacked layer.
    pub diff_id: String,
    /// Step that made it, as in a Dockerfile, secrets masked; empty when it is not known.
    pub created_by: String,
    /// Size of its files.
    pub bytes: u64,
    /// Number of files, links not counted.
    pub files: u64,
    /// Files that were not there before.
    pub added: u64,
    /// Files it changes.
    pub changed: u64,
    /// Files it removes.
    pub removed: u64,
    /// Bytes of it that later layers hide.
    pub hidden_bytes: u64,
    /// Bytes of it by place, most first; they add up to `bytes`.
    pub brought: Vec<(Place, u64)>,
}

/// Today, and what the caller knows about other images.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Today.
    pub today: Date,
    /// Images that are here, among which the base may be.
    pub bases: &'a [crate::base::Candidate],
}
