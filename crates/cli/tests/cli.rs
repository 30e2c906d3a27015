//! The command as a script sees it: what it prints, where, and the exit code. On private engines.

#![allow(missing_docs, reason = "tests say it in their names")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use testkit::{ImageBuilder, TestEngine};

/// A private engine and a folder of its own for what the command keeps.
struct Stage {
    engine: TestEngine,
    data: tempfile::TempDir,
}

impl Stage {
    fn on(engine: TestEngine) -> Self {
        Self { engine, data: tempfile::tempdir().expect("folder") }
    }

    async fn image(&self, name: &str, image: &ImageBuilder) {
        image.load_into(&self.engine, &[&format!("docker.io/library/{name}:1")]).await;
    }

    /// Runs the command and returns everything.
    fn mooring(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_mooring"))
            .args(words)
            .env("DOCKER_HOST", self.engine.host_url())
            .env("MOORING_DATA_DIR", self.data.path())
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("starts")
    }

    /// Runs a command that must succeed; returns what it printed.
    fn done(&self, words: &[&str]) -> String {
        let output = self.mooring(words);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?} ended with {:?}: {error}", output.status.code());
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    fn json(&self, words: &[&str]) -> Value {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.done(&words)).expect("one JSON document")
    }

    /// Runs a command that must fail; returns the exit code and what it said.
    fn refused(&self, words: &[&str]) -> (Option<i32>, String) {
        let output = self.mooring(words);
        assert!(!output.status.success(), "{words:?} succeeded");
        assert!(output.stdout.is_empty(), "{words:?} answered on standard output");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

fn get(url: &str) -> Option<String> {
    use std::io::{Read as _, Write as _};
    let address = url.trim_start_matches("http://").replace("localhost", "127.0.0.1");
    let mut stream = std::net::TcpStream::connect(address).ok()?;
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n").ok()?;
    let mut page = String::new();
    stream.read_to_string(&mut page).ok()?;
    Some(page)
}

/// Pull, run, open, logs, stop, start, remove: the same journey as in the window.
async fn the_main_journey(stage: Stage) {
    let registry = testkit::registry().await;
    testkit::image::web("moored").push_to(&registry, "shop/web:1.2").await;
    let image = registry.reference("shop/web:1.2");
    assert!(stage.done(&["pull", &image]).contains("is here"));
    let port = testkit::free_port();
    let said = stage.done(&["run", "--name", "shop", "-p", &format!("{port}:80"), &image]);
    let url = format!("http://localhost:{port}");
    assert!(said.contains("shop runs") && said.contains(&url), "{said}");
    let page = (0..100).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        get(&url)
    });
    assert!(page.expect("answers").contains("moored"));
    let row = stage.json(&["containers"])[0].clone();
    assert_eq!(
        (&row["name"], &row["state"], &row["image"]),
        (&"shop".into(), &"running".into(), &image.into())
    );
    assert_eq!(row["ports"][0]["url"], url);
    assert!(stage.done(&["ps"]).contains(&url));
    stage.done(&["stop", "shop"]);
    assert_eq!(stage.json(&["containers"])[0]["state"], "exited");
    let started = stage.json(&["start", "shop"]);
    assert_eq!((&started["name"], &started["state"]), (&"shop".into(), &"running".into()));
    stage.done(&["restart", "shop"]);
    let (code, said) = stage.refused(&["rm", "shop"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("shop"), "{said}");
    stage.done(&["rm", "--force", "shop"]);
    assert_eq!(stage.json(&["containers"]), Value::Array(Vec::new()));
    let kinds: Vec<Value> =
        stage.json(&["jobs"]).as_array().expect("a list").iter().map(|j| j["kind"].clone()).collect();
    assert_eq!(kinds, ["containerRun", "imagePull"]);
}

async fn a_folder_becomes_a_tagged_image_that_runs(stage: Stage) {
    stage.image("busybox", &testkit::image::busybox()).await;
    let folder = tempfile::tempdir().expect("folder");
    write(
        folder.path(),
        "Dockerfile",
        "FROM docker.io/library/busybox:1\nARG WHO\nRUN echo hello $WHO > /hello\nCMD cat /hello; echo oh >&2\n",
    );
    let path = folder.path().display().to_string();
    let built =
        stage.mooring(&["build", &path, "-f", "./Dockerfile", "-t", "greeter:1", "--build-arg", "WHO=you"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let shown = String::from_utf8_lossy(&built.stderr).to_lowercase();
    assert!(shown.contains("step 4/4"), "the output is shown as it comes: {shown}");
    let tagged = stage.json(&["tag", "greeter:1", "greeter:stable"]);
    assert_eq!(tagged["names"].as_array().map(Vec::len), Some(2), "{tagged}");
    stage.done(&["run", "--name", "hello", "-e", "LC_ALL", "-e", "NOT_SET_ANYWHERE", "greeter:stable"]);
    let logs = (0..100).map(|_| stage.mooring(&["logs", "hello"])).find(|logs| !logs.stderr.is_empty());
    let logs = logs.expect("the container wrote");
    assert_eq!(
        (String::from_utf8_lossy(&logs.stdout), String::from_utf8_lossy(&logs.stderr)),
        ("hello you\n".into(), "oh\n".into())
    );
    stage.done(&["rm", "--force", "hello"]);
    stage.done(&["rmi", "greeter:1"]);
    assert!(stage.done(&["images"]).contains("greeter:stable"), "only the name that was given goes");
    stage.done(&["rmi", "greeter:stable"]);
    assert!(!stage.done(&["images"]).contains("greeter"), "the image goes with its last name");
}

async fn a_failing_build_names_the_step(stage: Stage) {
    stage.image("busybox", &testkit::image::busybox()).await;
    let folder = tempfile::tempdir().expect("folder");
    write(folder.path(), "Dockerfile", "FROM docker.io/library/busybox:1\nRUN no-such-thing\n");
    let (code, said) = stage.refused(&["build", &folder.path().display().to_string()]);
    assert_eq!(code, Some(1));
    assert!(said.contains("no-such-thing"), "{said}");
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("writes");
}

macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod docker {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() { super::$test(super::Stage::on(testkit::docker().await)).await; })*
        }
        mod podman {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() { super::$test(super::Stage::on(testkit::podman().await)).await; })*
        }
    };
}

on_both!(the_main_journey, a_folder_becomes_a_tagged_image_that_runs, a_failing_build_names_the_step);

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_told_in_words_and_by_exit_code() {
    let stage = Stage::on(testkit::docker().await);
    let (code, said) = stage.refused(&["start", "nobody"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("nobody") && !said.contains("nobody: nobody"), "{said}");
    assert_eq!(stage.mooring(&["no-such-command"]).status.code(), Some(2));
    assert_eq!(stage.refused(&["run", "--no-such-option", "x"]).0, Some(2));
    let json = stage.mooring(&["start", "nobody", "--json"]);
    let problem: Value = serde_json::from_slice(&json.stdout).expect("a document");
    assert_eq!(problem["problem"]["code"], "container.gone");
    let nowhere = stage.mooring(&["--engine", "unix:///nowhere.sock", "images"]);
    assert_eq!(nowhere.status.code(), Some(1));
}

/// Following a log ends with Ctrl+C, at once and without a word.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_a_followed_log() {
    let stage = Stage::on(testkit::docker().await);
    stage.image("busybox", &testkit::image::busybox()).await;
    stage.done(&[
        "run",
        "--name",
        "clock",
        "busybox:1",
        "sh",
        "-c",
        "while :; do echo tick; sleep 0.1; done",
    ]);
    let mut following = Command::new(env!("CARGO_BIN_EXE_mooring"))
        .args(["logs", "-f", "clock"])
        .env("DOCKER_HOST", stage.engine.host_url())
        .env("MOORING_DATA_DIR", stage.data.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("starts");
    let mut tick = [0; 5];
    std::io::Read::read_exact(following.stdout.as_mut().expect("piped"), &mut tick).expect("a line");
    let pid = following.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().expect("sent").success());
    let ended = following.wait_with_output().expect("ends");
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(130), ""));
}

/// A password nobody gave is made up, told, and works.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_gets_a_password() {
    let stage = Stage::on(testkit::docker().await);
    stage.image("postgres", &testkit::image::postgres_like()).await;
    let output = stage.mooring(&["run", "--name", "db", "postgres:1"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.contains("Made up: POSTGRES_PASSWORD="), "{said}");
    let volumes = stage.json(&["volumes"]);
    assert_eq!(volumes.as_array().expect("a list").len(), 1, "{volumes}");
    assert_eq!(volumes[0]["anonymous"], false, "its data has a name");
}
