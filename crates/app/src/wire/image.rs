//! Images on screen.

use serde::Serialize;
use ts_rs::TS;

use super::EnvView;

/// One row of the image list: one image, all its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImageRow {
    /// Full id, `sha256:…`.
    pub id: String,
    /// Names as a user would type them; empty when dangling.
    pub names: Vec<String>,
    /// `repository@sha256:…` as pulled.
    pub digests: Vec<String>,
    /// Bytes of all layers, unpacked.
    pub size: u64,
    /// When it was built.
    pub created: Option<String>,
    /// `linux/amd64`; none until it was looked at.
    pub platform: Option<String>,
    /// Containers made from it.
    pub used_by: Vec<ImageUser>,
    /// Has no name.
    pub dangling: bool,
}

/// A container made from an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImageUser {
    /// Full id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Runs now.
    pub running: bool,
}

/// An image's own page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImagePage {
    /// The row.
    pub row: ImageRow,
    /// Command.
    pub command: Vec<String>,
    /// Entrypoint.
    pub entrypoint: Vec<String>,
    /// Environment.
    pub env: Vec<EnvView>,
    /// `80/tcp`.
    pub exposed_ports: Vec<String>,
    /// Paths that want a volume.
    pub volumes: Vec<String>,
    /// User; empty means root.
    pub user: String,
    /// Working directory.
    pub working_dir: String,
    /// Number of layers.
    pub layers: u64,
    /// Has a health check.
    pub has_healthcheck: bool,
}

/// What goes when an image is removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImageRemoval {
    /// Full id.
    pub id: String,
    /// All its names.
    pub names: Vec<String>,
    /// Bytes of all layers; freed only where no other image shares them.
    pub size: u64,
    /// Containers made from it. While there are any, it stays.
    pub used_by: Vec<ImageUser>,
    /// It can be had again: it came from a registry.
    pub pullable: bool,
    /// Engine command that does the same.
    pub command: String,
}

/// What somebody typed, understood as an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TypedImage {
    /// As a user would type it; none when it cannot be one.
    pub reference: Option<String>,
    /// What was put right, in order.
    pub corrections: Vec<Correction>,
    /// Why it cannot be a reference.
    pub problem: Option<super::Problem>,
    /// Is here already.
    pub present: bool,
    /// The command that pulls it.
    pub command: Option<String>,
}

/// Something that was put right while typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Correction {
    /// Spaces around or inside.
    Spaces,
    /// `docker pull`, `docker run`, `podman pull` in front.
    Command,
    /// Options of a pasted command.
    Options,
    /// `https://` or `http://` in front.
    Scheme,
    /// The address of a page about the image, on Docker Hub or another registry.
    HubPage,
    /// Capital letters in the name.
    UpperCase,
    /// Quotes around.
    Quotes,
    /// A dot, comma, colon or slash left over at the end.
    Punctuation,
}
