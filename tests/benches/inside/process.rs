//! What a program took from its start to its end.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

/// What one run took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Took {
    /// Seconds from start to end.
    pub(super) wall: f64,
    /// Processor seconds of it and of what it started and waited for; the kernel counts in hundredths.
    pub(super) cpu: f64,
    /// Largest resident memory of one of its processes, in MiB.
    pub(super) memory: f64,
    /// Whether it said that it worked.
    pub(super) worked: bool,
}

/// Runs a program to its end, its output thrown away.
pub(super) fn run(command: &mut Command) -> Took {
    let began = Instant::now();
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let pid = child.id();
    let mut memory = 0.0_f64;
    // Ended, but still there to be read: its processor time would be gone with it.
    while !has_ended(pid) {
        memory = memory.max(peak(pid));
        std::thread::sleep(Duration::from_millis(2));
    }
    let (wall, cpu) = (began.elapsed().as_secs_f64(), cpu(pid));
    Took { wall, cpu, memory, worked: child.wait().unwrap().success() }
}

fn has_ended(pid: u32) -> bool {
    let id = WaitId::Pid(Pid::from_raw(pid.cast_signed()).expect("a process"));
    waitid(id, WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG).unwrap().is_some()
}

/// The high mark the kernel keeps, of the process and of those it started.
fn peak(pid: u32) -> f64 {
    let read = |file: String| std::fs::read_to_string(file).unwrap_or_default();
    let children = read(format!("/proc/{pid}/task/{pid}/children"));
    let all = children.split_whitespace().filter_map(|one| one.parse().ok()).chain([pid]);
    let mark = |pid: u32| -> Option<f64> {
        let status = read(format!("/proc/{pid}/status"));
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    };
    all.filter_map(mark).fold(0.0, f64::max) / 1024.0
}

fn cpu(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name may hold anything, and ends at the last bracket. User and system time, and those of its children.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(4);
    fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
