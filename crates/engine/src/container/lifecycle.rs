//! What changes a container's condition.

use std::time::Duration;

use bollard::query_parameters::{
    KillContainerOptionsBuilder, RemoveContainerOptionsBuilder, RenameContainerOptionsBuilder,
    RestartContainerOptions, StartContainerOptions, StopContainerOptionsBuilder,
};
use hyper::Method;
use serde::Deserialize;

use crate::raw::operation;
use crate::{Engine, EngineError};

impl Engine {
    /// Starts a container. One that runs is left alone.
    pub async fn container_start(&self, id: &str) -> Result<(), EngineError> {
        let operation = operation("start container", id)?;
        self.patient()
            .start_container(id, None::<StartContainerOptions>)
            .await
            .map_err(self.failed(&operation))
    }

    /// Asks a container to stop and kills it after `grace`, or after the time it was made with.
    pub async fn container_stop(&self, id: &str, grace: Option<Duration>) -> Result<(), EngineError> {
        let operation = operation("stop container", id)?;
        let mut options = StopContainerOptionsBuilder::default();
        if let Some(grace) = grace {
            options = options.t(i32::try_from(grace.as_secs()).unwrap_or(i32::MAX));
        }
        self.patient().stop_container(id, Some(options.build())).await.map_err(self.failed(&operation))
    }

    /// Stops a container and starts it again.
    pub async fn container_restart(&self, id: &str) -> Result<(), EngineError> {
        let operation = operation("restart container", id)?;
        let restarted = self.patient().restart_container(id, None::<RestartContainerOptions>).await;
        restarted.map_err(self.failed(&operation))
    }

    /// Sends a signal, `SIGKILL` when `None`.
    pub async fn container_kill(&self, id: &str, signal: Option<&str>) -> Result<(), EngineError> {
        let operation = operation("kill container", id)?;
        let options = KillContainerOptionsBuilder::default().signal(signal.unwrap_or("SIGKILL")).build();
        self.short().kill_container(id, Some(options)).await.map_err(self.failed(&operation))
    }

    /// Freezes a container.
    pub async fn container_pause(&self, id: &str) -> Result<(), EngineError> {
        let operation = operation("pause container", id)?;
        self.short().pause_container(id).await.map_err(self.failed(&operation))
    }

    /// Unfreezes a container.
    pub async fn container_unpause(&self, id: &str) -> Result<(), EngineError> {
        let operation = operation("unpause container", id)?;
        self.short().unpause_container(id).await.map_err(self.failed(&operation))
    }

    /// Gives a container another name.
    pub async fn container_rename(&self, id: &str, name: &str) -> Result<(), EngineError> {
        let operation = operation("rename container", id)?;
        let options = RenameContainerOptionsBuilder::default().name(name).build();
        self.short().rename_container(id, options).await.map_err(self.failed(&operation))
    }

    /// Removes a container; a running one only with `force`. Its volumes stay, also the anonymous ones: removing data is
    /// a decision of its own.
    pub async fn container_remove(&self, id: &str, force: bool) -> Result<(), EngineError> {
        let operation = operation("remove container", id)?;
        let options = RemoveContainerOptionsBuilder::default().force(force).v(false).build();
        self.patient().remove_container(id, Some(options)).await.map_err(self.failed(&operation))
    }

    /// Waits until a container does not run and returns its exit code.
    pub async fn container_wait(&self, id: &str) -> Result<i64, EngineError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Waited {
            status_code: i64,
        }
        let operation = operation("wait for container", id)?;
        let path = format!("/containers/{id}/wait");
        let waited: Waited = self.raw().call(Method::POST, &path, &operation).await?;
        Ok(waited.status_code)
    }
}
