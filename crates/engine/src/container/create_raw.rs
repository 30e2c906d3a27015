//! Making a container from a body that is sent as it is.

use serde::Deserialize;
use serde_json::Value;

use crate::model::container::CreatedContainer;
use crate::raw::{operation, query};
use crate::wire::or_default;
use crate::{Engine, EngineError};

impl Engine {
    /// Makes a container and does not start it. `body` is the API's own (`POST /containers/create`) and reaches the engine
    /// with every field it has, also those no model knows: this is how a container is made again from its inspect answer
    /// (UPDATES.md 5). `platform` is `os/arch[/variant]`, when not the engine's own.
    pub async fn container_create_raw(
        &self,
        name: &str,
        body: &Value,
        platform: Option<&str>,
    ) -> Result<CreatedContainer, EngineError> {
        let operation = operation("create container", name)?;
        let mut pairs = vec![("name", name)];
        pairs.extend(platform.map(|platform| ("platform", platform)));
        let path = format!("/containers/create?{}", query(&pairs));
        let made: Created = self.raw().call_json(&path, body, &operation).await?;
        Ok(CreatedContainer { id: made.id, warnings: made.warnings })
    }
}

/// Answer of `POST /containers/create`, of both APIs.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Created {
    pub(super) id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) warnings: Vec<String>,
}
