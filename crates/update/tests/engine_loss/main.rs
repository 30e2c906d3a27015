//! The engine goes away in the middle of a swap (UPDATES.md 6.5, cases X8, X21). It is the engine that is asked in the
//! end: exactly one of the two versions runs, under its name, and no journal is stuck.

#![cfg(target_os = "linux")]

#[allow(dead_code, reason = "shared with the tests of the swap itself")]
#[path = "../swap/stage.rs"]
mod stage;
mod turnstile;

use job::JobContext;
use serde_json::{Value, json};
use update::swap::{Outcome, UpdateError};

use crate::stage::{PATIENCE, Served, Stage, connect, request, text, version};
use crate::turnstile::{Point, Turnstile};

/// How an engine ends.
#[derive(Debug, Clone, Copy)]
enum End {
    Crash,
    Stop,
}

/// The requests that get an image and make a container of it, with the number of equal ones before.
const PREPARATION: [(&str, usize); 3] = [("/images/create", 0), ("/tag", 0), ("/containers/create", 0)];
/// The requests that put it in the other's place.
const EXCHANGE: [(&str, usize); 5] =
    [("/stop", 0), ("/rename", 0), ("/rename", 1), ("/update", 0), ("/start", 0)];

impl Stage {
    fn end(&mut self, end: End) {
        match end {
            End::Crash => self.test.kill(),
            End::Stop => self.test.stop(),
        }
    }
}

/// X8: the engine ends at one request of an update and comes back.
async fn lose_engine(
    stage: &mut Stage,
    number: usize,
    point: Point,
    end: End,
) -> Result<Outcome, UpdateError> {
    let what = format!("{point:?} {end:?}");
    let served = stage.serve(&format!("web{number}")).await;
    let digest = stage.push(&format!("{}:latest", served.name), &version("2")).await;
    let turnstile = Turnstile::start(&stage.test.socket(), point);
    let engine = connect(&turnstile.socket()).await;
    let (updater, request) = (stage.updater(), request(&served.name, Some(&digest)));
    let update = tokio::spawn(async move {
        let ended = updater.update(&engine, &request, &JobContext::detached()).await;
        (ended, engine)
    });
    if tokio::time::timeout(PATIENCE, turnstile.reached()).await.is_err() {
        panic!("{what} was not reached: {:?}", update.is_finished());
    }
    stage.end(end);
    turnstile.open();
    stage.test.restart().await;
    let ended = tokio::time::timeout(PATIENCE, update).await;
    let (ended, _) = ended.unwrap_or_else(|_| panic!("{what}: no end")).expect("no panic");
    settled(stage, &served, &what, &ended).await;
    clear(stage).await;
    ended
}

fn said(ended: &Result<Outcome, UpdateError>) -> String {
    match ended {
        Ok(_) => "swapped".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// Recovers, and asserts that one version is there and the journals are closed.
async fn settled(stage: &Stage, served: &Served, what: &str, ended: &Result<Outcome, UpdateError>) {
    let engine = connect(&stage.test.socket()).await;
    stage.updater().recover(&engine, &JobContext::detached()).await.expect("recovered");
    let again = stage.updater().recover(&engine, &JobContext::detached()).await.expect("recovered");
    assert_eq!(again, [], "{what}: a second time there is nothing to do");
    let page = stage.page(served.port).await;
    match page.as_str() {
        "1" => {
            assert!(ended.is_err(), "{what}: {}", said(ended));
            stage.is_back(served).await;
            assert_eq!(journals(stage), 0, "{what}");
        }
        "2" => is_swapped(stage, served, what).await,
        other => panic!("{what}: {other} with {:?}", stage.containers().await),
    }
}

async fn is_swapped(stage: &Stage, served: &Served, what: &str) {
    let rows = stage.containers().await;
    let [parked, new] = &rows[..] else { panic!("{what}: {rows:?}") };
    let (parked, new) = if parked.contains(".old-") { (parked, new) } else { (new, parked) };
    assert_eq!(*new, format!("{}:running", served.name), "{what}");
    assert!(parked.ends_with(":exited"), "{what}: {rows:?}");
    assert_eq!(stage.inspect(&served.id).await["HostConfig"]["RestartPolicy"]["Name"], "no", "{what}");
    assert_eq!(stage.inspect(&served.name).await["HostConfig"]["RestartPolicy"]["Name"], "always", "{what}");
}

/// Journals that are there: none after everything was put back.
fn journals(stage: &Stage) -> usize {
    let files = std::fs::read_dir(stage.data().join("updates")).expect("a folder").flatten();
    files.filter(|file| file.path().extension().is_some_and(|ending| ending == "journal")).count()
}

/// Makes room for the next case.
async fn clear(stage: &Stage) {
    for one in stage.get("/containers/json?all=1").await.as_array().expect("a list") {
        let path = format!("/v1.41/containers/{}?force=1", text(&one["Id"]));
        assert_eq!(stage.test.request("DELETE", &path, "", b"").await.status, 204);
    }
    stage.post("/networks/prune", &Value::Null).await;
    for file in std::fs::read_dir(stage.data().join("updates")).expect("a folder").flatten() {
        let _ = std::fs::remove_file(file.path());
    }
}

/// X8: before the engine has heard of a request, or when it has done it and only the answer is lost.
async fn lose_engine_at(places: &[(&'static str, usize)], done: bool, end: End) {
    let mut stage = Stage::docker().await;
    for (number, (path, after)) in places.iter().enumerate() {
        let point = Point { request: ("POST", path), since: None, after: *after, done };
        let _ = lose_engine(&mut stage, number, point, end).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn x8_a_crash_while_preparing() {
    lose_engine_at(&PREPARATION, false, End::Crash).await;
    lose_engine_at(&PREPARATION, true, End::Crash).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn x8_a_crash_before_a_step_of_the_exchange() {
    lose_engine_at(&EXCHANGE, false, End::Crash).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn x8_a_crash_after_a_step_of_the_exchange() {
    lose_engine_at(&EXCHANGE, true, End::Crash).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn x8_a_stop_while_preparing() {
    lose_engine_at(&PREPARATION, false, End::Stop).await;
    lose_engine_at(&PREPARATION, true, End::Stop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn x8_a_stop_before_a_step_of_the_exchange() {
    lose_engine_at(&EXCHANGE, false, End::Stop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn x8_a_stop_after_a_step_of_the_exchange() {
    lose_engine_at(&EXCHANGE, true, End::Stop).await;
}

/// X8 at the gate: that a container goes down with its engine is no failure of its image.
#[tokio::test(flavor = "multi_thread")]
async fn x8_the_gate_outlives_the_engine() {
    let mut stage = Stage::docker().await;
    for (number, end) in [End::Crash, End::Stop].into_iter().enumerate() {
        let point = Point { request: ("GET", "/json"), since: Some("/start"), after: 3, done: false };
        let ended = lose_engine(&mut stage, number, point, end).await;
        assert!(matches!(ended, Ok(Outcome::Swapped(_))), "{end:?}: {}", said(&ended));
    }
}

/// X21: whatever the policy was, the old container stays down when its engine starts again.
#[tokio::test(flavor = "multi_thread")]
async fn x21_a_parked_container_stays_down() {
    let mut stage = Stage::docker().await;
    stage.push("app:latest", &version("1")).await;
    stage.pull("app:latest").await;
    let policies = ["always", "unless-stopped", "on-failure", "no"];
    for policy in policies {
        let body = json!({ "Image": stage.reference("app:latest"), "HostConfig": { "RestartPolicy": { "Name": policy } } });
        stage.run(policy, &body).await;
    }
    let digest = stage.push("app:latest", &version("2")).await;
    for policy in policies {
        stage::swapped(stage.update(&request(policy, Some(&digest))).await);
    }
    for end in [End::Crash, End::Stop] {
        stage.end(end);
        stage.test.restart().await;
        let rows = stage.containers().await;
        assert_eq!(rows.len(), 2 * policies.len());
        let parked: Vec<_> = rows.iter().filter(|row| row.contains(".old-")).collect();
        assert!(
            parked.len() == policies.len() && parked.iter().all(|row| row.ends_with(":exited")),
            "{rows:?}"
        );
        assert!(rows.contains(&"always:running".to_owned()), "{end:?}: {rows:?}");
    }
}
