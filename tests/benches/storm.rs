//! Ten thousand events: when is the picture true again, what did that cost the engine, and did the window stay alive.

use std::time::{Duration, Instant};

use harness::{Stage, Window};
use serde_json::{Value, json};

use crate::fake::{FakeEngine, Truth};
use crate::figures::{Sample, line, number, title};
use crate::page;

const EVENTS: usize = 10_000;
const CONTAINERS: usize = 1_000;

pub(crate) async fn measure() {
    title(
        "storm",
        "10,000 events over 1,000 containers, each read from an engine that answers from memory; the container list is in view",
    );
    let engine = FakeEngine::start(Truth::numbered(CONTAINERS, 0));
    let stage = Stage::empty().variable("DOCKER_HOST", &engine.host_url());
    let window = stage.open().await;
    window.go("containers").await;
    window.settle().await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    once(&engine, &window, "all at once", 637, Duration::ZERO).await;
    once(&engine, &window, "within 10 s", 651, Duration::from_secs(10)).await;
    once(&engine, &window, "within 10 s, of 10 containers", 648, Duration::from_secs(10)).await;
    window.close().await;
}

/// Turns containers on and off until exactly `running` of them run, and waits until the window says so.
async fn once(engine: &FakeEngine, window: &Window<'_>, name: &str, running: usize, within: Duration) {
    let touched = if name.contains("of 10 containers") { 10 } else { CONTAINERS };
    page::run(window, page::AWAIT_HEAD, &[json!(format!("{running} running"))]).await;
    engine.take_count();
    blow(engine, touched, running, within).await;
    let ended = Instant::now();
    let noted = page::noted(window, "done").await;
    let truth = ended.elapsed();
    tokio::time::sleep(Duration::from_secs(2)).await;
    check(engine, window).await;
    let requests = engine.take_count();
    line(&format!("{name}: last event to a true window"), Sample::of("ms", [truth.as_secs_f64() * 1000.0]));
    line(&format!("{name}: requests to the engine"), number(requests as f64));
    line(
        &format!("{name}: longest time between frames"),
        Sample::of("ms", [page::milliseconds(&noted, "gap")]),
    );
}

async fn blow(engine: &FakeEngine, touched: usize, running: usize, within: Duration) {
    const AT_ONCE: usize = 100;
    let began = Instant::now();
    for first in (0..EVENTS).step_by(AT_ONCE) {
        let events: Vec<Value> =
            (first..first + AT_ONCE).map(|number| turn(engine, number % touched)).collect();
        if first + AT_ONCE == EVENTS {
            finish(engine, touched, running);
        }
        engine.tell(&events);
        let due = within.mul_f64(first as f64 / EVENTS as f64);
        tokio::time::sleep(due.saturating_sub(began.elapsed())).await;
    }
}

fn turn(engine: &FakeEngine, place: usize) -> Value {
    let container = &mut engine.truth().containers[place];
    container.running = !container.running;
    container.event(if container.running { "start" } else { "die" })
}

/// Brings the number of running ones to what is waited for, within those that the last events touch.
fn finish(engine: &FakeEngine, touched: usize, running: usize) {
    let mut truth = engine.truth();
    let last = touched.saturating_sub(100);
    let mut now = truth.containers.iter().filter(|one| one.running).count();
    for container in &mut truth.containers[last..touched] {
        if now < running && !container.running {
            container.running = true;
            now += 1;
        } else if now > running && container.running {
            container.running = false;
            now -= 1;
        }
    }
    assert_eq!(now, running, "the bench asks for what it cannot reach");
}

/// The window's picture is the engine's, row by row.
async fn check(engine: &FakeEngine, window: &Window<'_>) {
    let rows = window.invoke("container_list", json!({})).await;
    let truth = engine.truth();
    assert_eq!(rows.as_array().map_or(0, Vec::len), truth.containers.len(), "rows");
    for container in &truth.containers {
        let row = rows.as_array().into_iter().flatten().find(|row| row["id"] == container.id);
        let state = if container.running { "running" } else { "exited" };
        assert_eq!(row.map(|row| &row["state"]), Some(&json!(state)), "{}", container.name);
    }
}
