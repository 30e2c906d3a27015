//! Swarm services and their tasks (UPDATES.md 7.5).

use std::collections::BTreeMap;

use hyper::Method;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::connection::SHORT;
use crate::image::RegistryAuth;
use crate::image::auth::header;
use crate::model::service::{ServiceSummary, ServiceUpdate, ServiceUpdateState, Task};
use crate::raw::{query, within};
use crate::wire::{or_default, timestamp};
use crate::{Engine, EngineError, raw};

impl Engine {
    /// Returns all services. Status 503 where the engine is no manager of a swarm, [`EngineError::Unsupported`] on Podman,
    /// for this and every call about services.
    pub async fn service_list(&self) -> Result<Vec<ServiceSummary>, EngineError> {
        let operation = self.swarm("list services".to_owned())?;
        let services: Option<Vec<Service>> = self.raw().get("/services", &operation, SHORT).await?;
        Ok(services.unwrap_or_default().into_iter().map(summary).collect())
    }

    /// Returns what we use of one service, with how its last update goes: ask again until that has ended.
    pub async fn service_inspect(&self, id: &str) -> Result<ServiceSummary, EngineError> {
        let operation = self.swarm(raw::operation("inspect service", id)?)?;
        let service: Service = self.raw().get(&format!("/services/{id}"), &operation, SHORT).await?;
        Ok(summary(service))
    }

    /// Returns the engine's own answer about one service: `Spec`, `PreviousSpec`, `Version.Index`, `UpdateStatus`.
    pub async fn service_inspect_raw(&self, id: &str) -> Result<Value, EngineError> {
        let operation = self.swarm(raw::operation("inspect service", id)?)?;
        self.raw().get(&format!("/services/{id}"), &operation, SHORT).await
    }

    /// Gives a service another `Spec`, or its previous one with `rollback`, and returns the engine's warnings; the update
    /// itself goes on by itself. `version` is the `Version.Index` the spec was read at: the engine refuses an older one
    /// with status 500 and "update out of sequence". Without `auth` the sign-in of the last update is kept.
    pub async fn service_update(
        &self,
        id: &str,
        version: u64,
        spec: &Value,
        rollback: bool,
        auth: Option<&RegistryAuth>,
    ) -> Result<Vec<String>, EngineError> {
        let operation = self.swarm(raw::operation("update service", id)?)?;
        let version = version.to_string();
        let mut pairs = vec![("version", version.as_str()), ("registryAuthFrom", "spec")];
        pairs.extend(rollback.then_some(("rollback", "previous")));
        let path = format!("/services/{id}/update?{}", query(&pairs));
        let headers: Vec<_> = auth.map(|auth| header(Some(auth))).into_iter().collect();
        let updated = async {
            let response = self.raw().send_json(&path, &headers, spec, &operation).await?;
            self.raw().read_json::<Updated>(response, &operation).await
        };
        Ok(within(SHORT, &operation, updated).await?.warnings)
    }

    /// Returns the tasks of a service, those that have ended as well.
    pub async fn task_list(&self, service: &str) -> Result<Vec<Task>, EngineError> {
        let operation = self.swarm(raw::operation("list tasks of service", service)?)?;
        let filters = serde_json::json!({ "service": [service] }).to_string();
        let path = format!("/tasks?{}", query(&[("filters", &filters)]));
        let read = self.raw().call::<Option<Vec<TaskRow>>>(Method::GET, &path, &operation);
        let rows = within(SHORT, &operation, read).await?;
        Ok(rows.unwrap_or_default().into_iter().map(task).collect())
    }

    /// Refuses what only a swarm can do where there is none.
    fn swarm(&self, operation: String) -> Result<String, EngineError> {
        if self.quirks().has_swarm() {
            Ok(operation)
        } else {
            Err(EngineError::Unsupported { operation, engine: self.quirks().name.clone() })
        }
    }
}

fn summary(service: Service) -> ServiceSummary {
    let replicas = service.spec.mode.replicated.and_then(|mode| mode.replicas);
    ServiceSummary {
        id: service.id,
        version: service.version.index,
        name: service.spec.name,
        image: service.spec.task_template.container_spec.image,
        labels: service.spec.labels,
        replicas,
        can_roll_back: service.previous_spec.is_some_and(|spec| !spec.is_null()),
        update: service.update_status.and_then(update),
    }
}

/// An update that never was has an empty object on some engines.
fn update(status: UpdateStatus) -> Option<ServiceUpdate> {
    let state = match status.state.as_str() {
        "" => return None,
        "updating" => ServiceUpdateState::Updating,
        "completed" => ServiceUpdateState::Completed,
        "paused" => ServiceUpdateState::Paused,
        "rollback_started" => ServiceUpdateState::RollbackStarted,
        "rollback_completed" => ServiceUpdateState::RollbackCompleted,
        "rollback_paused" => ServiceUpdateState::RollbackPaused,
        _ => ServiceUpdateState::Other,
    };
    let started = status.started_at.as_deref().and_then(timestamp);
    Some(ServiceUpdate { state, message: status.message, started })
}

fn task(row: TaskRow) -> Task {
    let changed: Option<Timestamp> = timestamp(&row.status.timestamp);
    Task {
        id: row.id,
        slot: row.slot,
        node: row.node_id,
        image: row.spec.container_spec.image,
        state: row.status.state,
        desired_state: row.desired_state,
        error: row.status.err,
        container: Some(row.status.container_status.container_id).filter(|id| !id.is_empty()),
        changed,
    }
}

/// Answer of `POST /services/{id}/update`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Updated {
    #[serde(deserialize_with = "or_default")]
    warnings: Vec<String>,
}

/// One service.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Service {
    #[serde(rename = "ID")]
    id: String,
    version: Version,
    spec: Spec,
    previous_spec: Option<Value>,
    update_status: Option<UpdateStatus>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Version {
    index: u64,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Spec {
    name: String,
    #[serde(deserialize_with = "or_default")]
    labels: BTreeMap<String, String>,
    task_template: Template,
    #[serde(deserialize_with = "or_default")]
    mode: Mode,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Template {
    #[serde(deserialize_with = "or_default")]
    container_spec: ContainerSpec,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct ContainerSpec {
    image: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Mode {
    replicated: Option<Replicated>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Replicated {
    replicas: Option<u64>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct UpdateStatus {
    state: String,
    #[serde(deserialize_with = "or_default")]
    message: String,
    started_at: Option<String>,
}

/// One entry of `GET /tasks`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct TaskRow {
    #[serde(rename = "ID")]
    id: String,
    #[serde(rename = "NodeID")]
    node_id: String,
    slot: Option<u64>,
    desired_state: String,
    spec: Template,
    status: TaskStatus,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct TaskStatus {
    timestamp: String,
    state: String,
    err: String,
    #[serde(deserialize_with = "or_default")]
    container_status: ContainerStatus,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ContainerStatus {
    #[serde(rename = "ContainerID")]
    container_id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_of_docker() {
        let json = r#"{"ID":"s1","Version":{"Index":21},"Spec":{"Name":"web","Labels":null,"TaskTemplate":
            {"ContainerSpec":{"Image":"web:1@sha256:00"}},"Mode":{"Replicated":{"Replicas":2}}},"PreviousSpec":{"Name":"web"},
            "UpdateStatus":{"State":"rollback_completed","StartedAt":"2026-11-26T10:00:00Z","Message":"rollback completed"}}"#;
        let service = summary(serde_json::from_str(json).expect("a service"));
        assert_eq!((service.version, service.replicas, service.can_roll_back), (21, Some(2), true));
        let update = service.update.expect("told");
        assert!(update.state.has_ended() && update.state == ServiceUpdateState::RollbackCompleted);
    }

    #[test]
    fn a_global_service_that_was_never_updated() {
        let json = r#"{"ID":"s1","Version":{"Index":2},"Spec":{"Name":"a","TaskTemplate":{"ContainerSpec":null},
            "Mode":{"Global":{}}},"UpdateStatus":{}}"#;
        let service = summary(serde_json::from_str(json).expect("a service"));
        assert_eq!((service.replicas, service.update, service.can_roll_back), (None, None, false));
    }
}
