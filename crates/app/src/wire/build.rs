//! Building an image.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is to be built.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct BuildRequest {
    /// Folder.
    pub folder: String,
    /// Dockerfile, relative to the folder.
    pub dockerfile: String,
    /// Name for the result; empty builds without one.
    pub tag: String,
    /// Build arguments.
    pub args: Vec<super::RunEnv>,
    /// Do not reuse cached steps.
    pub no_cache: bool,
    /// Look for a newer base image.
    pub pull: bool,
}

/// What a folder offers to a build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BuildFolder {
    /// Folder, absolute.
    pub folder: String,
    /// Dockerfiles and Containerfiles found in it, the usual one first.
    pub dockerfiles: Vec<String>,
    /// A name to propose, from the folder's.
    pub suggested_tag: String,
    /// Bytes that will be sent, after `.dockerignore`.
    pub context_bytes: u64,
    /// Files that will be sent.
    pub context_files: u64,
    /// Why it cannot be built.
    pub problem: Option<super::Problem>,
}

/// What a build request amounts to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BuildCheck {
    /// The `docker build` or `podman build` line.
    pub command: String,
    /// What is wrong with the name.
    pub tag_problem: Option<super::Problem>,
}
