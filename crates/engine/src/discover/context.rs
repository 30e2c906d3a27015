//! Docker contexts: the addresses a user gave names to (`docker context create`).

use std::path::Path;

use serde::Deserialize;

use super::address;
use super::environment::Environment;
use crate::{Endpoint, TlsFiles};

/// A context and its address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Context {
    pub(super) name: String,
    pub(super) endpoint: Endpoint,
    /// `docker` without options would use it.
    pub(super) current: bool,
}

/// Reads all contexts, by name. `default` is not among them: it means the platform's socket. Those that cannot be read are
/// left out, as docker does.
pub(super) fn contexts(environment: &Environment) -> Vec<Context> {
    let base = environment.docker_dir().join("contexts");
    let current = current_name(environment);
    let folders = environment.files.list(&base.join("meta"));
    let mut contexts: Vec<Context> =
        folders.iter().filter_map(|folder| read(environment, &base, folder, current.as_deref())).collect();
    contexts.sort_by(|a, b| a.name.cmp(&b.name));
    contexts
}

/// `DOCKER_CONTEXT`, or what `docker context use` wrote.
fn current_name(environment: &Environment) -> Option<String> {
    let stored = || {
        let text = environment.files.read(&environment.docker_dir().join("config.json"))?;
        serde_json::from_str::<Config>(&text).ok()?.current_context
    };
    environment.variable("DOCKER_CONTEXT").map(str::to_owned).or_else(stored)
}

fn read(environment: &Environment, base: &Path, folder: &str, current: Option<&str>) -> Option<Context> {
    let text = environment.files.read(&base.join("meta").join(folder).join("meta.json"))?;
    let meta: Meta = serde_json::from_str(&text).ok()?;
    let endpoint = address::parse(
        &meta.endpoints.docker.host,
        tls(environment, &base.join("tls").join(folder).join("docker")),
    )?;
    let current = current == Some(meta.name.as_str());
    Some(Context { name: meta.name, endpoint, current })
}

/// Certificates lie beside the context, in a folder of the same name.
fn tls(environment: &Environment, dir: &Path) -> Option<TlsFiles> {
    environment.files.exists(dir).then(|| tls_files(dir))
}

/// The names docker gives the three files.
pub(super) fn tls_files(dir: &Path) -> TlsFiles {
    TlsFiles { ca: dir.join("ca.pem"), cert: dir.join("cert.pem"), key: dir.join("key.pem") }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    current_context: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Meta {
    name: String,
    endpoints: Endpoints,
}

#[derive(Deserialize)]
struct Endpoints {
    docker: DockerEndpoint,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DockerEndpoint {
    host: String,
}
