//! A private engine and registry, a web server on them, and the command.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::image::versioned_web;
use testkit::{ImageBuilder, TestEngine, TestRegistry};

/// A private engine and registry, and a folder of its own for what the command keeps.
pub(crate) struct Stage {
    pub(crate) engine: TestEngine,
    pub(crate) registry: TestRegistry,
    pub(crate) data: tempfile::TempDir,
    pub(crate) port: u16,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        let (engine, registry) = tokio::join!(testkit::docker(), testkit::registry());
        let data = tempfile::tempdir().expect("folder");
        let stage = Self { engine, registry, data, port: testkit::free_port() };
        stage.watch_for(3).await;
        stage
    }

    /// Sets how many seconds a new container without a health check is watched.
    pub(crate) async fn watch_for(&self, seconds: u32) {
        let app = app::App::open(app::Options {
            data_dir: self.data.path().to_owned(),
            environment: app::Environment::of_this_computer(),
            engine: Some(self.engine.host_url()),
        });
        let app = app.expect("opens");
        let mut settings = app.settings_get();
        settings.updates.gate_seconds = seconds;
        app.settings_set(&settings).expect("kept");
        app.close().await;
    }

    /// The command, ready to start on this engine.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mooring"));
        command.args(words).env("DOCKER_HOST", self.engine.host_url()).env("LC_ALL", "C.UTF-8");
        command.env("MOORING_DATA_DIR", self.data.path()).env("HOME", self.data.path());
        command
    }

    pub(crate) fn mooring(&self, words: &[&str], failpoint: Option<&str>) -> Output {
        let mut command = self.command(words);
        if let Some(name) = failpoint {
            command.env("MOORING_FAILPOINT", name);
        }
        command.output().expect("starts")
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.engine.request(method, path, "application/json", text.as_bytes()).await;
        assert!(answer.status < 400, "{method} {path}: {} {}", answer.status, answer.text());
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    }

    pub(crate) async fn push(&self, repository: &str, image: &ImageBuilder) -> String {
        image.push_to(&self.registry, &format!("{repository}:latest")).await
    }

    pub(crate) async fn pull(&self, repository: &str) {
        let image = self.registry.reference(repository);
        let path = format!("/images/create?fromImage={}&tag=latest", image.replace('/', "%2F"));
        let answer = self.engine.request("POST", &path, "", b"").await;
        assert!(answer.status == 200 && !answer.text().contains("errorDetail"), "{}", answer.text());
    }

    pub(crate) async fn run(&self, name: &str, body: Value, start: bool) -> Value {
        self.ask("POST", &format!("/containers/create?name={name}"), &body).await;
        if start {
            self.ask("POST", &format!("/containers/{name}/start"), &Value::Null).await;
        }
        self.inspect(name).await
    }

    pub(crate) async fn inspect(&self, name: &str) -> Value {
        self.ask("GET", &format!("/containers/{name}/json"), &Value::Null).await
    }

    pub(crate) async fn image_env(&self, repository: &str) -> Value {
        let name = self.registry.reference(repository);
        self.ask("GET", &format!("/images/{name}:latest/json"), &Value::Null).await["Config"]["Env"].clone()
    }

    /// Names and states of every container whose name begins like this.
    pub(crate) async fn around(&self, prefix: &str) -> Vec<String> {
        let all = self.ask("GET", "/containers/json?all=1", &Value::Null).await;
        let told = |one: &Value| {
            let name = one["Names"][0].as_str().unwrap_or_default().trim_start_matches('/').to_owned();
            format!("{name}:{}", one["State"].as_str().unwrap_or_default())
        };
        let mut names: Vec<String> = all.as_array().expect("a list").iter().map(told).collect();
        names.retain(|name| name.starts_with(prefix));
        names.sort();
        names
    }

    /// The first three numbers of a network that no other engine has, and that this one gives to nobody by itself.
    async fn network(&self) -> String {
        let bridge = self.ask("GET", "/networks/bridge", &Value::Null).await;
        let gateway = bridge["IPAM"]["Config"][0]["Gateway"].as_str().expect("an address").to_owned();
        let [a, b, c, _] = gateway.parse::<std::net::Ipv4Addr>().expect("an address").octets();
        format!("{a}.{b}.{}", c + 12)
    }

    /// A web server that always comes back, on a network of its own with a fixed address and an alias.
    pub(crate) async fn web(&self, name: &str) -> Value {
        self.push(name, &versioned_web("1")).await;
        self.pull(name).await;
        let (network, range) = (format!("{name}n"), self.network().await);
        let subnet =
            json!({ "Name": network, "IPAM": { "Config": [{ "Subnet": format!("{range}.0/24") }] } });
        self.ask("POST", "/networks/create", &subnet).await;
        let endpoint = json!({ "IPAMConfig": { "IPv4Address": format!("{range}.50") }, "Aliases": ["al"] });
        let body = json!({
            "Image": format!("{}:latest", self.registry.reference(name)),
            "ExposedPorts": { "80/tcp": {} },
            "HostConfig": {
                "NetworkMode": network,
                "PortBindings": { "80/tcp": [{ "HostPort": self.port.to_string() }] },
                "RestartPolicy": { "Name": "always" },
            },
            "NetworkingConfig": { "EndpointsConfig": { network: endpoint } },
        });
        let container = self.run(name, body, true).await;
        assert_eq!(self.page(), "v1");
        container
    }

    /// The page behind the published port, as soon as there is one.
    pub(crate) fn page(&self) -> String {
        self.page_at("/")
    }

    pub(crate) fn page_at(&self, path: &str) -> String {
        let until = Instant::now() + Duration::from_secs(10);
        while Instant::now() < until {
            if let Some(page) = get(self.port, path) {
                return page;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        "down".to_owned()
    }
}

fn get(port: u16, path: &str) -> Option<String> {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer.split_once("\r\n\r\n")?.1.trim().to_owned())
}

pub(crate) fn succeeded(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:?}: {said}", output.status);
}

pub(crate) fn ip(container: &Value, network: &str) -> Value {
    container["NetworkSettings"]["Networks"][network]["IPAddress"].clone()
}
