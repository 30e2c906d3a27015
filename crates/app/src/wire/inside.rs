//! What is inside an image, as `mooring explain`, `layers` and `sbom` print it and the image's page shows it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Problem;

/// An image, by what never changes and by what people call it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImageName {
    /// Id, `sha256:…`.
    pub id: String,
    /// One of its names, as a user would type it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reference: Option<String>,
}

/// How much is known of an image's inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Known {
    /// Nobody has looked yet.
    No,
    /// Somebody is looking, nothing is known so far.
    Reading,
    /// The first verdict: settings, distribution and its packages. The rest is being read.
    Partly,
    /// Everything.
    Yes,
    /// Looking failed; `problem` says why.
    Failed,
}

/// What is known of an image's inside.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InsideView {
    /// How much is known.
    pub known: Known,
    /// Job that is looking.
    pub job: Option<String>,
    /// Why it could not be looked into.
    pub problem: Option<Problem>,
    /// What is known.
    pub inside: Option<Inside>,
}

/// The image in words and figures. Every byte of it is in exactly one place: the parts, the left-overs, or hidden.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Inside {
    /// Which image.
    pub image: ImageName,
    /// What it is, in one sentence; what stands between backticks is a command or a path.
    pub sentence: String,
    /// Its distribution; nothing for images without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub os: Option<Os>,
    /// `linux/amd64`.
    pub platform: String,
    /// Sum of all layers.
    pub bytes: u64,
    /// Code, Runtime, System tools & libraries, Settings, in this order.
    pub parts: Vec<ImagePart>,
    /// Caches and logs that nobody needs.
    pub leftovers: Leftovers,
    /// What later layers hide and the image still carries.
    pub waste: Waste,
    /// What the image sets.
    pub settings: ImageSettings,
    /// How long the distribution gets fixes.
    pub support: Support,
    /// What it was built on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub base: Option<BaseView>,
    /// How many packages of which kind.
    pub packages: Vec<PackageCount>,
    /// What could not be read or does not say what it is.
    pub unknowns: Vec<UnknownView>,
}

/// A distribution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Os {
    /// `debian`, `alpine`, …
    pub id: String,
    /// "Debian 12".
    pub name: String,
    /// `12.15`, as exact as the image tells.
    pub version: Option<String>,
    /// `bookworm`.
    pub codename: Option<String>,
}

/// One of the four parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Part {
    /// What was added on top that no package manager owns.
    Code,
    /// Language runtimes.
    Runtime,
    /// The distribution.
    System,
    /// Configuration, in files and in the image's own settings.
    Settings,
}

/// A part and what it holds.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImagePart {
    /// Which.
    pub part: Part,
    /// Size.
    pub bytes: u64,
    /// Number of files.
    pub files: u64,
    /// What it holds, largest first; they add up to `bytes`.
    pub items: Vec<ItemView>,
}

/// What something in a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
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
    /// A configuration file as packaged.
    Config,
    /// A configuration file that differs from the packaged one.
    ChangedConfig,
    /// A program that does not say what it is made of.
    UnknownProgram,
    /// Everything that is too small to be listed; its name is empty.
    Others,
}

/// Something in a part.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ItemView {
    /// Name of the package, or path.
    pub name: String,
    /// Version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub version: Option<String>,
    /// Size.
    pub bytes: u64,
    /// Layer that brought it, 0 is the lowest.
    pub layer: u32,
    /// What it is.
    pub kind: ItemKind,
    /// Package manager: `deb`, `pypi`, `npm`, … as in a purl; nothing for files.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ecosystem: Option<String>,
    /// Number of files.
    pub files: u64,
}

/// What a left-over is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
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
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Leftovers {
    /// Size.
    pub bytes: u64,
    /// Largest first; they add up to `bytes`.
    pub items: Vec<LeftoverItem>,
}

/// Left-overs of one kind in one folder.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LeftoverItem {
    /// What it is.
    pub kind: LeftoverKind,
    /// Folder or file; empty for the sum of many small ones.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// Number of files.
    pub files: u64,
    /// Layer that left it.
    pub layer: u32,
    /// Line for the Dockerfile that avoids it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub remedy: Option<String>,
}

/// Why bytes are hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum WasteReason {
    /// A later layer deletes the file.
    Deleted,
    /// A later layer has other contents at this place.
    Overwritten,
    /// A later layer has the same contents with other permissions.
    OnlyPermissions,
    /// A later layer has the same file again.
    WrittenAgain,
    /// A later layer deletes it and has the same contents elsewhere.
    Moved,
    /// A later layer replaces the folder it stands in.
    DirectoryReplaced,
}

/// What later layers hide.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Waste {
    /// Bytes that are in the image and cannot be seen in it: exact.
    pub bytes: u64,
    /// Number of files.
    pub count: u64,
    /// The largest files; `count` says how many there are.
    pub files: Vec<WastedFile>,
    /// What to change in the Dockerfile, most bytes first.
    pub advice: Vec<String>,
}

/// A hidden file.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WastedFile {
    /// Where.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// Why it is hidden.
    pub reason: WasteReason,
    /// Layer that carries it.
    pub layer: u32,
    /// Layer that hides it.
    pub hidden_by: u32,
}

/// What an image sets (image-spec, config.md).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImageSettings {
    /// `ENTRYPOINT`.
    pub entrypoint: Vec<String>,
    /// `CMD`.
    pub command: Vec<String>,
    /// `ENV`; a secret's value is never here.
    pub env: Vec<SettingEnv>,
    /// `EXPOSE`: `8000/tcp`.
    pub ports: Vec<String>,
    /// `VOLUME`.
    pub volumes: Vec<String>,
    /// `USER` as written; empty means root.
    pub user: String,
    /// Starts with all rights.
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
    pub labels: Vec<SettingLabel>,
    /// When it was made.
    pub created: Option<String>,
}

/// An environment variable of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SettingEnv {
    /// Name.
    pub name: String,
    /// Value; nothing when it looks like a secret.
    pub value: Option<String>,
}

/// A label of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SettingLabel {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
}

/// Whether a distribution still gets fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum SupportState {
    /// It does.
    Supported,
    /// Only from a long-term team, for part of its packages.
    LongTerm,
    /// No more.
    Ended,
    /// It has no releases: it is as new as its packages.
    Rolling,
    /// There is no distribution, or we do not know it.
    Unknown,
}

/// How long a distribution gets fixes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Support {
    /// Whether it does.
    pub state: SupportState,
    /// Last day of the state, `2028-06-30`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ends_on: Option<String>,
}

/// How a base was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum BaseHow {
    /// Its layers are the lowest of this image.
    Layers,
    /// Labels or annotations say so.
    Labels,
    /// The distribution and the history suggest it.
    Guess,
}

/// What an image was built on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BaseView {
    /// Name, as a user would type it.
    pub reference: String,
    /// How we know.
    pub how: BaseHow,
    /// Id of the base if it is here.
    pub id: Option<String>,
    /// Layers that are the base's.
    pub layers: u32,
    /// A newer one is known: what it would bring. Nothing when nobody has asked yet.
    pub newer: Option<NewerBase>,
}

/// A newer base.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NewerBase {
    /// Name to build on.
    pub reference: String,
    /// Findings of this image that are in the base and mended in the newer one, if that is known.
    pub fixes: Option<u32>,
}

/// How many packages of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PackageCount {
    /// `deb`, `pypi`, `npm`, … as in a purl.
    pub ecosystem: String,
    /// How many.
    pub count: u32,
    /// How many more are files of system packages and counted there.
    pub managed: u32,
}

/// Something that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UnknownView {
    /// Where; empty when a whole layer is meant.
    pub path: String,
    /// In which layer.
    pub layer: u32,
    /// Why, in words.
    pub why: String,
}

/// A package of an image.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PackageView {
    /// Package URL.
    pub purl: String,
    /// Name.
    pub name: String,
    /// Version, if it tells.
    pub version: Option<String>,
    /// `deb`, `pypi`, … as in a purl.
    pub ecosystem: String,
    /// Licenses as the package states them.
    pub licenses: Vec<String>,
    /// Layer that brought it.
    pub layer: u32,
    /// File that says so.
    pub path: String,
    /// Source package, where another.
    pub source: Option<String>,
    /// Size on disk.
    pub bytes: u64,
    /// Part it counts for.
    pub part: Part,
    /// How many problems are known of it, those one need not mind left out.
    pub findings: u32,
}

/// A layer: one step of the build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LayerView {
    /// Position, 0 is the lowest.
    pub layer: u32,
    /// Digest of the packed layer, where the source tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub digest: Option<String>,
    /// Digest of the unpacked layer.
    pub diff_id: String,
    /// Step of the build that made it, as in a Dockerfile.
    pub created_by: String,
    /// Size of its files.
    pub bytes: u64,
    /// Number of files.
    pub files: u64,
    /// Files that were not there before.
    pub added: u64,
    /// Files it changes.
    pub changed: u64,
    /// Files it removes.
    pub removed: u64,
    /// Bytes of it that later layers hide.
    pub hidden_bytes: u64,
    /// Bytes of it by place: what this step brought.
    pub brought: Vec<Brought>,
}

/// What a layer brought to one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Brought {
    /// Place.
    pub place: Place,
    /// Size.
    pub bytes: u64,
}

/// The one place a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
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

/// What a layer did to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum FileState {
    /// New in this layer.
    Added,
    /// There before, with other contents or permissions.
    Changed,
    /// Deleted by this layer.
    Removed,
    /// Untouched (the stacked view only).
    Kept,
}

/// A row of the file browser.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FileRow {
    /// Last part of the path, cleaned for showing.
    pub name: String,
    /// Name for [`super::FilesRequest`]: percent-encoded bytes of the whole path.
    pub path: String,
    /// `file`, `directory`, `symlink`, `hardlink`, `device`, `fifo`.
    pub kind: String,
    /// Size; of a folder, of everything below it.
    pub bytes: u64,
    /// `rwxr-xr-x`, with `s` and `t`.
    pub mode: String,
    /// User and group number.
    pub owner: String,
    /// Where a link points.
    pub link: Option<String>,
    /// Layer it comes from.
    pub layer: u32,
    /// What happened to it.
    pub state: FileState,
    /// Its place; a folder has none.
    pub place: Option<Place>,
    /// Package it belongs to.
    pub package: Option<String>,
    /// Layer that hides it.
    pub hidden_by: Option<u32>,
}

/// Which files to show.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FilesRequest {
    /// Image.
    pub image: String,
    /// One layer, or the image as it is seen from inside.
    pub layer: Option<u32>,
    /// Folder as [`FileRow::path`] names it; empty for the root.
    pub folder: String,
    /// Part of a path to look for in everything below; empty for the folder's own rows.
    pub find: String,
}

/// Files of a folder.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FilesView {
    /// Folders first, then by name; found files by size.
    pub rows: Vec<FileRow>,
    /// How many more there are than are listed.
    pub more: u64,
}

/// A file of an image, opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FileContents {
    /// Size of the whole file.
    pub bytes: u64,
    /// Its text; nothing when it is not text.
    pub text: Option<String>,
    /// Only the beginning is shown.
    pub cut: bool,
    /// It holds what looks like a secret: shown only when asked for again.
    pub secret: bool,
}

/// How something differs between two images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Change {
    /// Only in the second.
    Added,
    /// Only in the first.
    Removed,
    /// Newer in the second.
    Up,
    /// Older in the second.
    Down,
    /// Different, and neither is newer.
    Other,
}

/// A package that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PackageChange {
    /// Name.
    pub name: String,
    /// `deb`, `pypi`, … as in a purl.
    pub ecosystem: String,
    /// How.
    pub change: Change,
    /// Version in the first.
    pub before: Option<String>,
    /// Version in the second.
    pub after: Option<String>,
}

/// A setting that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SettingDifference {
    /// `user`, `command`, `env NAME`, `port`, `volume`, `label NAME`, …
    pub setting: String,
    /// In the first; a secret's value is never here.
    pub before: Option<String>,
    /// In the second.
    pub after: Option<String>,
}

/// Two images side by side.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Comparison {
    /// The first.
    pub before: ImageName,
    /// The second.
    pub after: ImageName,
    /// Size of the first.
    pub bytes_before: u64,
    /// Size of the second.
    pub bytes_after: u64,
    /// Lowest layers that both have.
    pub shared_layers: u32,
    /// Packages that differ.
    pub packages: Vec<PackageChange>,
    /// Settings that differ.
    pub settings: Vec<SettingDifference>,
    /// Problems of the first that the second does not have.
    pub fixed: Vec<super::FindingView>,
    /// Problems that only the second has.
    pub new: Vec<super::FindingView>,
}
