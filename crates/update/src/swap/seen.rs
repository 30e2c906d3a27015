//! A container as an engine describes it, as far as a swap has to know.

use engine::{Engine, EngineError};
use serde_json::{Value, json};

/// One look at a container.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Image id, `sha256:…`.
    pub(crate) image: String,
    /// What it was made from.
    pub(crate) reference: String,
    pub(crate) status: String,
    pub(crate) running: bool,
    pub(crate) paused: bool,
    pub(crate) exit_code: i64,
    pub(crate) out_of_memory: bool,
    pub(crate) error: String,
    pub(crate) started_at: String,
    pub(crate) restarts: i64,
    /// `starting`, `healthy`, `unhealthy`; empty without a check.
    pub(crate) health: String,
    /// Last words of the health check.
    pub(crate) health_output: String,
    pub(crate) policy: Value,
    pub(crate) auto_remove: bool,
    pub(crate) tty: bool,
    /// The whole answer.
    pub(crate) raw: Value,
}

impl Seen {
    /// Looks at a container; `None` when there is none.
    pub(crate) async fn look(engine: &Engine, id_or_name: &str) -> Result<Option<Self>, EngineError> {
        match engine.container_inspect_raw(id_or_name).await {
            Ok(raw) => Ok(Some(Self::of(raw))),
            Err(EngineError::Refused { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn of(raw: Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (state, host) = (&raw["State"], &raw["HostConfig"]);
        let health = text(&state["Health"]["Status"]);
        let probe = state["Health"]["Log"].as_array().and_then(|log| log.last());
        let flag = |name: &str| state[name] == true;
        Self {
            id: text(&raw["Id"]),
            name: text(&raw["Name"]).trim_start_matches('/').to_owned(),
            image: image_id(&text(&raw["Image"])),
            reference: text(&raw["Config"]["Image"]),
            status: text(&state["Status"]),
            running: flag("Running") || flag("Restarting"),
            paused: flag("Paused"),
            exit_code: state["ExitCode"].as_i64().unwrap_or_default(),
            out_of_memory: flag("OOMKilled"),
            error: text(&state["Error"]),
            started_at: text(&state["StartedAt"]),
            restarts: raw["RestartCount"].as_i64().unwrap_or_default(),
            health: if health == "none" { String::new() } else { health },
            health_output: probe.map(|probe| text(&probe["Output"])).unwrap_or_default(),
            policy: policy(&host["RestartPolicy"]),
            auto_remove: host["AutoRemove"] == true,
            tty: raw["Config"]["Tty"] == true,
            raw,
        }
    }

    /// Volumes it mounts, by name.
    pub(crate) fn volumes(&self) -> Vec<String> {
        volumes(&self.raw)
    }
}

/// Names of the volumes in an inspect answer.
pub(crate) fn volumes(inspect: &Value) -> Vec<String> {
    let mounts = inspect["Mounts"].as_array().map(Vec::as_slice).unwrap_or_default();
    let volumes = mounts.iter().filter(|mount| mount["Type"] == "volume");
    volumes.filter_map(|mount| mount["Name"].as_str().map(str::to_owned)).collect()
}

/// Whether a volume has the name of one that nobody named.
pub(crate) fn is_nameless(volume: &str) -> bool {
    volume.len() == 64 && volume.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Podman leaves `sha256:` out here and there.
pub(crate) fn image_id(id: &str) -> String {
    let bare = id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if bare { format!("sha256:{id}") } else { id.to_owned() }
}

/// A restart policy in one way of writing it: no policy has several.
pub(crate) fn policy(raw: &Value) -> Value {
    let name = raw["Name"].as_str().filter(|name| !name.is_empty()).unwrap_or("no");
    json!({ "Name": name, "MaximumRetryCount": raw["MaximumRetryCount"].as_i64().unwrap_or_default() })
}

/// The policy under which an engine starts nothing by itself.
pub(crate) fn no_policy() -> Value {
    policy(&Value::Null)
}

/// Looks up an image's id; `None` when there is none.
pub(crate) async fn image_named(engine: &Engine, name: &str) -> Result<Option<String>, EngineError> {
    Ok(image_raw(engine, name).await?.map(|image| image_id(image["Id"].as_str().unwrap_or_default())))
}

/// Looks at an image; `None` when there is none.
pub(crate) async fn image_raw(engine: &Engine, name: &str) -> Result<Option<Value>, EngineError> {
    match engine.image_inspect_raw(name).await {
        Ok(raw) => Ok(Some(raw)),
        Err(EngineError::Refused { status: 404, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
