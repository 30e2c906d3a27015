//! Registries on screen: signing in, searching, tags, pushing.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Problem;

/// A registry we know a sign-in for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RegistryView {
    /// `docker.io`, `ghcr.io`.
    pub host: String,
    /// Who is signed in; none when a helper does not say before it is asked.
    pub username: Option<String>,
    /// Where it comes from.
    pub source: CredentialSource,
    /// File or helper it comes from.
    pub detail: Option<String>,
    /// Ours: signing out here removes it.
    pub ours: bool,
    /// Used for this host; another source comes first otherwise.
    pub in_use: bool,
    /// The source could not be read.
    pub problem: Option<Problem>,
}

/// Where a sign-in comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum CredentialSource {
    /// Our entry in the system's keychain.
    Keychain,
    /// Until the app ends.
    Session,
    /// A file of ours, by consent.
    File,
    /// Docker's `config.json`.
    DockerConfig,
    /// A credential helper of Docker's.
    DockerHelper,
    /// Podman's `auth.json`.
    PodmanAuth,
}

/// Signing in.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SignIn {
    /// `ghcr.io`; empty means Docker Hub.
    pub host: String,
    /// User name.
    pub username: String,
    /// Password or access token.
    pub secret: String,
    /// Where to keep it.
    pub keep: KeepSecret,
}

impl std::fmt::Debug for SignIn {
    /// Never prints the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignIn({} at {})", self.username, self.host)
    }
}

/// Where to keep a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum KeepSecret {
    /// In the system's keychain.
    #[default]
    Keychain,
    /// In memory until the app ends.
    Session,
    /// In a file only this user can read. Never without being asked for.
    File,
}

/// What was found in registries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SearchView {
    /// Hits, the best first.
    pub hits: Vec<SearchHit>,
    /// Registries that could not be searched, and why.
    pub problems: Vec<Problem>,
    /// Where was searched.
    pub searched: Vec<String>,
}

/// A repository that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SearchHit {
    /// As a user would type it: `nginx`, `ghcr.io/owner/app`.
    pub reference: String,
    /// Its own words; hostile until shown as plain text.
    pub description: String,
    /// Stars.
    pub stars: Option<u64>,
    /// Pulls.
    pub pulls: Option<u64>,
    /// Looked after by Docker's own team.
    pub official: bool,
    /// Registry it was found in.
    pub host: String,
}

/// The tags of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TagsView {
    /// As a user would type it, without a tag.
    pub reference: String,
    /// Tags, newest version first.
    pub tags: Vec<TagRow>,
    /// All there are; a long list is cut.
    pub complete: bool,
    /// The one to take when in doubt.
    pub stable: Option<String>,
    /// Platform of the engine, for which sizes count.
    pub platform: String,
}

/// A tag by its name alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TagRow {
    /// Tag.
    pub tag: String,
    /// What it will do over time.
    pub kind: TagKind,
    /// A trial version.
    pub pre_release: bool,
    /// Is here already.
    pub present: bool,
}

/// What a tag will do over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum TagKind {
    /// `latest`, `stable`: moves to every new release.
    Channel,
    /// `1.27`: moves within this series.
    Series,
    /// `1.27.3`: rebuilt at most.
    Exact,
    /// `2024-01-15`.
    Date,
    /// A commit or digest.
    Commit,
    /// Anything else.
    Other,
}

/// What only asking tells about a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TagDetail {
    /// Tag.
    pub tag: String,
    /// Digest.
    pub digest: Option<String>,
    /// When it was built.
    pub created: Option<String>,
    /// `linux/amd64`, …
    pub platforms: Vec<String>,
    /// Bytes to download for this engine's platform, packed.
    pub size: Option<u64>,
    /// This engine can run it.
    pub fits: bool,
    /// It could not be looked at.
    pub problem: Option<Problem>,
}
