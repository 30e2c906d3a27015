//! Updating, undoing and surviving a crash, as a script sees it; judged by what the engine says, not by our own words.
//!
//! Twins of the open cases of the plan's update harness (X1-X7, D6, P2, P4, X14), on a private dockerd and registry.

#![cfg(unix)]
#![allow(missing_docs, reason = "tests say it in their names")]

#[cfg(feature = "failpoints")]
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::image::versioned_web;
use testkit::{ImageBuilder, TestEngine, TestRegistry};

#[cfg(feature = "failpoints")]
/// Every point at which the program kills itself.
const POINTS: [&str; 13] = [
    "begin",
    "pull",
    "create-nojournal",
    "create",
    "connect",
    "pre-stop",
    "stop",
    "rename-old",
    "rename-new",
    "disarm",
    "start",
    "gate",
    "commit",
];

struct Stage {
    engine: TestEngine,
    registry: TestRegistry,
    data: tempfile::TempDir,
    port: u16,
}

impl Stage {
    async fn new() -> Self {
        let (engine, registry) = tokio::join!(testkit::docker(), testkit::registry());
        let data = tempfile::tempdir().expect("folder");
        Self { engine, registry, data, port: testkit::free_port() }
    }

    fn mooring(&self, words: &[&str], failpoint: Option<&str>) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mooring"));
        command.args(words).env("DOCKER_HOST", self.engine.host_url()).env("LC_ALL", "C.UTF-8");
        command.env("MOORING_DATA_DIR", self.data.path()).env("HOME", self.data.path());
        if let Some(name) = failpoint {
            command.env("MOORING_FAILPOINT", name);
        }
        command.output().expect("starts")
    }

    async fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.engine.request(method, path, "application/json", text.as_bytes()).await;
        assert!(answer.status < 400, "{method} {path}: {} {}", answer.status, answer.text());
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    }

    async fn push(&self, repository: &str, image: &ImageBuilder) -> String {
        image.push_to(&self.registry, &format!("{repository}:latest")).await
    }

    async fn pull(&self, repository: &str) {
        let image = self.registry.reference(repository);
        let path = format!("/images/create?fromImage={}&tag=latest", image.replace('/', "%2F"));
        let answer = self.engine.request("POST", &path, "", b"").await;
        assert!(answer.status == 200 && !answer.text().contains("errorDetail"), "{}", answer.text());
    }

    async fn run(&self, name: &str, body: Value, start: bool) -> Value {
        self.ask("POST", &format!("/containers/create?name={name}"), &body).await;
        if start {
            self.ask("POST", &format!("/containers/{name}/start"), &Value::Null).await;
        }
        self.inspect(name).await
    }

    async fn inspect(&self, name: &str) -> Value {
        self.ask("GET", &format!("/containers/{name}/json"), &Value::Null).await
    }

    async fn image_env(&self, repository: &str) -> Value {
        let name = self.registry.reference(repository);
        self.ask("GET", &format!("/images/{name}:latest/json"), &Value::Null).await["Config"]["Env"].clone()
    }

    /// Names and states of every container whose name begins like this.
    async fn around(&self, prefix: &str) -> Vec<String> {
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

    /// A web server that always comes back, on a network of its own with a fixed address and an alias.
    async fn web(&self, name: &str) -> Value {
        self.push(name, &versioned_web("1")).await;
        self.pull(name).await;
        let network = format!("{name}n");
        let subnet = json!({ "Name": network, "IPAM": { "Config": [{ "Subnet": subnet(self.port) }] } });
        self.ask("POST", "/networks/create", &subnet).await;
        let endpoint = json!({ "IPAMConfig": { "IPv4Address": address(self.port) }, "Aliases": ["al"] });
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
    fn page(&self) -> String {
        let until = Instant::now() + Duration::from_secs(10);
        while Instant::now() < until {
            if let Some(page) = get(self.port) {
                return page;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        "down".to_owned()
    }
}

fn subnet(port: u16) -> String {
    format!("10.92.{}.0/24", port % 250)
}

fn address(port: u16) -> String {
    format!("10.92.{}.50", port % 250)
}

fn get(port: u16) -> Option<String> {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer.split_once("\r\n\r\n")?.1.trim().to_owned())
}

fn succeeded(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:?}: {said}", output.status);
}

fn ip(container: &Value, network: &str) -> Value {
    container["NetworkSettings"]["Networks"][network]["IPAddress"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn x1_a_newer_image_takes_over_and_the_old_one_is_parked() {
    let stage = Stage::new().await;
    let old = stage.web("cxa").await;
    stage.push("cxa", &versioned_web("2")).await;
    succeeded(&stage.mooring(&["update", "cxa"], None));
    assert_eq!(stage.page(), "v2");
    let new = stage.inspect("cxa").await;
    assert_eq!(ip(&new, "cxan"), ip(&old, "cxan"));
    let aliases = new["NetworkSettings"]["Networks"]["cxan"]["Aliases"].as_array().expect("a list");
    assert!(aliases.contains(&json!("al")), "{aliases:?}");
    assert_eq!(new["HostConfig"]["RestartPolicy"]["Name"], "always");
    let around = stage.around("cxa").await;
    let parked = around.iter().find(|name| name.starts_with("cxa.old-")).expect("the old one is kept");
    assert_eq!(around.len(), 2, "{around:?}");
    let (name, state) = parked.split_once(':').expect("a state");
    assert_eq!(state, "exited");
    assert_eq!(stage.inspect(name).await["HostConfig"]["RestartPolicy"]["Name"], "no");
    succeeded(&stage.mooring(&["undo", "cxa"], None));
    assert_eq!(stage.page(), "v1");
    let back = stage.inspect("cxa").await;
    assert_eq!((&back["Id"], &back["HostConfig"]["RestartPolicy"]["Name"]), (&old["Id"], &json!("always")));
}

#[tokio::test(flavor = "multi_thread")]
async fn x2_nothing_new_touches_nothing() {
    let stage = Stage::new().await;
    let old = stage.web("cxb").await;
    let said = stage.mooring(&["update", "cxb"], None);
    succeeded(&said);
    assert!(String::from_utf8_lossy(&said.stdout).contains("up to date"));
    let same = stage.inspect("cxb").await;
    assert_eq!((&same["Id"], &same["State"]["StartedAt"]), (&old["Id"], &old["State"]["StartedAt"]));
    assert_eq!(stage.around("cxb").await, ["cxb:running"]);
}

async fn a_bad_image_ends_with_the_old_one(image: ImageBuilder) {
    let stage = Stage::new().await;
    let old = stage.web("cxc").await;
    stage.push("cxc", &image).await;
    let said = stage.mooring(&["update", "cxc"], None);
    assert_eq!(said.status.code(), Some(1));
    let same = stage.inspect("cxc").await;
    assert_eq!((&same["Id"], ip(&same, "cxcn")), (&old["Id"], ip(&old, "cxcn")));
    assert_eq!(stage.page(), "v1", "{}", String::from_utf8_lossy(&said.stderr));
    assert_eq!(same["HostConfig"]["RestartPolicy"]["Name"], "always");
    assert_eq!(stage.around("cxc").await, ["cxc:running"]);
    assert!(stage.image_env("cxc").await.to_string().contains("V=1"), "the tag was put back");
    assert!(String::from_utf8_lossy(&said.stderr).contains("cxc"), "it is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn x3_an_image_that_crashes() {
    a_bad_image_ends_with_the_old_one(versioned_web("2").cmd(&["sh", "-c", "sleep 1; exit 3"])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn x4_an_image_that_is_not_healthy() {
    let image = versioned_web("2").healthcheck("false", Duration::from_millis(300), 2);
    a_bad_image_ends_with_the_old_one(image).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn x5_an_image_whose_program_is_missing() {
    a_bad_image_ends_with_the_old_one(versioned_web("2").cmd(&["/nosuch"])).await;
}

#[cfg(feature = "failpoints")]
/// Killed at a point, then mended twice: one of the two runs, nothing is lost, the second mending changes nothing.
async fn x7_killed_at(point: &str) {
    let stage = Stage::new().await;
    let old = stage.web("cxg").await;
    stage.push("cxg", &versioned_web("2")).await;
    let killed = stage.mooring(&["update", "cxg"], Some(point));
    assert_eq!(killed.status.signal(), Some(9), "{point}: {}", String::from_utf8_lossy(&killed.stderr));
    let said = stage.mooring(&["recover"], None);
    let words = format!("{point}: {}", String::from_utf8_lossy(&said.stderr));
    let (page, now) = (stage.page(), stage.inspect("cxg").await);
    assert!(page == "v1" || page == "v2", "{words}: {page}");
    assert_eq!(now["HostConfig"]["RestartPolicy"]["Name"], "always", "{words}");
    let around = stage.around("cxg").await;
    let running: Vec<_> = around.iter().filter(|name| name.ends_with(":running")).collect();
    assert_eq!(running, ["cxg:running"], "{words}: {around:?}");
    if page == "v1" {
        assert_eq!(now["Id"], old["Id"], "{words}");
        assert_eq!(around, ["cxg:running"], "{words}");
        assert!(stage.image_env("cxg").await.to_string().contains("V=1"), "{words}: the tag was put back");
    }
    stage.mooring(&["recover"], None);
    assert_eq!(stage.inspect("cxg").await["Id"], now["Id"], "{words}: the second mending changed something");
}

macro_rules! x7 {
    ($($name:ident: $place:expr),+ $(,)?) => {
        $(#[cfg(feature = "failpoints")]
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            x7_killed_at(POINTS[$place]).await;
        })+
    };
}

x7! {
    x7a_killed_at_begin: 0,
    x7b_killed_after_the_pull: 1,
    x7c_killed_before_the_answer_to_create: 2,
    x7d_killed_after_create: 3,
    x7e_killed_after_connect: 4,
    x7f_killed_before_the_stop: 5,
    x7g_killed_after_the_stop: 6,
    x7h_killed_after_renaming_the_old: 7,
    x7i_killed_after_renaming_the_new: 8,
    x7j_killed_after_disarming: 9,
    x7k_killed_after_the_start: 10,
    x7l_killed_in_the_gate: 11,
    x7m_killed_after_the_commit: 12,
}

/// Mending is interrupted as well, at each of its own points, and mended again.
#[cfg(feature = "failpoints")]
#[tokio::test(flavor = "multi_thread")]
async fn killed_again_while_mending() {
    let stage = Stage::new().await;
    let old = stage.web("cxh").await;
    stage.push("cxh", &versioned_web("2").cmd(&["/nosuch"])).await;
    let killed = stage.mooring(&["update", "cxh"], Some("rename-new"));
    assert_eq!(killed.status.signal(), Some(9));
    for point in ["rb1", "rb2", "rb3"] {
        let killed = stage.mooring(&["recover"], Some(point));
        assert_eq!(killed.status.signal(), Some(9), "{point}");
    }
    stage.mooring(&["recover"], None);
    assert_eq!(stage.page(), "v1");
    assert_eq!(stage.inspect("cxh").await["Id"], old["Id"]);
    assert_eq!(stage.around("cxh").await, ["cxh:running"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn p2_defaults_move_and_what_the_user_set_stays() {
    let stage = Stage::new().await;
    let first = versioned_web("1").label("l", "1").label("k", "img").workdir("/tmp").stop_signal("SIGTERM");
    stage.push("cpb", &first).await;
    stage.pull("cpb").await;
    let image = format!("{}:latest", stage.registry.reference("cpb"));
    let body = json!({ "Image": image, "Env": ["U=1", "KEEP=a=b"], "Labels": { "mine": "1", "k": "user" } });
    stage.run("cpb", body, true).await;
    let second = versioned_web("2").label("l", "2").label("k", "img2").workdir("/run").stop_signal("SIGINT");
    stage.push("cpb", &second.env("NEW", "1").cmd(&["sleep", "100"])).await;
    succeeded(&stage.mooring(&["update", "cpb"], None));
    let config = stage.inspect("cpb").await["Config"].clone();
    let env = config["Env"].as_array().expect("a list");
    for variable in ["V=2", "NEW=1", "U=1", "KEEP=a=b"] {
        assert!(env.contains(&json!(variable)), "{variable}: {env:?}");
    }
    assert_eq!(config["Cmd"], json!(["sleep", "100"]));
    assert_eq!((&config["WorkingDir"], &config["StopSignal"]), (&json!("/run"), &json!("SIGINT")));
    let labels = &config["Labels"];
    assert_eq!((&labels["l"], &labels["k"], &labels["mine"]), (&json!("2"), &json!("user"), &json!("1")));
}

#[tokio::test(flavor = "multi_thread")]
async fn p4_volumes_without_a_name_come_along() {
    let stage = Stage::new().await;
    stage.push("cpd", &versioned_web("1").volume("/data")).await;
    stage.pull("cpd").await;
    let image = format!("{}:latest", stage.registry.reference("cpd"));
    let mounts = json!({ "Binds": ["/ab"], "Mounts": [{ "Type": "volume", "Target": "/am" }] });
    let old = stage.run("cpd", json!({ "Image": image, "HostConfig": mounts }), true).await;
    stage.push("cpd", &versioned_web("2").volume("/data")).await;
    succeeded(&stage.mooring(&["update", "cpd"], None));
    let new = stage.inspect("cpd").await;
    assert!(new["Config"]["Env"].to_string().contains("V=2"));
    let volumes = |container: &Value| {
        let all = container["Mounts"].as_array().expect("a list").iter();
        let mut all: Vec<String> = all.map(|one| format!("{} {}", one["Destination"], one["Name"])).collect();
        all.sort();
        all
    };
    assert_eq!(volumes(&new), volumes(&old));
    assert_eq!(volumes(&new).len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn x14_a_stopped_container_is_replaced_and_stays_stopped() {
    let stage = Stage::new().await;
    stage.push("cxn", &versioned_web("1")).await;
    stage.pull("cxn").await;
    let image = format!("{}:latest", stage.registry.reference("cxn"));
    stage.run("cxn", json!({ "Image": image }), false).await;
    stage.push("cxn", &versioned_web("2")).await;
    succeeded(&stage.mooring(&["update", "cxn"], None));
    let new = stage.inspect("cxn").await;
    assert!(new["Config"]["Env"].to_string().contains("V=2"));
    assert_eq!(new["State"]["Status"], "created");
}

#[tokio::test(flavor = "multi_thread")]
async fn d6_what_was_downloaded_is_applied() {
    let stage = Stage::new().await;
    stage.web("cdf").await;
    stage.push("cdf", &versioned_web("2")).await;
    stage.pull("cdf").await;
    let check = stage.mooring(&["check", "cdf", "--json", "--exit-code"], None);
    assert_eq!(check.status.code(), Some(3), "{}", String::from_utf8_lossy(&check.stderr));
    let check: Value = serde_json::from_slice(&check.stdout).expect("JSON");
    assert_eq!(check["containers"][0]["status"], "pulledNotApplied", "{check}");
    succeeded(&stage.mooring(&["update", "cdf"], None));
    assert_eq!(stage.page(), "v2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_printed_and_nothing_is_changed() {
    let stage = Stage::new().await;
    let old = stage.web("cdr").await;
    stage.push("cdr", &versioned_web("2")).await;
    let plan = stage.mooring(&["update", "cdr", "--dry-run", "--json"], None);
    succeeded(&plan);
    let plan: Value = serde_json::from_slice(&plan.stdout).expect("JSON");
    assert_eq!(plan["kind"], "sameTag", "{plan}");
    assert!(plan["changes"].to_string().contains("\"V\""), "{plan}");
    assert_eq!(stage.inspect("cdr").await["State"]["StartedAt"], old["State"]["StartedAt"]);
    assert_eq!(stage.around("cdr").await, ["cdr:running"]);
}
