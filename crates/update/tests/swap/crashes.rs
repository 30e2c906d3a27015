//! X7, X8: the program dies at every point, also of the way back; the engine dies after every step.

use std::path::Path;
use std::process::Stdio;

use job::JobContext;
use oci::Digest;
use update::swap::{Aftermath, RecoveredState};

use crate::stage::{self, Served, Stage, request, version};

/// What a child process is to do: engine's socket, data folder, digest or `recover`, failpoint.
const TASK: &str = "MOORING_TEST_SWAP_CHILD";

/// Not a test by itself: the process that dies. Started by the others with its task in the environment.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by other tests as a process of its own"]
#[allow(clippy::disallowed_methods, reason = "its task is in its environment")]
async fn child() {
    let Ok(task) = std::env::var(TASK) else { return };
    let [socket, data, what, point] = task.split('|').collect::<Vec<_>>().try_into().expect("four parts");
    let engine = stage::connect(Path::new(socket)).await;
    let updater = stage::updater(Path::new(data));
    update::failpoint::arm(point);
    match Digest::parse(what) {
        Ok(digest) => {
            drop(updater.update(&engine, &request("web", Some(&digest)), &JobContext::detached()).await);
        }
        Err(_) => drop(updater.recover(&engine, &JobContext::detached()).await),
    }
}

/// Runs a child and says whether it was killed.
async fn dies(stage: &Stage, what: &str, point: &str) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    let task = format!("{}|{}|{what}|{point}", stage.test.socket().display(), stage.data().display());
    let mut command = tokio::process::Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "crashes::child", "--ignored", "--nocapture"]).env(TASK, task);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().await.expect("runs").signal() == Some(9)
}

async fn recover(stage: &Stage) -> Vec<RecoveredState> {
    let recovered = stage.updater().recover(&stage.engine, &JobContext::detached()).await.expect("recovers");
    recovered.into_iter().map(|one| one.state).collect()
}

/// Exactly one runs under the name, with its policy: the old one with nothing beside it, or the new one.
async fn is_whole(stage: &Stage, served: &Served, point: &str) -> bool {
    let now = stage.inspect("web").await;
    let page = stage.page(served.port).await;
    let running = stage.containers().await;
    let running: Vec<_> = running.iter().filter(|one| one.ends_with(":running")).collect();
    assert_eq!(running, ["web:running"], "{point}");
    assert_eq!(now["HostConfig"]["RestartPolicy"]["Name"], "always", "{point}");
    if page == "1" {
        stage.is_back(served).await;
    } else {
        assert_eq!(page, "2", "{point}");
    }
    page == "2"
}

async fn dies_and_recovers(points: &[(&str, bool)]) {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    let digest = stage.push("web:latest", &version("2")).await;
    for (point, new) in points {
        assert!(dies(&stage, digest.as_str(), point).await, "{point} was not met");
        recover(&stage).await;
        assert_eq!(is_whole(&stage, &served, point).await, *new, "{point}");
        let id = stage.inspect("web").await["Id"].clone();
        assert_eq!(recover(&stage).await, [], "{point}: a second recovery changes nothing");
        assert_eq!(stage.inspect("web").await["Id"], id, "{point}");
        if *new {
            let (updater, job) = (stage.updater(), JobContext::detached());
            let back = updater.undo(&stage.engine, "web", update::swap::Actor::Person, &job);
            back.await.expect("goes back");
            stage.is_back(&served).await;
        }
    }
}

/// X7a to X7g.
#[tokio::test(flavor = "multi_thread")]
async fn dies_before_the_old_one_is_down() {
    dies_and_recovers(&[
        ("begin", false),
        ("pull", false),
        ("create-nojournal", false),
        ("create", false),
        ("connect", false),
        ("pre-stop", false),
        ("stop", false),
    ])
    .await;
}

/// X7h to X7m.
#[tokio::test(flavor = "multi_thread")]
async fn dies_once_the_old_one_is_down() {
    dies_and_recovers(&[
        ("rename-old", false),
        ("rename-new", false),
        ("disarm", false),
        ("start", true),
        ("gate", true),
        ("commit", true),
    ])
    .await;
}

/// Dies again at every point of the way back.
#[tokio::test(flavor = "multi_thread")]
async fn dies_on_the_way_back() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    let digest = stage.push("web:latest", &version("2")).await;
    for point in ["create", "stop", "disarm"] {
        assert!(dies(&stage, digest.as_str(), point).await, "{point} was not met");
        for back in ["rb1", "rb2", "rb3", "rb4", "rb5", "rb6"] {
            assert!(dies(&stage, "recover", back).await, "{point}, {back} was not met");
        }
        recover(&stage).await;
        stage.is_back(&served).await;
        assert_eq!(recover(&stage).await, []);
    }
}

/// Somebody sorted it out by hand before the program came back: what is theirs now stays as it is.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_settled_by_hand_is_left_alone() {
    let stage = Stage::docker().await;
    let served = stage.serve("web").await;
    let digest = stage.push("web:latest", &version("2")).await;
    assert!(dies(&stage, digest.as_str(), "rename-new").await);
    stage.engine.container_remove(&served.id, true).await.expect("removed");
    stage.engine.container_remove("web", true).await.expect("removed");
    let body = serde_json::json!({"Image": stage.reference("web:latest")});
    let theirs = stage.run("web", &body).await;
    let states = recover(&stage).await;
    assert!(matches!(states.as_slice(), [RecoveredState::Back(Aftermath::Attention(_))]), "{states:?}");
    assert_eq!(stage.containers().await, ["web:running"]);
    assert_eq!(stage.inspect("web").await["Id"], theirs.as_str());
    assert!(recover(&stage).await.is_empty(), "it is over");
}
