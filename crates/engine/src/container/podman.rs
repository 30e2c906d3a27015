//! What only Podman's own API tells and does: pods (UPDATES.md 7.4).

use hyper::Method;
use serde::Deserialize;
use serde_json::Value;

use super::create_raw::Created;
use crate::connection::SHORT;
use crate::model::container::{CreatedContainer, Health};
use crate::{Engine, EngineError, raw};

/// Oldest version of that API that has what we ask for; newer Podmans answer it, too.
const LIBPOD: &str = "/v4.0.0/libpod";

impl Engine {
    /// Returns Podman's own answer about a container, with what the common API leaves out: `Pod`, `IsInfra`,
    /// `Config.CreateCommand`. [`EngineError::Unsupported`] on Docker.
    pub async fn libpod_inspect_raw(&self, id: &str) -> Result<Value, EngineError> {
        let operation = self.libpod("inspect container", id)?;
        self.raw().get(&format!("{LIBPOD}/containers/{id}/json"), &operation, SHORT).await
    }

    /// Runs a container's health check once, now, and returns what it says. Podman leaves the running to timers of systemd:
    /// where there is none, health stays `starting` for ever, and this is the only way to know.
    /// [`EngineError::Unsupported`] on Docker; status 409 for a container that does not run or has no check.
    pub async fn libpod_check_health(&self, id: &str) -> Result<Health, EngineError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Checked {
            status: String,
        }
        let operation = self.libpod("check health of container", id)?;
        let path = format!("{LIBPOD}/containers/{id}/healthcheck");
        let checked: Checked = self.raw().call(Method::GET, &path, &operation).await?;
        Ok(match checked.status.as_str() {
            "healthy" => Health::Healthy,
            "unhealthy" => Health::Unhealthy,
            _ => Health::Starting,
        })
    }

    /// Makes a container from Podman's own `SpecGenerator` (with `name` and `pod` inside), and does not start it. The only
    /// way into a pod. [`EngineError::Unsupported`] on Docker.
    pub async fn libpod_create_raw(&self, name: &str, spec: &Value) -> Result<CreatedContainer, EngineError> {
        let operation = self.libpod("create container", name)?;
        let path = format!("{LIBPOD}/containers/create");
        let made: Created = self.raw().call_json(&path, spec, &operation).await?;
        Ok(CreatedContainer { id: made.id, warnings: made.warnings })
    }

    /// Names an operation of that API, and refuses it where there is none.
    fn libpod(&self, verb: &str, name: &str) -> Result<String, EngineError> {
        let operation = raw::operation(verb, name)?;
        if self.quirks().has_libpod() {
            Ok(operation)
        } else {
            Err(EngineError::Unsupported { operation, engine: self.quirks().name.clone() })
        }
    }
}
