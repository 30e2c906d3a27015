//! Connecting: is somebody there, who is it, which version do we speak.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bollard::{BollardRequest, Docker};
use serde::Deserialize;

use crate::model::system::{EngineInfo, EngineKind};
use crate::quirks::Quirks;
use crate::raw::Raw;
use crate::transport::Transport;
use crate::wire::{count, or_default};
use crate::{Endpoint, EngineError, UnreachableKind};

/// How long an engine may think about something it only has to look up.
pub(crate) const SHORT: Duration = Duration::from_secs(30);
/// For what may rightly take long (pull, build, stop, logs): cancelling is the user's, not a clock's.
const PATIENT: Duration = Duration::from_secs(24 * 60 * 60);

/// Newest API version this crate was tried with: what Docker 28.5 speaks.
const NEWEST: ApiVersion = ApiVersion(1, 51);
/// How the storage driver calls containerd's image store.
const CONTAINERD_STORE: &str = "io.containerd.snapshotter.v1";
/// Oldest one: Docker 19.03 and Podman 3.
const OLDEST: ApiVersion = ApiVersion(1, 40);

/// An engine that hangs up over TLS before its first answer has refused our certificate; whether it still gets to say so
/// is a matter of luck.
fn hung_up(error: EngineError, endpoint: &Endpoint) -> EngineError {
    match (error, endpoint) {
        (EngineError::Unreachable { endpoint, kind: UnreachableKind::Other, cause }, Endpoint::Tls(..)) => {
            EngineError::Unreachable { endpoint, kind: UnreachableKind::Tls, cause }
        }
        (error, _) => error,
    }
}

/// One connection to one Docker or Podman. Clones share it.
///
/// It holds nothing open between calls, so there is nothing to reconnect: once the engine is back, calls work again.
/// After an upgrade of the engine, connect anew.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

struct Shared {
    info: EngineInfo,
    raw: Raw,
    short: Docker,
    patient: Docker,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engine({} at {})", self.shared.raw.quirks.name, self.endpoint())
    }
}

impl Engine {
    /// Connects: pings, tells Docker from Podman, agrees on an API version. All of it within `limit`.
    pub async fn connect(endpoint: &Endpoint, limit: Duration) -> Result<Self, EngineError> {
        let transport = Transport::prepare(endpoint)?;
        let silent = || refused(endpoint, UnreachableKind::Silent, format!("no answer within {limit:?}"));
        let greeted = tokio::time::timeout(limit, greet(transport)).await.map_err(|_| silent())?;
        greeted.map_err(|error| hung_up(error, endpoint))
    }

    /// Returns what the engine said of itself when we connected.
    #[must_use]
    pub fn info(&self) -> &EngineInfo {
        &self.shared.info
    }

    /// Returns where it listens.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        self.shared.raw.transport.endpoint()
    }

    /// Asks whether it is still there.
    pub async fn ping(&self) -> Result<(), EngineError> {
        let operation = "ping the engine";
        let asked = tokio::time::timeout(SHORT, self.raw().open("/_ping", operation)).await;
        asked.map_err(|_| EngineError::Timeout { operation: operation.to_owned(), limit: SHORT })??;
        Ok(())
    }

    /// For what the engine only has to look up or write down.
    pub(crate) fn short(&self) -> &Docker {
        &self.shared.short
    }

    /// For what may take long. `bollard`'s limit covers the head of the answer only, but Podman sends none before the
    /// first byte.
    pub(crate) fn patient(&self) -> &Docker {
        &self.shared.patient
    }

    pub(crate) fn raw(&self) -> &Raw {
        &self.shared.raw
    }

    pub(crate) fn quirks(&self) -> &Quirks {
        &self.shared.raw.quirks
    }

    /// Names a failure of `bollard`.
    pub(crate) fn failed(&self, operation: &str) -> impl Fn(bollard::errors::Error) -> EngineError {
        move |error| self.raw().failed(error, operation)
    }
}

async fn greet(transport: Transport) -> Result<Engine, EngineError> {
    let mut raw = Raw { transport, quirks: Arc::new(Quirks::plain()) };
    let version = ask_version(&raw).await?;
    raw.transport = raw.transport.pinned(&agree(raw.transport.endpoint(), &version)?.to_string());
    let system: System = raw.get("/info", "read the engine's information", SHORT).await?;
    let info = info(version, system, raw.transport.endpoint())?;
    raw.quirks = Arc::new(Quirks::of(&info));
    let docker = bollard_over(&raw.transport, &info.api_version).map_err(|e| raw.failed(e, "connect"))?;
    let short = docker.clone().with_timeout(SHORT);
    Ok(Engine { shared: Arc::new(Shared { info, raw, short, patient: docker.with_timeout(PATIENT) }) })
}

/// Makes a `bollard` client whose requests go our way.
fn bollard_over(transport: &Transport, api: &str) -> Result<Docker, bollard::errors::Error> {
    let transport = transport.clone();
    let carry = move |request: BollardRequest| {
        let transport = transport.clone();
        async move { transport.send(request).await }
    };
    let ApiVersion(major, minor) = ApiVersion::parse(api).unwrap_or(OLDEST);
    let version =
        bollard::ClientVersion { major_version: usize::from(major), minor_version: usize::from(minor) };
    Docker::connect_with_custom_transport(carry, Some("http://engine"), SHORT.as_secs(), &version)
}

/// Asks without a version in the path: this is how the versions are learnt.
async fn ask_version(raw: &Raw) -> Result<Version, EngineError> {
    let answer = raw.get("/version", "read the engine's version", SHORT).await;
    let version: Version = answer.map_err(|error| no_engine(raw.transport.endpoint(), error))?;
    if version.api_version.is_empty() {
        let cause = "its answer names no API version".to_owned();
        return Err(refused(raw.transport.endpoint(), UnreachableKind::NotAnEngine, cause));
    }
    Ok(version)
}

/// Whoever answers `/version` with an error or with something else than JSON is no engine.
fn no_engine(endpoint: &Endpoint, error: EngineError) -> EngineError {
    match error {
        EngineError::Refused { status, message, .. } => {
            let message: String = message.chars().take(200).collect();
            refused(endpoint, UnreachableKind::NotAnEngine, format!("status {status}: {message}"))
        }
        EngineError::BadAnswer { cause, .. } => refused(endpoint, UnreachableKind::NotAnEngine, cause),
        other => other,
    }
}

fn refused(endpoint: &Endpoint, kind: UnreachableKind, cause: String) -> EngineError {
    EngineError::Unreachable { endpoint: endpoint.to_string(), kind, cause }
}

/// Returns the newest version that both sides know.
fn agree(endpoint: &Endpoint, version: &Version) -> Result<ApiVersion, EngineError> {
    let unread = || format!("API version {:?}", version.api_version);
    let newest = ApiVersion::parse(&version.api_version)
        .ok_or_else(|| refused(endpoint, UnreachableKind::NotAnEngine, unread()))?;
    let oldest = ApiVersion::parse(&version.min_api_version).unwrap_or(OLDEST);
    if newest < OLDEST {
        let cause = format!("it speaks API {newest}, Mooring needs {OLDEST} or newer");
        return Err(refused(endpoint, UnreachableKind::VersionTooOld, cause));
    }
    if oldest > NEWEST {
        let cause = format!("it demands API {oldest} or newer, Mooring speaks up to {NEWEST}");
        return Err(refused(endpoint, UnreachableKind::VersionTooNew, cause));
    }
    Ok(newest.min(NEWEST))
}

fn info(version: Version, system: System, endpoint: &Endpoint) -> Result<EngineInfo, EngineError> {
    let api_version = agree(endpoint, &version)?.to_string();
    let podman = version.components.iter().any(|component| component.name.contains("Podman"));
    let rootless = |option: &String| option.contains("rootless");
    Ok(EngineInfo {
        id: identity(podman, &system),
        containerd_store: system.driver_status.iter().flatten().any(|word| word == CONTAINERD_STORE),
        insecure_registries: system.registry_config.insecure(),
        mirrors: system.registry_config.mirrors,
        swarm_active: system.swarm.local_node_state == "active",
        live_restore: system.live_restore_enabled,
        kind: if podman { EngineKind::Podman } else { EngineKind::Docker },
        version: version.version,
        api_version,
        os: version.os,
        architecture: version.arch,
        rootless: system.rootless || system.security_options.iter().any(rootless),
        root_dir: system.docker_root_dir,
        storage_driver: system.driver,
        cpus: count(system.ncpu),
        memory: count(system.mem_total),
    })
}

/// Returns what stays the same over restarts and is not another engine's. Docker 20.10 takes its id from
/// `/etc/docker/key.json`, so that two on one machine have the same; Podman 4.3.1 makes one anew for every answer.
fn identity(podman: bool, system: &System) -> String {
    let own = if podman { format!("podman@{}", system.name) } else { system.id.clone() };
    format!("{own}:{}", system.docker_root_dir)
}

/// Answer of `GET /version`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Version {
    version: String,
    api_version: String,
    #[serde(rename = "MinAPIVersion")]
    min_api_version: String,
    os: String,
    arch: String,
    #[serde(deserialize_with = "or_default")]
    components: Vec<Component>,
}

/// `Podman Engine`, or `Engine` with containerd and runc beside it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Component {
    name: String,
}

/// Answer of `GET /info`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct System {
    docker_root_dir: String,
    driver: String,
    #[serde(rename = "NCPU")]
    ncpu: i64,
    mem_total: i64,
    /// Podman's own word; Docker says it in `SecurityOptions`.
    rootless: bool,
    #[serde(deserialize_with = "or_default")]
    security_options: Vec<String>,
    #[serde(rename = "ID")]
    id: String,
    name: String,
    #[serde(deserialize_with = "or_default")]
    driver_status: Vec<Vec<String>>,
    #[serde(deserialize_with = "or_default")]
    registry_config: RegistryConfig,
    #[serde(deserialize_with = "or_default")]
    swarm: Swarm,
    live_restore_enabled: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct RegistryConfig {
    #[serde(rename = "InsecureRegistryCIDRs", deserialize_with = "or_default")]
    insecure_ranges: Vec<String>,
    #[serde(deserialize_with = "or_default")]
    index_configs: BTreeMap<String, RegistryIndex>,
    #[serde(deserialize_with = "or_default")]
    mirrors: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct RegistryIndex {
    /// `null` or missing is not a permission.
    secure: Option<bool>,
}

impl RegistryConfig {
    fn insecure(&self) -> Vec<String> {
        let hosts = self.index_configs.iter().filter(|(_, index)| index.secure == Some(false));
        hosts.map(|(host, _)| host).chain(&self.insecure_ranges).cloned().collect()
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Swarm {
    local_node_state: String,
}

/// `1.41`: compared by number, not by text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct ApiVersion(u16, u16);

impl ApiVersion {
    fn parse(text: &str) -> Option<Self> {
        let (major, minor) = text.split_once('.')?;
        Some(Self(major.parse().ok()?, minor.parse().ok()?))
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agreed(newest: &str, oldest: &str) -> Result<String, UnreachableKind> {
        let version =
            Version { api_version: newest.into(), min_api_version: oldest.into(), ..Version::default() };
        match agree(&Endpoint::Unix("/x".into()), &version) {
            Ok(version) => Ok(version.to_string()),
            Err(EngineError::Unreachable { kind, .. }) => Err(kind),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn the_newest_version_both_know() {
        let table = [
            ("1.41", "1.12", Ok("1.41".to_owned())),
            ("1.40", "1.24", Ok("1.40".to_owned())),
            ("1.60", "1.44", Ok("1.51".to_owned())),
            ("1.100", "", Ok("1.51".to_owned())),
            ("1.39", "1.12", Err(UnreachableKind::VersionTooOld)),
            ("1.60", "1.52", Err(UnreachableKind::VersionTooNew)),
            ("latest", "", Err(UnreachableKind::NotAnEngine)),
        ];
        for (newest, oldest, expected) in table {
            assert_eq!(agreed(newest, oldest), expected, "{newest} {oldest}");
        }
    }
}
