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
    let mooring = Program::mooring(&engine.socket());
    // Mooring sets this by starting itself once more; what that costs is the difference.
    let prepared = Program::mooring(&engine.socket()).with("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    let all = [mooring, prepared, Program::empty_window()];
    for program in &all {
        once(program);
    }
    let runs: Vec<[f64; 3]> = (0..RUNS).map(|_| all.each_ref().map(once)).collect();
    let [ours, prepared, floor] = [0, 1, 2].map(|which| Sample::of("ms", runs.iter().map(|run| run[which])));
    line("Mooring", &ours);
    line("Mooring, renderer chosen beforehand", &prepared);
    line("empty Tauri window", &floor);
    ratio("Mooring / empty window", &ours, &floor, "≤ 1.25 ×");
}

fn once(program: &Program) -> f64 {
    let time = program.start().painted();
    std::thread::sleep(PAUSE);
    time.as_secs_f64() * 1000.0
}
