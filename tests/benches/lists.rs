//! Thousands of rows in the real window.

use std::time::Duration;

use harness::{Stage, Window, wait};
use serde_json::{Value, json};

use crate::fake::{FakeEngine, Truth, containers_event, image_event};
use crate::figures::{Sample, line, title};
use crate::page;

const CONTAINERS: usize = 1_000;
const IMAGES: usize = 2_000;
const RUNS: usize = 5;

/// One of the two lists.
struct List {
    name: &'static str,
    place: &'static str,
    command: &'static str,
    /// What is typed into the filter.
    word: &'static str,
    full: Truth,
    event: fn() -> Value,
}

pub(crate) async fn measure() {
    title(
        "lists",
        "1,000 containers and 2,000 images of an engine that answers from memory, in the real window of 1,280 × 800",
    );
    let engine = FakeEngine::start(Truth::default());
    let stage = Stage::empty().variable("DOCKER_HOST", &engine.host_url());
    let window = stage.open().await;
    let lists = [
        List {
            name: "1,000 containers",
            place: "containers",
            command: "container_list",
            word: "service-07",
            full: Truth::numbered(CONTAINERS, 0),
            event: containers_event,
        },
        List {
            name: "2,000 images",
            place: "images",
            command: "image_list",
            word: "service-07",
            full: Truth::numbered(0, IMAGES),
            event: image_event,
        },
    ];
    for list in lists {
        list.measure(&engine, &window).await;
    }
    window.close().await;
}

impl List {
    async fn measure(&self, engine: &FakeEngine, window: &Window<'_>) {
        window.go(self.place).await;
        let mut times = Vec::new();
        for _ in 0..RUNS {
            self.set(engine, Truth::default());
            wait("an empty list", || async { (rows(window).await == 0).then_some(()) }).await;
            tokio::time::sleep(Duration::from_millis(500)).await;
            page::run(window, page::AWAIT_ROWS, &[json!(self.command)]).await;
            self.set(engine, self.full.clone());
            let noted = page::noted(window, "painted").await;
            times.push(page::milliseconds(&noted, "painted") - page::milliseconds(&noted, "arrived"));
        }
        window.settle().await;
        line(
            &format!("{}: arrived to on screen", self.name),
            format!("{}  (promise: ≤ 150 ms)", Sample::of("ms", times)),
        );
        line(&format!("{}: rows in the DOM", self.name), rows(window).await);
        self.filter(window).await;
    }

    fn set(&self, engine: &FakeEngine, truth: Truth) {
        *engine.truth() = truth;
        engine.tell(&[(self.event)()]);
    }

    async fn filter(&self, window: &Window<'_>) {
        let (mut work, mut screen) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let times = window.session().async_script(page::FILTER, &[json!(self.word)]).await;
            work.extend(numbers(&times["work"]));
            screen.extend(numbers(&times["screen"]));
        }
        line(
            &format!("{}: a letter in the filter, work", self.name),
            format!("{}  (promise: ≤ 16 ms)", Sample::of("ms", work)),
        );
        line(
            &format!("{}: a letter in the filter, on screen", self.name),
            format!("{}  (frames come every 16.7 ms)", Sample::of("ms", screen)),
        );
    }
}

async fn rows(window: &Window<'_>) -> usize {
    let count = window
        .session()
        .script("return document.querySelectorAll('[role=rowgroup] [role=row]').length", &[])
        .await;
    count.ok().and_then(|count| count.as_u64()).map_or(0, |count| usize::try_from(count).unwrap_or(0))
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}
