//! What an open window costs while nothing happens.

use std::time::{Duration, Instant};

use testkit::Recorder;

use crate::figures::{Sample, line, ratio, title};
use crate::launch::Program;
use crate::real;

const RUNS: usize = 3;
const SETTLE: Duration = Duration::from_secs(8);

/// What one run saw.
struct Idle {
    /// MiB, at the beginning and at the end.
    pss: [f64; 2],
    /// Percent of one core.
    cpu: f64,
}

pub(crate) async fn measure() {
    let seconds =
        std::env::var("MOORING_BENCH_IDLE_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(30);
    let period = Duration::from_secs(seconds);
    let engine = real::docker().await;
    let recorder = Recorder::start(&engine.socket());
    title(
        "idle",
        &format!(
            "{seconds} s with 50 running containers and 200 images loaded, from 8 s after painting; app and WebKit processes together"
        ),
    );
    let (mooring, empty) = (Program::mooring(&recorder.socket()), Program::empty_window());
    let (mut ours, mut floor, mut requests) = (Vec::new(), Vec::new(), 0);
    for _ in 0..RUNS {
        let open = settled(&mooring).await;
        recorder.clear();
        ours.push(watch(&open, period).await);
        requests += recorder.count();
        drop(open);
        let open = settled(&empty).await;
        floor.push(watch(&open, period).await);
    }
    print(&ours, &floor);
    line("requests to the engine in all runs", format!("{requests}  (promise: 0)"));
}

async fn settled(program: &Program) -> crate::launch::Running {
    let mut open = program.start();
    open.painted();
    tokio::time::sleep(SETTLE).await;
    open
}

async fn watch(open: &crate::launch::Running, period: Duration) -> Idle {
    let tree = open.tree();
    let (before, cpu, began) = (tree.pss(), tree.cpu(), Instant::now());
    tokio::time::sleep(period).await;
    let used = (tree.cpu() - cpu).as_secs_f64() / began.elapsed().as_secs_f64() * 100.0;
    Idle { pss: [before, tree.pss()], cpu: used }
}

fn print(ours: &[Idle], floor: &[Idle]) {
    let memory = |all: &[Idle]| Sample::of("MiB PSS", all.iter().map(|idle| idle.pss[1]));
    let growth = |all: &[Idle]| Sample::of("MiB", all.iter().map(|idle| idle.pss[1] - idle.pss[0]));
    let cpu = |all: &[Idle]| Sample::of("% of one core", all.iter().map(|idle| idle.cpu));
    line("Mooring, memory", memory(ours));
    line("empty Tauri window, memory", memory(floor));
    ratio("Mooring / empty window", &memory(ours), &memory(floor), "≤ 1.15 ×");
    line("Mooring, growth meanwhile", growth(ours));
    line("Mooring, processor (promise: < 0.5 %)", cpu(ours));
    line("empty Tauri window, processor", cpu(floor));
}
