//! Pulling an image, with progress per layer.

use std::fmt;

use bollard::auth::DockerCredentials;
use bollard::models::CreateImageInfo;
use bollard::query_parameters::CreateImageOptionsBuilder;
use futures_util::StreamExt;
use job::{JobContext, Part, PartState, Progress, Unit};

use crate::model::image::ImageDetail;
use crate::raw::operation;
use crate::wire::count;
use crate::{Engine, EngineError};

/// What proves us to a registry.
#[derive(Clone, PartialEq, Eq)]
pub enum RegistryAuth {
    /// A name with a password or an access token.
    Password {
        /// Registry, `ghcr.io`.
        server: String,
        /// User name.
        username: String,
        /// Password or access token.
        password: String,
    },
    /// A token that `docker login` got in exchange for a password.
    IdentityToken {
        /// Registry.
        server: String,
        /// Token.
        token: String,
    },
}

impl fmt::Debug for RegistryAuth {
    /// Prints whom it is for and never the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Password { server, username, .. } => write!(f, "Password({username} at {server})"),
            Self::IdentityToken { server, .. } => write!(f, "IdentityToken({server})"),
        }
    }
}

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
        pulled.ok_or(EngineError::Cancelled { operation })??;
        self.image_inspect(reference).await
    }

    async fn pull(
        &self,
        reference: &str,
        platform: Option<&str>,
        auth: Option<&RegistryAuth>,
        job: &JobContext,
        operation: &str,
    ) -> Result<(), EngineError> {
        let mut options = CreateImageOptionsBuilder::default().from_image(reference);
        if let Some(platform) = platform {
            options = options.platform(platform);
        }
        let mut messages = self.patient().create_image(Some(options.build()), None, auth.map(credentials));
        let mut layers = Layers::default();
        while let Some(message) = messages.next().await {
            if layers.take(message.map_err(self.failed(operation))?) {
                job.progress(layers.progress());
            }
        }
        Ok(())
    }
}

fn credentials(auth: &RegistryAuth) -> DockerCredentials {
    match auth.clone() {
        RegistryAuth::Password { server, username, password } => DockerCredentials {
            serveraddress: Some(server),
            username: Some(username),
            password: Some(password),
            ..DockerCredentials::default()
        },
        RegistryAuth::IdentityToken { server, token } => DockerCredentials {
            serveraddress: Some(server),
            identitytoken: Some(token),
            ..DockerCredentials::default()
        },
    }
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
    fn take(&mut self, message: CreateImageInfo) -> bool {
        let (Some(id), Some(status)) = (message.id, message.status) else { return false };
        let Some(state) = state(&status) else { return false };
        let detail = message.progress_detail.unwrap_or_default();
        let current = detail.current.map(count);
        let total = detail.total.map(count).filter(|total| *total > 0);
        self.layer(&id).take(state, current, total, &status);
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
        let total = total.or(self.size);
        let current = match state {
            PartState::Waiting | PartState::AlreadyHere => 0,
            PartState::Downloading => self.loaded,
            PartState::Verifying | PartState::Done => self.loaded.max(total.unwrap_or(0)),
            PartState::Extracting => current.unwrap_or(0),
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
