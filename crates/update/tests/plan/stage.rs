//! A private engine, containers made from create bodies, and their successors made from plans.

use serde_json::{Value, json};
use testkit::{EngineKind, ImageBuilder, TestEngine};
use update::plan::{self, Around, ImageFacts, Neighbour, NetworkName, Recreate, Wish};

use crate::compare::{endpoints, mounts};

const API: &str = "/v1.41";

pub(crate) struct Stage {
    pub(crate) engine: TestEngine,
}

/// A container that was replaced.
pub(crate) struct Replaced {
    pub(crate) before: Value,
    pub(crate) after: Value,
    pub(crate) plan: Recreate,
}

impl Stage {
    pub(crate) async fn docker() -> Self {
        Self { engine: testkit::docker().await }
    }

    pub(crate) async fn podman() -> Self {
        Self { engine: testkit::podman().await }
    }

    pub(crate) fn is_podman(&self) -> bool {
        self.engine.kind() == EngineKind::Podman
    }

    pub(crate) async fn load(&self, image: &ImageBuilder, name: &str) {
        image.load_into(&self.engine, &[name]).await;
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.engine.request("GET", &format!("{API}{path}"), "", b"").await;
        assert_eq!(answer.status, 200, "GET {path}: {}", answer.text());
        answer.json()
    }

    /// Posts, and panics unless it went well.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        let bytes = if body.is_null() { String::new() } else { body.to_string() };
        let answer =
            self.engine.request("POST", &format!("{API}{path}"), "application/json", bytes.as_bytes()).await;
        assert!(answer.status < 300, "POST {path}: {} {}\n{body:#}", answer.status, answer.text());
        serde_json::from_slice(&answer.body).unwrap_or_default()
    }

    /// Makes a network of the addresses that belong to this engine's slot; returns the first three numbers of them.
    pub(crate) async fn network(&self, name: &str, place: u8) -> String {
        let default = if self.engine.kind() == EngineKind::Podman { "podman" } else { "bridge" };
        let subnet = self.get(&format!("/networks/{default}")).await["IPAM"]["Config"][0]["Subnet"].clone();
        let octets: Vec<u8> =
            subnet.as_str().unwrap().split(['.', '/']).take(3).map(|part| part.parse().unwrap()).collect();
        let prefix = format!("{}.{}.{}", octets[0], octets[1], octets[2] + place);
        let config = json!({"Name": name, "IPAM": {"Config": [{"Subnet": format!("{prefix}.0/24")}]}});
        self.post("/networks/create", &config).await;
        prefix
    }

    pub(crate) async fn create(&self, name: &str, body: &Value) {
        self.post(&format!("/containers/create?name={name}"), body).await;
    }

    pub(crate) async fn run(&self, name: &str, body: &Value) {
        self.create(name, body).await;
        self.start(name).await;
    }

    pub(crate) async fn start(&self, name: &str) {
        self.post(&format!("/containers/{name}/start"), &Value::Null).await;
    }

    pub(crate) async fn inspect(&self, name: &str) -> Value {
        self.get(&format!("/containers/{name}/json")).await
    }

    pub(crate) async fn image(&self, name: &str) -> ImageFacts {
        let mut image = self.get(&format!("/images/{name}/json")).await;
        if self.is_podman() {
            // As the engine crate does: the common answer hides it.
            let own =
                self.engine.request("GET", &format!("/v4.0.0/libpod/images/{name}/json"), "", b"").await;
            image["Config"]["Healthcheck"] = own.json()["Healthcheck"].clone();
        }
        ImageFacts::of_inspect(&image)
    }

    pub(crate) async fn remove(&self, name: &str) {
        let path = format!("{API}/containers/{name}?force=true&v=true");
        self.engine.request("DELETE", &path, "", b"").await;
    }

    /// Runs a command in a container to its end and returns what it printed, headers of the stream included.
    pub(crate) async fn exec(&self, name: &str, command: &str) -> String {
        let body = json!({"AttachStdout": true, "AttachStderr": true, "Cmd": ["sh", "-c", command]});
        let made = self.post(&format!("/containers/{name}/exec"), &body).await;
        let path = format!("{API}/exec/{}/start", made["Id"].as_str().expect("an id"));
        let started =
            self.engine.request("POST", &path, "application/json", b"{\"Detach\":false,\"Tty\":false}");
        String::from_utf8_lossy(&started.await.body).into_owned()
    }

    pub(crate) async fn around(&self, name: &str) -> Around {
        let networks = self.get("/networks").await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let networks = networks.as_array().expect("a list").iter();
        let networks = networks.map(|n| NetworkName { id: text(&n["Id"]), name: text(&n["Name"]) }).collect();
        let own = self.inspect(name).await["Id"].clone();
        let mut neighbours = Vec::new();
        for listed in self.get("/containers/json?all=true").await.as_array().expect("a list") {
            if listed["Id"] != own {
                neighbours.push(Neighbour::of_inspect(&self.inspect(&text(&listed["Id"])).await));
            }
        }
        let podman = self.engine.kind() == EngineKind::Podman;
        let mut around = Around { api_version: (1, 41), podman, networks, neighbours, ..Around::default() };
        if podman {
            let path = format!("/v4.0.0/libpod/containers/{name}/json");
            around.libpod = Some(self.engine.request("GET", &path, "", b"").await.json());
        }
        around
    }

    pub(crate) async fn plan(&self, name: &str, image: &str, wish: &Wish) -> Recreate {
        let container = self.inspect(name).await;
        let old = self.image(container["Image"].as_str().expect("an image")).await;
        let new = self.image(image).await;
        plan::recreate(&container, Some(&old), &new, &self.around(name).await, wish).expect("a plan")
    }

    /// Undoes a replacement: the old one gets its name back and runs as before, with every setting it had.
    pub(crate) async fn go_back(&self, replaced: &Replaced) {
        let name = replaced.before["Name"].as_str().expect("a name").trim_start_matches('/');
        self.remove(name).await;
        self.post(&format!("/containers/{name}.old/rename?name={name}"), &Value::Null).await;
        self.start(name).await;
        let now = self.inspect(name).await;
        for part in ["Id", "Config", "HostConfig", "Image"] {
            assert_eq!(now[part], replaced.before[part], "{part}");
        }
        assert_eq!((endpoints(&now), mounts(&now)), (endpoints(&replaced.before), mounts(&replaced.before)));
    }

    /// Replaces a replaced one by a third of the same image.
    pub(crate) async fn replace_again(&self, name: &str) -> Replaced {
        self.remove(&format!("{name}.old")).await;
        let image = self.inspect(name).await["Config"]["Image"].as_str().expect("a name").to_owned();
        self.replace(name, &image, &Wish::default()).await
    }

    /// Makes the successor as a swap does: created beside the old one, which is stopped before the start.
    pub(crate) async fn replace(&self, name: &str, image: &str, wish: &Wish) -> Replaced {
        let before = self.inspect(name).await;
        let wish = Wish { image: Some(image.to_owned()), ..wish.clone() };
        let plan = self.plan(name, image, &wish).await;
        let temporary = format!("{name}.upd");
        self.create(&temporary, &plan.body).await;
        for connect in &plan.connects {
            let network =
                if connect.network_id.is_empty() { &connect.network_name } else { &connect.network_id };
            let body = json!({"Container": temporary, "EndpointConfig": connect.endpoint});
            self.post(&format!("/networks/{network}/connect"), &body).await;
        }
        let was_running = before["State"]["Running"] == true;
        self.engine.request("POST", &format!("{API}/containers/{name}/stop?t=0"), "", b"").await;
        self.post(&format!("/containers/{name}/rename?name={name}.old"), &Value::Null).await;
        self.post(&format!("/containers/{temporary}/rename?name={name}"), &Value::Null).await;
        if was_running {
            self.start(name).await;
        }
        Replaced { before, after: self.inspect(name).await, plan }
    }
}
