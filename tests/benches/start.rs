//! From the start of the process to a window that can be used.

use std::time::Duration;

use crate::figures::{Sample, line, ratio, title};
use crate::launch::Program;
use crate::real;

const RUNS: usize = 9;
/// Between two starts: WebKit's processes end a little after the app.
const PAUSE: Duration = Duration::from_millis(700);

pub(crate) async fn measure() {
    let engine = real::docker().await;
    title(
        "start",
        "process started to real data painted; 50 running containers, 200 images, a private Docker; turn by turn, the first of each not counted",
    );
    let (mooring, empty) = (Program::mooring(&engine.socket()), Program::empty_window());
    for program in [&mooring, &empty] {
        once(program);
    }
    let (ours, floor): (Vec<f64>, Vec<f64>) = (0..RUNS).map(|_| (once(&mooring), once(&empty))).unzip();
    let (ours, floor) = (Sample::of("ms", ours), Sample::of("ms", floor));
    line("Mooring", &ours);
    line("empty Tauri window", &floor);
    ratio("Mooring / empty window", &ours, &floor, "≤ 1.25 ×");
}

fn once(program: &Program) -> f64 {
    let time = program.start().painted();
    std::thread::sleep(PAUSE);
    time.as_secs_f64() * 1000.0
}
