//! Pulling an image, with progress per layer.

use std::borrow::Cow;

use job::{JobContext, Part, PartState, Progress, Unit};

use super::auth::{RegistryAuth, header};
use super::messages::Message;
use super::tag::split_tag;
use crate::model::image::ImageDetail;
use crate::raw::{operation, query};
use crate::{Engine, EngineError};

impl Engine {
    /// Pulls an image and returns it. `reference` is complete: `docker.io/library/nginx:1.27`, or with `@sha256:…`.
    ///
    /// Cancelling closes the connection, upon which both Docker and Podman stop loading. What other layers were loaded
    /// stays with the engine and is not loaded again.
    pub async fn image_pull(
        &self,
        reference: &str,
        platform: Option<&str>,
        auth: Option<&RegistryAuth>,
        job: &JobContext,
    ) -> Result<ImageDetail, EngineError> {
        let operation = operation("pull", reference)?;
        let pulled = job.unless_cancelled(self.pull(reference, platform, auth, job, &operation)).await;
        let layers = pulled.ok_or(EngineError::Cancelled { operation })??;
        let image = self.image_inspect(reference).await?;
        job.progress(layers.all_here(&image.id));
        Ok(image)
    }

    async fn pull(
        &self,
        reference: &str,
        platform: Option<&str>,
        auth: Option<&RegistryAuth>,
        job: &JobContext,
        operation: &str,
    ) -> Result<Layers, EngineError> {
        let image = one_image(reference);
        let mut pairs = vec![("fromImage", image.as_ref())];
        pairs.extend(platform.map(|platform| ("platform", platform)));
        let headers: Vec<_> = auth.map(|auth| header(Some(auth))).into_iter().collect();
        let path = format!("/images/create?{}", query(&pairs));
        let mut messages = self.messages(&path, &headers, operation).await?;
        let mut layers = Layers::default();
        while let Some(message) = messages.next().await? {
            if layers.take(&message) {
                job.progress(layers.progress());
            }
        }
        Ok(layers)
    }
}

/// Adds the tag that goes without saying: asked for a bare name, Docker's API pulls every tag there is.
fn one_image(reference: &str) -> Cow<'_, str> {
    if reference.contains('@') {
        return Cow::Borrowed(reference);
    }
    let (repository, tag) = split_tag(reference);
    Cow::Owned(format!("{repository}:{tag}"))
}

/// The layers of a pull, in the order the engine named them.
#[derive(Default)]
struct Layers {
    layers: Vec<Layer>,
}

struct Layer {
    part: Part,
    /// Compressed bytes that came in, whatever it does now.
    loaded: u64,
    /// Compressed bytes to come in, once the engine has told.
    size: Option<u64>,
}

impl Layers {
    /// Takes a message and says whether it changed anything.
    fn take(&mut self, message: &Message) -> bool {
        let Some(state) = state(&message.status).filter(|_| !message.id.is_empty()) else { return false };
        let (current, total) = message.bytes();
        self.layer(&message.id).take(state, current, total, &message.status);
        true
    }

    fn layer(&mut self, id: &str) -> &mut Layer {
        let known = self.layers.iter().position(|layer| layer.part.id == id);
        let index = known.unwrap_or_else(|| {
            let part = Part { id: id.to_owned(), state: PartState::Waiting, current: 0, total: None };
            self.layers.push(Layer { part, loaded: 0, size: None });
            self.layers.len() - 1
        });
        &mut self.layers[index]
    }

    /// Returns the progress of a pull that went well. Podman 4.3 never says that it unpacked a layer, and counts the
    /// image's configuration among the layers.
    fn all_here(mut self, image: &str) -> Progress {
        let id = image.strip_prefix("sha256:").unwrap_or(image);
        self.layers.retain(|layer| !id.starts_with(&layer.part.id));
        for layer in self.layers.iter_mut().filter(|layer| layer.part.state != PartState::AlreadyHere) {
            layer.take(PartState::Done, None, None, "");
        }
        self.progress()
    }

    /// The total is told once every layer has told its own: before that it would grow under the reader's eyes.
    fn progress(&self) -> Progress {
        let current = self.layers.iter().map(|layer| layer.loaded).sum();
        let total = self.layers.iter().map(Layer::total).sum::<Option<u64>>();
        let parts = self.layers.iter().map(|layer| layer.part.clone()).collect();
        Progress { parts, ..Progress::of(Unit::Bytes, current, total.filter(|total| *total > 0)) }
    }
}

impl Layer {
    fn take(&mut self, state: PartState, current: Option<u64>, total: Option<u64>, status: &str) {
        if status.starts_with("Retrying") {
            self.loaded = 0;
        }
        if state == PartState::Downloading {
            self.size = total.or(self.size);
            self.loaded = current.unwrap_or(self.loaded).max(self.loaded);
        }
        if loaded_by(state) {
            self.loaded = self.size.unwrap_or(self.loaded);
        }
        // Without a total, Docker with the containerd store counts the seconds of unpacking, not bytes.
        let (current, total) = match state {
            PartState::Waiting | PartState::Uploading | PartState::AlreadyHere => (0, self.size),
            PartState::Downloading | PartState::Verifying | PartState::Done => (self.loaded, self.size),
            PartState::Extracting => (total.and(current).unwrap_or(0), total),
        };
        self.part = Part { id: std::mem::take(&mut self.part.id), state, current, total };
    }

    /// What must come in for this layer: nothing when it is here, and unknown until it has told or has come.
    fn total(&self) -> Option<u64> {
        match self.part.state {
            PartState::AlreadyHere => Some(0),
            state if loaded_by(state) => Some(self.loaded),
            _ => self.size,
        }
    }
}

/// Says whether a layer in this state has been loaded whole.
fn loaded_by(state: PartState) -> bool {
    matches!(state, PartState::Verifying | PartState::Extracting | PartState::Done)
}

/// Reads the engine's word. What is no state of a layer, `Pulling from library/nginx` or `Digest: …`, is `None`.
fn state(status: &str) -> Option<PartState> {
    match status {
        "Pulling fs layer" | "Waiting" | "Preparing" => Some(PartState::Waiting),
        "Downloading" => Some(PartState::Downloading),
        "Verifying Checksum" | "Download complete" => Some(PartState::Verifying),
        "Extracting" => Some(PartState::Extracting),
        "Pull complete" => Some(PartState::Done),
        "Already exists" => Some(PartState::AlreadyHere),
        retry if retry.starts_with("Retrying in") => Some(PartState::Waiting),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(layers: &mut Layers, json: &str) -> Progress {
        layers.take(&serde_json::from_str(json).expect("a message"));
        layers.progress()
    }

    /// Shows parts as `id state current/total`, and the sum.
    fn shown(progress: &Progress) -> (Vec<String>, u64, Option<u64>) {
        let part = |part: &Part| {
            format!("{} {:?} {}/{}", part.id, part.state, part.current, part.total.unwrap_or(0))
        };
        (progress.parts.iter().map(part).collect(), progress.current, progress.total)
    }

    /// Recorded from Docker 20.10.24.
    #[test]
    fn the_words_of_docker() {
        let mut layers = Layers::default();
        let table = [
            (r#"{"status":"Pulling from shop/web","id":"1"}"#, vec![], 0, None),
            (
                r#"{"status":"Pulling fs layer","progressDetail":{},"id":"aa"}"#,
                vec!["aa Waiting 0/0"],
                0,
                None,
            ),
            (
                r#"{"status":"Already exists","progressDetail":{},"id":"bb"}"#,
                vec!["aa Waiting 0/0", "bb AlreadyHere 0/0"],
                0,
                None,
            ),
            (
                r#"{"status":"Downloading","progressDetail":{"current":40,"total":100},"progress":"[=> ]","id":"aa"}"#,
                vec!["aa Downloading 40/100", "bb AlreadyHere 0/0"],
                40,
                Some(100),
            ),
            (
                r#"{"status":"Verifying Checksum","progressDetail":{},"id":"aa"}"#,
                vec!["aa Verifying 100/100", "bb AlreadyHere 0/0"],
                100,
                Some(100),
            ),
            (
                r#"{"status":"Download complete","progressDetail":{},"id":"aa"}"#,
                vec!["aa Verifying 100/100", "bb AlreadyHere 0/0"],
                100,
                Some(100),
            ),
            (
                r#"{"status":"Extracting","progressDetail":{"current":32,"total":100},"id":"aa"}"#,
                vec!["aa Extracting 32/100", "bb AlreadyHere 0/0"],
                100,
                Some(100),
            ),
            (
                r#"{"status":"Pull complete","progressDetail":{},"id":"aa"}"#,
                vec!["aa Done 100/100", "bb AlreadyHere 0/0"],
                100,
                Some(100),
            ),
            (
                r#"{"status":"Digest: sha256:00"}"#,
                vec!["aa Done 100/100", "bb AlreadyHere 0/0"],
                100,
                Some(100),
            ),
        ];
        for (json, parts, current, total) in table {
            let progress = take(&mut layers, json);
            assert_eq!(
                shown(&progress),
                (parts.into_iter().map(str::to_owned).collect(), current, total),
                "{json}"
            );
        }
    }

    /// Recorded from Podman 4.3.1: no sizes, no unpacking, the configuration among the layers.
    #[test]
    fn the_words_of_podman() {
        let mut layers = Layers::default();
        for json in [
            r#"{"status":"Pulling fs layer","progressDetail":{},"id":"90522ac9f238"}"#,
            r#"{"status":"Already exists","progressDetail":{},"id":"e96cf4301de9"}"#,
            r#"{"status":"Download complete","progressDetail":{},"id":"90522ac9f238"}"#,
            r#"{"status":"Pulling fs layer","progressDetail":{},"id":"a34a391b793c"}"#,
            r#"{"status":"Download complete","progressDetail":{},"id":"a34a391b793c"}"#,
        ] {
            take(&mut layers, json);
        }
        let (parts, ..) = shown(&layers.all_here("sha256:a34a391b793c2a74"));
        assert_eq!(parts, ["90522ac9f238 Done 0/0", "e96cf4301de9 AlreadyHere 0/0"]);
    }

    #[test]
    fn a_retry_goes_back_and_nothing_else_does() {
        let mut layers = Layers::default();
        take(
            &mut layers,
            r#"{"status":"Downloading","progressDetail":{"current":40,"total":100},"id":"aa"}"#,
        );
        let same = take(
            &mut layers,
            r#"{"status":"Downloading","progressDetail":{"current":30,"total":100},"id":"aa"}"#,
        );
        assert_eq!((same.current, same.total), (40, Some(100)));
        let again = take(&mut layers, r#"{"status":"Retrying in 5 seconds","progressDetail":{},"id":"aa"}"#);
        assert_eq!((again.current, again.total), (0, Some(100)));
    }

    #[test]
    fn secrets_are_not_printed() {
        let password = RegistryAuth::Password {
            server: "ghcr.io".into(),
            username: "anna".into(),
            password: "s3cret".into(),
        };
        let token = RegistryAuth::IdentityToken { server: "ghcr.io".into(), token: "s3cret".into() };
        assert!(!format!("{password:?}{token:?}").contains("s3cret"));
    }
}
