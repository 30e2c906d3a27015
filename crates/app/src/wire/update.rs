//! Updating, undoing, and what was kept, on screen.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ManagedBy, NewerTags, Problem};

/// What an update would do. Nothing has been downloaded or changed.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UpdatePreview {
    /// Full id of the container.
    pub id: String,
    /// Its name.
    pub name: String,
    /// It runs now.
    pub running: bool,
    /// What it would be.
    pub kind: UpdateKind,
    /// The image it is made from.
    pub from: ImageSide,
    /// The image it would be made from.
    pub to: ImageSide,
    /// Newer version tags to choose from.
    pub newer: NewerTags,
    /// What would be downloaded; none when the image is here.
    pub download: Option<Download>,
    /// Settings that will be different.
    pub changes: Vec<SettingChange>,
    /// Settings of the user that stay.
    pub kept: Vec<SettingChange>,
    /// What to know before the click, the gravest first.
    pub warnings: Vec<Problem>,
    /// Why it cannot be updated here, with what helps.
    pub blocked: Option<Problem>,
    /// Other containers that stop and start with it.
    pub restarts: Vec<String>,
    /// Estimated pause in seconds.
    pub pause_seconds: f64,
    /// Release notes.
    pub notes: Option<NotesLink>,
    /// Who else looks after it.
    pub managed: Option<ManagedBy>,
    /// Volumes a backup would hold.
    pub backup: BackupOffer,
    /// Seconds the new one has to stay well; none when a health check decides.
    pub gate_seconds: Option<u32>,
    /// Hours the old one is kept.
    pub keep_hours: u32,
    /// Files changed inside, outside of volumes: they stay with the old one.
    pub left_behind: super::ChangeSummary,
    /// The command that does the same.
    pub command: String,
}

/// Kind of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum UpdateKind {
    /// A newer image under the same tag.
    SameTag,
    /// Another tag.
    NewTag,
    /// The newer image is already here.
    AlreadyHere,
    /// Nothing is newer.
    Nothing,
}

/// One side of an update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImageSide {
    /// As a user would type it.
    pub reference: String,
    /// Digest in the registry, or the image's id when it has none.
    pub digest: String,
    /// When it was built.
    pub created: Option<String>,
    /// Version its label names.
    pub version: Option<String>,
    /// Source revision its label names.
    pub revision: Option<String>,
    /// `linux/amd64`.
    pub platform: Option<String>,
}

/// What would be downloaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Download {
    /// Bytes to download, packed.
    pub bytes: u64,
    /// Bytes of all layers, packed.
    pub total_bytes: u64,
    /// Layers.
    pub layers: u32,
    /// Of them here already.
    pub layers_here: u32,
}

/// One setting, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SettingChange {
    /// `env`, `command`, `entrypoint`, `workingDir`, `user`, `ports`, `volumes`, `healthcheck`, `stopSignal`, `labels`,
    /// `network`, `restart`, … : a word the faces translate.
    pub field: String,
    /// Which of several: a variable's name, a label.
    pub key: Option<String>,
    /// Whose it is.
    pub owner: SettingOwner,
    /// Before.
    pub old: Option<String>,
    /// After.
    pub new: Option<String>,
    /// Looks like a password: hidden until asked for.
    pub secret: bool,
}

/// Whose a setting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum SettingOwner {
    /// The user set it: it stays.
    User,
    /// The image's default: it follows the image.
    Image,
    /// The user's equals the old default: taken for the image's.
    Ambiguous,
}

/// Where the release notes are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NotesLink {
    /// `https://…`.
    pub url: String,
    /// Its host, shown beside the link.
    pub host: String,
}

/// What a backup before the update would hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BackupOffer {
    /// Volumes.
    pub volumes: Vec<String>,
    /// Their bytes, when the engine tells.
    pub bytes: Option<u64>,
    /// A database that may change its files: a backup is wise.
    pub advised: bool,
}

/// What to update, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct UpdateRequest {
    /// Name or id of the container.
    pub container: String,
    /// Tag to move to; none stays on the tag.
    pub tag: Option<String>,
    /// Digest that was previewed: nothing else is taken. None takes what the tag points to now.
    pub digest: Option<String>,
    /// Back volumes up first.
    pub backup: bool,
    /// Keep host ports that the engine chose by chance.
    pub keep_ports: bool,
    /// Keep every setting as it is although the old image's defaults are not known.
    pub keep_all: bool,
    /// Move files of these paths from the old container to the new one.
    pub carry: Vec<String>,
}

/// A container that was replaced and is still kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeptContainer {
    /// Id of the update that parked it.
    pub id: String,
    /// Container it stands behind, by name.
    pub name: String,
    /// Name it has now.
    pub parked_name: String,
    /// Image it is made from.
    pub from: ImageSide,
    /// Image of the one that runs in its place.
    pub to: ImageSide,
    /// When it was replaced.
    pub replaced_at: String,
    /// Until when it is kept.
    pub until: String,
    /// Bytes of its writable layer.
    pub container_bytes: u64,
    /// Bytes its image takes that nothing else uses.
    pub image_bytes: u64,
    /// A backup of volumes lies beside it.
    pub has_backup: bool,
    /// The newest of its name: undo takes this one.
    pub newest: bool,
    /// Going back makes it anew from its saved settings.
    pub remade: bool,
    /// A database may have changed its files since.
    pub files_may_have_moved: bool,
}

/// Something that looks like ours and has no record: never touched, only shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Leftover {
    /// Full id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it probably is: `new`, `old`, `failed`, `standBy`, `helper`.
    pub what: String,
}

/// What is kept, and what it costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeptView {
    /// Kept containers, newest first.
    pub kept: Vec<KeptContainer>,
    /// Without a record.
    pub leftovers: Vec<Leftover>,
}

/// One update or undo that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HistoryEntry {
    /// Which.
    pub id: String,
    /// Container.
    pub name: String,
    /// `update`, `undo`, `edit`.
    pub what: HistoryKind,
    /// Image before.
    pub from: ImageSide,
    /// Image after.
    pub to: ImageSide,
    /// Who asked for it.
    pub by: Actor,
    /// How it ended.
    pub result: HistoryResult,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// When it began.
    pub started: String,
    /// When it ended.
    pub finished: Option<String>,
    /// Last lines the container wrote when it failed.
    pub log: Vec<String>,
    /// Can be undone now.
    pub can_undo: bool,
}

/// Kind of a swap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum HistoryKind {
    /// To a newer image.
    Update,
    /// Back.
    Undo,
    /// Other settings.
    Edit,
}

/// Who asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Actor {
    /// Somebody in the window.
    Person,
    /// The schedule.
    Schedule,
    /// The command line.
    CommandLine,
}

/// How a swap ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum HistoryResult {
    /// Is at work, or was interrupted and not yet mended.
    Open,
    /// The new one runs.
    Done,
    /// Not begun in earnest; the old one was never touched.
    Aborted,
    /// Tried, and the old one was put back.
    PutBack,
    /// Put back, but something wants a look.
    Attention,
    /// Undone later.
    Undone,
}

/// What was found interrupted, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Recovered {
    /// Container.
    pub name: String,
    /// How it ended.
    pub result: HistoryResult,
    /// What could not be mended, with what helps.
    pub problem: Option<Problem>,
}
