//! A private engine, containers made from create bodies, and their successors made from plans.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use testkit::{EngineKind, ImageBuilder, TestEngine};
use update::plan::{self, Around, ImageFacts, Neighbour, NetworkName, Owner, Recreate, What, Wish};

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
        ImageFacts::of_inspect(&self.get(&format!("/images/{name}/json")).await)
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

impl Replaced {
    /// Compares field by field and returns every difference that the plan does not list with the value it now has.
    pub(crate) fn unexplained(&self) -> Vec<String> {
        let mut odd = Vec::new();
        for field in ["Config", "HostConfig"] {
            self.compare_fields(field, &mut odd);
        }
        self.compare_owners(&mut odd);
        self.compare_networks(&mut odd);
        self.compare_mounts(&mut odd);
        odd
    }

    /// What the user set is not changed, listed or not, but for what makes the same volumes and links again.
    fn compare_owners(&self, odd: &mut Vec<String>) {
        const WRITTEN_OUT: [&str; 5] =
            ["Image", "Volumes", "HostConfig.Mounts", "HostConfig.Links", "HostConfig.VolumesFrom"];
        let changed = self.plan.changes.iter().filter(|change| {
            change.owner == Owner::User && matches!(change.what, What::Changed | What::Removed)
        });
        let changed = changed.filter(|change| !WRITTEN_OUT.contains(&change.field.as_str()));
        odd.extend(changed.map(|change| format!("the user's own: {change:?}")));
    }

    fn compare_fields(&self, part: &str, odd: &mut Vec<String>) {
        let (before, after) = (flat(&self.before, part), flat(&self.after, part));
        let keys: BTreeSet<_> = before.keys().chain(after.keys()).cloned().collect();
        for (field, key) in keys {
            let place = (field.clone(), key.clone());
            let (old, new) = (before.get(&place), after.get(&place));
            let listed = self.plan.changes.iter().find(|c| c.field == field && c.key == key);
            let is_explained = listed.is_some_and(|change| {
                change.new.as_ref().map(|value| listed_value(&field, value)) == new.cloned()
            });
            if old != new && !is_explained {
                odd.push(format!(
                    "{field}[{}]: {old:?} became {new:?}, listed: {listed:?}",
                    key.unwrap_or_default()
                ));
            }
        }
    }

    fn compare_networks(&self, odd: &mut Vec<String>) {
        let (before, after) = (endpoints(&self.before), endpoints(&self.after));
        if before != after {
            odd.push(format!("networks: {before:?} became {after:?}"));
        }
    }

    fn compare_mounts(&self, odd: &mut Vec<String>) {
        let (before, after) = (mounts(&self.before), mounts(&self.after));
        let new: BTreeSet<&str> = self
            .plan
            .changes
            .iter()
            .filter(|c| c.field == "Volumes")
            .filter_map(|c| c.key.as_deref())
            .collect();
        for (path, mount) in &before {
            if after.get(path) != Some(mount) {
                odd.push(format!("mount {path}: {mount} became {:?}", after.get(path)));
            }
        }
        for path in after.keys().filter(|path| !before.contains_key(*path) && !new.contains(path.as_str())) {
            odd.push(format!("mount {path} is new"));
        }
    }
}

type Place = (String, Option<String>);

/// Every setting by its place, without what the engine made up for this one container.
fn flat(container: &Value, part: &str) -> BTreeMap<Place, Value> {
    let mut places = BTreeMap::new();
    let short_id = container["Id"].as_str().expect("an id").get(..12).expect("a long id");
    for (field, value) in container[part].as_object().expect("an object") {
        let name = if part == "Config" { field.clone() } else { format!("{part}.{field}") };
        match keyed(field, value) {
            Some(map) => {
                places.extend(map.into_iter().map(|(key, value)| ((name.clone(), Some(key)), value)));
            }
            // The root is where programs start when nobody says anything.
            None if field == "WorkingDir" && *value == "/" => {}
            None if field == "Hostname" && is_generated(container, value) => {}
            None => drop(places.insert((name, None), value.clone())),
        }
    }
    places.retain(|(field, key), value| {
        // Podman's own variable; and its mount options come in any order, `exec` being said or not.
        let is_generated = field == "Env" && key.as_deref() == Some("HOSTNAME") && *value == json!(short_id);
        if field == "HostConfig.Binds" {
            *value = in_order(value);
        }
        !is_generated
            && !matches!(value, Value::Null | Value::Bool(false))
            && *value != json!(0)
            && *value != json!("")
            && *value != json!([])
    });
    places
}

fn in_order(binds: &Value) -> Value {
    let binds = binds.as_array().into_iter().flatten().filter_map(Value::as_str);
    let words = |bind: &str| -> BTreeSet<String> {
        bind.split([':', ',']).filter(|word| *word != "exec").map(str::to_owned).collect()
    };
    let binds: BTreeSet<BTreeSet<String>> = binds.map(words).collect();
    json!(binds)
}

/// How a variable without a value is written here, so that it is not taken for no variable.
const UNSET: &str = "(unset)";

/// A value of the plan as `flat` has it.
fn listed_value(field: &str, value: &Value) -> Value {
    if field == "Env" && value.is_null() { json!(UNSET) } else { value.clone() }
}

fn keyed(field: &str, value: &Value) -> Option<Map<String, Value>> {
    match field {
        "Env" => Some(
            value
                .as_array()?
                .iter()
                .map(|e| {
                    let text = e.as_str().expect("text");
                    let (name, value) =
                        text.split_once('=').map_or((text, json!(UNSET)), |(n, v)| (n, json!(v)));
                    (name.to_owned(), value)
                })
                .collect(),
        ),
        "Mounts" => Some(
            value
                .as_array()?
                .iter()
                .map(|m| (m["Target"].as_str().expect("a path").to_owned(), m.clone()))
                .collect(),
        ),
        "Labels" | "ExposedPorts" | "Volumes" | "Healthcheck" | "PortBindings" => value.as_object().cloned(),
        _ => None,
    }
}

fn is_generated(container: &Value, hostname: &Value) -> bool {
    let id = container["Id"].as_str().expect("an id");
    hostname.as_str().is_some_and(|name| id.starts_with(name))
}

fn endpoints(container: &Value) -> BTreeMap<String, Value> {
    let id = container["Id"].as_str().expect("an id");
    let hostname = container["Config"]["Hostname"].clone();
    let networks = container["NetworkSettings"]["Networks"].as_object().expect("networks");
    let intent = |settings: &Value| {
        let aliases: BTreeSet<&str> = settings["Aliases"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .filter(|alias| !id.starts_with(alias) && hostname != **alias)
            .collect();
        let mut intent =
            json!({"Aliases": aliases, "DriverOpts": settings["DriverOpts"], "Links": settings["Links"]});
        if !settings["IPAMConfig"].is_null() && settings["IPAMConfig"] != json!({}) {
            intent["IPAMConfig"] = settings["IPAMConfig"].clone();
            intent["IPAddress"] = settings["IPAddress"].clone();
        }
        intent
    };
    networks.iter().map(|(name, settings)| (name.clone(), intent(settings))).collect()
}

/// What is mounted where; `Mode` says how it was asked for, which is the settings' affair.
fn mounts(container: &Value) -> BTreeMap<String, Value> {
    let mounts = container["Mounts"].as_array().expect("mounts").iter();
    let facts =
        |m: &Value| json!([m["Type"], m["Name"], m["Source"], m["RW"], m["Propagation"], m["Driver"]]);
    mounts.map(|m| (m["Destination"].as_str().expect("a path").to_owned(), facts(m))).collect()
}
