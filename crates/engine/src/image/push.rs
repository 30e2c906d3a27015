//! Pushing an image, with progress per layer.

use job::{JobContext, Part, PartState, Progress, Unit};

use super::auth::{RegistryAuth, header};
use super::messages::Message;
use super::tag::split_tag;
use crate::model::image::PushedImage;
use crate::raw::{operation, query};
use crate::{Engine, EngineError};

impl Engine {
    /// Pushes a name to its registry, `ghcr.io/me/app:2`. The image must have that name here.
    ///
    /// Docker tells of every layer; Podman 4.3 says nothing until it is done. Cancelling closes the connection, upon which
    /// the engine stops; layers that are there stay with the registry, the tag is not moved.
    pub async fn image_push(
        &self,
        reference: &str,
        auth: Option<&RegistryAuth>,
        job: &JobContext,
    ) -> Result<PushedImage, EngineError> {
        let operation = operation("push", reference)?;
        let pushed = job.unless_cancelled(self.push(reference, auth, job, &operation)).await;
        pushed.ok_or(EngineError::Cancelled { operation })?
    }

    async fn push(
        &self,
        reference: &str,
        auth: Option<&RegistryAuth>,
        job: &JobContext,
        operation: &str,
    ) -> Result<PushedImage, EngineError> {
        let (repository, tag) = split_tag(reference);
        let path = format!("/images/{repository}/push?{}", query(&[("tag", tag)]));
        let mut messages = self.messages(&path, &[header(auth)], operation).await?;
        let mut push = Push::default();
        while let Some(message) = messages.next().await? {
            if push.take(&message) {
                job.progress(push.progress());
            }
        }
        Ok(push.pushed)
    }
}

/// What was said of a push so far; layers in the order the engine named them.
struct Push {
    layers: Vec<Part>,
    pushed: PushedImage,
}

impl Default for Push {
    fn default() -> Self {
        Self { layers: Vec::new(), pushed: PushedImage { digest: None, size: None } }
    }
}

impl Push {
    /// Takes a message and says whether a layer changed.
    fn take(&mut self, message: &Message) -> bool {
        if message.aux.digest.is_some() {
            self.pushed = PushedImage { digest: message.aux.digest.clone(), size: message.aux.size };
        } else if self.pushed.digest.is_none() {
            self.pushed.digest = digest_in(&message.status);
        }
        let Some(state) = state(&message.status) else { return false };
        if message.id.is_empty() {
            return false;
        }
        take(self.layer(&message.id), state, message.bytes());
        true
    }

    fn layer(&mut self, id: &str) -> &mut Part {
        let known = self.layers.iter().position(|layer| layer.id == id);
        let index = known.unwrap_or_else(|| {
            self.layers.push(Part { id: id.to_owned(), state: PartState::Waiting, current: 0, total: None });
            self.layers.len() - 1
        });
        &mut self.layers[index]
    }

    /// The total is told once every layer that must go over has told its own.
    fn progress(&self) -> Progress {
        let current = self.layers.iter().map(|layer| layer.current).sum();
        let total = self.layers.iter().map(total).sum::<Option<u64>>();
        let parts = self.layers.clone();
        Progress { parts, ..Progress::of(Unit::Bytes, current, total.filter(|total| *total > 0)) }
    }
}

/// Unpacked bytes: Docker packs while it sends, and counts what goes in. Small layers outgrow what was told.
fn take(layer: &mut Part, state: PartState, (current, total): (Option<u64>, Option<u64>)) {
    layer.current = current.unwrap_or(layer.current).max(layer.current);
    layer.total = total.or(layer.total).map(|total| total.max(layer.current));
    if state == PartState::Done {
        layer.current = layer.total.unwrap_or(layer.current);
    }
    layer.state = state;
}

fn total(layer: &Part) -> Option<u64> {
    match layer.state {
        PartState::AlreadyHere => Some(0),
        PartState::Done => Some(layer.current),
        _ => layer.total,
    }
}

/// Reads the engine's word for a layer.
fn state(status: &str) -> Option<PartState> {
    match status {
        "Preparing" | "Waiting" => Some(PartState::Waiting),
        "Pushing" => Some(PartState::Uploading),
        "Pushed" => Some(PartState::Done),
        "Layer already exists" => Some(PartState::AlreadyHere),
        mounted if mounted.starts_with("Mounted from") => Some(PartState::AlreadyHere),
        retry if retry.starts_with("Retrying in") => Some(PartState::Waiting),
        _ => None,
    }
}

/// Finds the digest in the words for people, `1: digest: sha256:… size: 527`.
fn digest_in(status: &str) -> Option<String> {
    let (_, after) = status.split_once("digest: ")?;
    let word = after.split_whitespace().next()?;
    oci::Digest::parse(word).ok().map(|digest| digest.to_string())
}
