//! A private engine, a registry, a container that serves its version, and updaters over one data folder.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use engine::{Endpoint, Engine};
use job::{Clock, JobContext};
use oci::Digest;
use serde_json::{Value, json};
use store::Store;
use testkit::{EngineKind, ImageBuilder, TestEngine, TestRegistry};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use update::swap::{Actor, Gate, Outcome, Request, Swapped, UpdateError, Updater};

const API: &str = "/v1.41";
/// Time for what should happen soon, on a machine with much else to do.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Stage {
    pub(crate) test: TestEngine,
    pub(crate) engine: Engine,
    pub(crate) registry: TestRegistry,
    folder: tempfile::TempDir,
}

impl Stage {
    pub(crate) async fn docker() -> Self {
        Self::over(testkit::docker().await).await
    }

    pub(crate) async fn podman() -> Self {
        Self::over(testkit::podman().await).await
    }

    pub(crate) async fn over(test: TestEngine) -> Self {
        let engine = connect(&test.socket()).await;
        let folder = tempfile::tempdir().expect("a folder");
        Self { test, engine, registry: testkit::registry().await, folder }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// As a process that has just started would make it.
    pub(crate) fn updater(&self) -> Updater {
        updater(&self.data())
    }

    /// Pushes a version of an image.
    pub(crate) async fn push(&self, name: &str, image: &ImageBuilder) -> Digest {
        Digest::parse(&image.push_to(&self.registry, name).await).expect("a digest")
    }

    pub(crate) fn reference(&self, name: &str) -> String {
        self.registry.reference(name)
    }

    pub(crate) async fn pull(&self, name: &str) -> String {
        let pulled = self.engine.image_pull(&self.reference(name), None, None, &JobContext::detached()).await;
        pulled.expect("pulled").id
    }

    /// Pushes and pulls version 1, and runs it under `always` with a port of this machine and a network with a fixed
    /// address and an alias.
    pub(crate) async fn serve(&self, name: &str) -> Served {
        let tag = format!("{name}:latest");
        self.push(&tag, &version("1")).await;
        self.pull(&tag).await;
        let prefix = self.network(&format!("{name}-net"), 3).await;
        let port = testkit::free_port();
        let network = format!("{name}-net");
        let mut endpoints = serde_json::Map::new();
        let endpoint = json!({"IPAMConfig": {"IPv4Address": format!("{prefix}.50")}, "Aliases": ["al"]});
        endpoints.insert(network.clone(), endpoint);
        let body = json!({
            "Image": self.reference(&tag), "ExposedPorts": {"80/tcp": {}},
            "HostConfig": {"NetworkMode": network, "RestartPolicy": {"Name": "always"},
                "PortBindings": {"80/tcp": [{"HostPort": port.to_string()}]}},
            "NetworkingConfig": {"EndpointsConfig": endpoints}});
        self.run(name, &body).await;
        let before = self.inspect(name).await;
        assert_eq!(self.page(port).await, "1");
        Served { name: name.to_owned(), id: text(&before["Id"]), port, before }
    }

    /// Makes a network of the addresses that belong to this engine's slot.
    pub(crate) async fn network(&self, name: &str, place: u8) -> String {
        let default = if self.is_podman() { "podman" } else { "bridge" };
        let subnet = self.get(&format!("/networks/{default}")).await["IPAM"]["Config"][0]["Subnet"].clone();
        let octets: Vec<u8> =
            text(&subnet).split(['.', '/']).take(3).map(|part| part.parse().expect("a number")).collect();
        let prefix = format!("{}.{}.{}", octets[0], octets[1], octets[2] + place);
        let config = json!({"Name": name, "IPAM": {"Config": [{"Subnet": format!("{prefix}.0/24")}]}});
        self.post("/networks/create", &config).await;
        prefix
    }

    pub(crate) fn is_podman(&self) -> bool {
        self.test.kind() == EngineKind::Podman
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.test.request("GET", &format!("{API}{path}"), "", b"").await;
        assert_eq!(answer.status, 200, "GET {path}: {}", answer.text());
        answer.json()
    }

    /// Posts, and panics unless it went well.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        let bytes = if body.is_null() { String::new() } else { body.to_string() };
        let answer =
            self.test.request("POST", &format!("{API}{path}"), "application/json", bytes.as_bytes()).await;
        assert!(answer.status < 300, "POST {path}: {} {}\n{body:#}", answer.status, answer.text());
        serde_json::from_slice(&answer.body).unwrap_or_default()
    }

    pub(crate) async fn create(&self, name: &str, body: &Value) -> String {
        text(&self.post(&format!("/containers/create?name={name}"), body).await["Id"])
    }

    pub(crate) async fn run(&self, name: &str, body: &Value) -> String {
        let id = self.create(name, body).await;
        self.post(&format!("/containers/{id}/start"), &Value::Null).await;
        id
    }

    pub(crate) async fn inspect(&self, name: &str) -> Value {
        self.get(&format!("/containers/{name}/json")).await
    }

    pub(crate) async fn image(&self, name: &str) -> Value {
        self.get(&format!("/images/{name}/json")).await
    }

    /// Containers as `name:state`, sorted.
    pub(crate) async fn containers(&self) -> Vec<String> {
        let listed = self.get("/containers/json?all=1").await;
        let row = |one: &Value| {
            format!("{}:{}", text(&one["Names"][0]).trim_start_matches('/'), text(&one["State"]))
        };
        let mut rows: Vec<_> = listed.as_array().expect("a list").iter().map(row).collect();
        rows.sort();
        rows
    }

    /// Runs a line in a container and returns what it printed.
    pub(crate) async fn exec(&self, name: &str, line: &str) -> String {
        let body =
            json!({"AttachStdout": true, "AttachStderr": true, "Tty": true, "Cmd": ["sh", "-c", line]});
        let made = self.post(&format!("/containers/{name}/exec"), &body).await;
        let path = format!("{API}/exec/{}/start", text(&made["Id"]));
        let answer =
            self.test.request("POST", &path, "application/json", b"{\"Detach\":false,\"Tty\":true}").await;
        String::from_utf8_lossy(&answer.body).trim().to_owned()
    }

    /// What is served on a port of this machine: the version, or `down`.
    pub(crate) async fn page(&self, port: u16) -> String {
        for _ in 0..60 {
            if let Some(page) = ask(port).await {
                return page;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        "down".to_owned()
    }

    pub(crate) async fn update(&self, request: &Request) -> Result<Outcome, UpdateError> {
        self.updater().update(&self.engine, request, &JobContext::detached()).await
    }

    /// Asserts that the old container is back as it was, and nothing else is there.
    pub(crate) async fn is_back(&self, served: &Served) {
        let now = self.inspect(&served.name).await;
        assert_eq!(now["Id"], served.before["Id"]);
        assert_eq!(now["HostConfig"]["RestartPolicy"]["Name"], "always");
        assert_eq!(self.page(served.port).await, "1");
        assert_eq!(self.containers().await, [format!("{}:running", served.name)]);
        let image = self.image(&self.reference(&format!("{}:latest", served.name))).await;
        assert_eq!(image["Id"], served.before["Image"], "the name is back");
    }
}

/// A container that serves its version.
pub(crate) struct Served {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) port: u16,
    pub(crate) before: Value,
}

/// A web server that answers with its version.
pub(crate) fn version(number: &str) -> ImageBuilder {
    ImageBuilder::scratch()
        .busybox()
        .env("V", number)
        .layer()
        .directory("www", 0o755)
        .file("www/index.html", number, 0o644)
        .stop_signal("SIGKILL")
        .cmd(&["httpd", "-f", "-p", "80", "-h", "/www"])
}

pub(crate) fn request(name: &str, digest: Option<&Digest>) -> Request {
    let gate = Gate { stable: Duration::from_secs(3), ..Gate::default() };
    Request { digest: digest.cloned(), gate, ..Request::new(name, Actor::CommandLine) }
}

pub(crate) fn updater(data: &std::path::Path) -> Updater {
    let schemas = [update::history::SCHEMA];
    let store = Store::open(&data.join("mooring.db"), &schemas).expect("a store");
    let clock: Clock = Arc::new(jiff::Timestamp::now);
    Updater::open(Arc::new(store), data, clock).expect("a folder")
}

pub(crate) async fn connect(socket: &std::path::Path) -> Engine {
    Engine::connect(&Endpoint::Unix(socket.to_owned()), PATIENCE).await.expect("it answers")
}

pub(crate) fn swapped(done: Result<Outcome, UpdateError>) -> Swapped {
    match done {
        Ok(Outcome::Swapped(swapped)) => swapped,
        other => panic!("not swapped: {other:?}"),
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

async fn ask(port: u16) -> Option<String> {
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n").await.ok()?;
    let mut answer = String::new();
    let read = stream.read_to_string(&mut answer);
    tokio::time::timeout(Duration::from_secs(2), read).await.ok()?.ok()?;
    answer.split_once("\r\n\r\n").map(|(_, body)| body.trim().to_owned()).filter(|body| !body.is_empty())
}
