//! Checking, signing in and out, pushing, as a script sees it: what is printed, the exit code, and where secrets go.

#![cfg(unix)]
#![allow(missing_docs, reason = "tests say it in their names")]

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use testkit::image::versioned_web;
use testkit::{LyingRegistry, Rule, TestEngine, Then};

/// A private engine and a folder of its own for what the command keeps.
struct Stage {
    engine: TestEngine,
    data: tempfile::TempDir,
}

const SECRET: &str = "hunter2 is no secret";

impl Stage {
    fn on(engine: TestEngine) -> Self {
        Self { engine, data: tempfile::tempdir().expect("folder") }
    }

    /// The command on this engine, with nobody's keychain and nobody's sign-ins.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mooring"));
        command.args(words).env("DOCKER_HOST", self.engine.host_url()).env("LC_ALL", "C.UTF-8");
        command.env("MOORING_DATA_DIR", self.data.path()).env("HOME", self.data.path());
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere").env_remove("XDG_RUNTIME_DIR");
        command.env("DOCKER_CONFIG", self.data.path()).env_remove("REGISTRY_AUTH_FILE");
        command
    }

    fn mooring(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("starts")
    }

    /// Runs the command with these lines on its standard input.
    fn typed(&self, words: &[&str], lines: &str) -> Output {
        let mut command = self.command(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = command.spawn().expect("starts");
        running.stdin.take().expect("piped").write_all(lines.as_bytes()).expect("reads");
        running.wait_with_output().expect("ends")
    }

    fn done(&self, words: &[&str]) -> String {
        let output = self.mooring(words);
        assert!(output.status.success(), "{words:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    fn json(&self, words: &[&str]) -> (Option<i32>, Value) {
        let output = self.mooring(&[words, &["--json"]].concat());
        let told = serde_json::from_slice(&output.stdout);
        (output.status.code(), told.unwrap_or_else(|_| panic!("{words:?}: {}", text(&output.stderr))))
    }

    /// Files under the data folder that hold the secret.
    fn places_of_the_secret(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.data.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("readable").flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else if std::fs::read(entry.path())
                    .is_ok_and(|bytes| bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()))
                {
                    found.push(entry.file_name().to_string_lossy().into_owned());
                }
            }
        }
        found
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
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

on_both!(a_check_is_one_document, from_sign_in_to_sign_out);

async fn a_check_is_one_document(stage: Stage) {
    let registry = testkit::registry().await;
    let liar = LyingRegistry::before(&registry).start();
    for name in ["web", "api", "gone"] {
        versioned_web("1").push_to(&registry, &format!("{name}:latest")).await;
    }
    for name in ["web", "api", "gone"] {
        stage.done(&["run", "--name", name, &liar.reference(name)]);
    }
    let digest = versioned_web("2").push_to(&registry, "web:latest").await;
    liar.add(Rule::on("(HEAD|GET) /v2/gone/").then(Then::error(404, "MANIFEST_UNKNOWN", "manifest unknown")));
    let (code, told) = stage.json(&["check"]);
    assert_eq!(code, Some(0));
    let of = |kind: &str, key: &str, name: &str| {
        let rows = told[kind].as_array().expect("a list").iter();
        rows.clone().find(|row| row[key] == name).unwrap_or_else(|| panic!("{name}: {told}")).clone()
    };
    let web = of("images", "reference", &liar.reference("web"));
    assert_eq!((&web["status"], &web["remote"]), (&"updateAvailable".into(), &digest.as_str().into()));
    assert!(
        web["local"][0].as_str().expect("a digest").starts_with("sha256:") && web["checkedAt"].is_string()
    );
    let row = of("containers", "name", "web");
    assert_eq!((&row["status"], &row["reference"]), (&"updateAvailable".into(), &web["reference"]));
    assert_eq!(row["id"].as_str().map(str::len), Some(64));
    assert_eq!(of("containers", "name", "api")["status"], "upToDate");
    let gone = of("containers", "name", "gone");
    assert_eq!((&gone["status"], &gone["reason"]), (&"unknown".into(), &"notFound".into()));
    assert_eq!(stage.mooring(&["check", "--exit-code"]).status.code(), Some(3));
    assert_eq!(stage.mooring(&["check", "--exit-code", "api"]).status.code(), Some(0));
    let (_, one) = stage.json(&["check", "api"]);
    assert_eq!(
        (one["images"].as_array().map(Vec::len), one["containers"].as_array().map(Vec::len)),
        (Some(1), Some(1))
    );
    let table = stage.mooring(&["check", "gone", &liar.reference("web")]);
    let out = text(&table.stdout);
    assert!(out.contains("unknown (notFound)") && out.contains("update available"), "{out}");
    assert!(!out.contains("api"), "{out}");
    let nobody = stage.mooring(&["check", "nobody"]);
    assert_eq!((nobody.status.code(), nobody.stdout.is_empty()), (Some(1), true));
    assert!(text(&nobody.stderr).contains("nobody"));
}

async fn from_sign_in_to_sign_out(stage: Stage) {
    let registry = testkit::registry_with_auth("me", SECRET).await;
    versioned_web("1").push_to(&registry, "app:1").await;
    let (host, image) = (registry.host(), registry.reference("app:1"));
    let refused = stage.mooring(&["pull", &image]);
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused.stdout));
    let wrong = stage.typed(&["login", &host, "-u", "me", "--keep", "file"], "wrong\n");
    assert_eq!(wrong.status.code(), Some(1));
    assert!(text(&wrong.stderr).contains(&host), "{}", text(&wrong.stderr));
    let file = stage.data.path().join("credentials.json");
    assert!(!file.exists(), "nothing is kept that was not accepted");
    let empty = stage.typed(&["login", &host, "-u", "me", "--keep", "file"], "");
    assert_eq!(empty.status.code(), Some(1), "{}", text(&empty.stdout));
    let chain = stage.typed(&["login", &host, "-u", "me"], &format!("{SECRET}\n"));
    let said = text(&chain.stderr);
    assert_eq!(chain.status.code(), Some(1), "there is no keychain: {said}");
    assert!(said.contains("keychain") && said.contains("--keep file"), "{said}");
    assert!(!said.contains(SECRET) && stage.places_of_the_secret().is_empty());
    let well = stage.typed(&["login", &host, "--keep", "file"], &format!("me\n{SECRET}\n"));
    assert!(well.status.success(), "{}", text(&well.stderr));
    assert_eq!(text(&well.stdout), format!("Signed in to {host} as me.\n"));
    assert_eq!(file.metadata().expect("kept").permissions().mode() & 0o777, 0o600);
    stage.done(&["pull", &image]);
    let pushed = stage.registry_name(&host);
    stage.done(&["tag", &image, &pushed]);
    let out = stage.done(&["push", &pushed]);
    assert!(out.starts_with(&format!("{pushed} is in its registry. It is sha256:")), "{out}");
    let lines = stage.done(&["push", &pushed, "--json"]);
    let last: Value = serde_json::from_str(lines.lines().last().expect("a line")).expect("JSON");
    assert!(last["job"]["outcome"]["digest"].as_str().expect("told").starts_with("sha256:"), "{last}");
    assert_eq!(stage.places_of_the_secret(), ["credentials.json"], "and nowhere else");
    stage.done(&["logout", &host]);
    let denied = stage.mooring(&["push", &pushed]);
    assert_eq!(denied.status.code(), Some(1));
    assert!(text(&denied.stderr).contains("You may not push"), "{}", text(&denied.stderr));
    let again = stage.mooring(&["logout", &host]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("not signed in"), "{}", text(&again.stderr));
    stage.theirs(&host, &image);
}

impl Stage {
    fn registry_name(&self, host: &str) -> String {
        format!("{host}/mine/app:2")
    }

    /// Docker's own sign-in is used, named, and left alone.
    fn theirs(&self, host: &str, image: &str) {
        let auth = "bWU6aHVudGVyMiBpcyBubyBzZWNyZXQ="; // me:hunter2 is no secret
        let config = format!("{{\"auths\": {{\"{host}\": {{\"auth\": \"{auth}\"}}}}}}");
        let file = self.data.path().join("config.json");
        std::fs::write(&file, &config).expect("writes");
        self.done(&["rmi", image]);
        self.done(&["pull", image]);
        let theirs = self.mooring(&["logout", host]);
        assert_eq!(theirs.status.code(), Some(1));
        assert!(text(&theirs.stderr).contains("config.json"), "{}", text(&theirs.stderr));
        assert_eq!(std::fs::read_to_string(&file).expect("there"), config);
    }
}
