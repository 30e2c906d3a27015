//! Changing what happens when a container ends.

use serde_json::{Value, json};

use crate::connection::SHORT;
use crate::raw::{operation, within};
use crate::{Engine, EngineError};

impl Engine {
    /// Gives a container another restart policy, `{"Name": "no", "MaximumRetryCount": 0}`, and changes nothing else.
    /// [`EngineError::Unsupported`] on Podman before 5.1; status 409 for a container that removes itself (UPDATES.md M6).
    pub async fn container_set_restart(&self, id: &str, policy: &Value) -> Result<(), EngineError> {
        let operation = operation("change restart policy of container", id)?;
        if !self.quirks().changes_restart_policy() {
            return Err(EngineError::Unsupported { operation, engine: self.quirks().name.clone() });
        }
        let path = format!("/containers/{id}/update");
        let body = json!({ "RestartPolicy": policy });
        within(SHORT, &operation, self.raw().send_json(&path, &[], &body, &operation)).await?;
        Ok(())
    }
}
