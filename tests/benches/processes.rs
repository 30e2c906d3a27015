//! What a process and everything it started takes of the machine, from `/proc`.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

/// A process and its descendants: the app with WebKit's helpers.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    pids: Vec<u32>,
}

impl Tree {
    /// The tree below and with a process.
    pub(crate) fn of(root: u32) -> Self {
        let parents: HashMap<u32, u32> =
            all().into_iter().filter_map(|pid| Some((pid, parent(pid)?))).collect();
        let below = |pid: &u32| {
            let mut at = *pid;
            while let Some(&up) = parents.get(&at) {
                if up == root {
                    return true;
                }
                at = up;
            }
            false
        };
        let pids = parents.keys().copied().filter(below).chain([root]).collect();
        Self { pids }
    }

    /// The tree of the app that keeps its data below a folder; for one that a driver has started.
    pub(crate) fn of_app_in(home: &Path) -> Self {
        let mark = format!("MOORING_DATA_DIR={}", home.display());
        let is_it = |pid: &u32| {
            let read = |name: &str| std::fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default();
            let environment = read("environ");
            read("comm").starts_with(b"mooring-desktop")
                && String::from_utf8_lossy(&environment).contains(&mark)
        };
        Self::of(all().into_iter().find(is_it).expect("the app runs"))
    }

    /// Proportional set size in MiB: memory shared between processes counts once.
    pub(crate) fn pss(&self) -> f64 {
        self.kibibytes("smaps_rollup", "Pss:") / 1024.0
    }

    /// Resident set sizes added up, in MiB. Counts shared memory more than once, and is cheap enough to watch.
    pub(crate) fn rss(&self) -> f64 {
        self.kibibytes("status", "VmRSS:") / 1024.0
    }

    /// Processor time used until now.
    pub(crate) fn cpu(&self) -> Duration {
        // Linux counts in hundredths for programs, whatever it does inside.
        let ticks: u64 = self.pids.iter().filter_map(|pid| ticks(*pid)).sum();
        Duration::from_millis(ticks * 10)
    }

    fn kibibytes(&self, file: &str, name: &str) -> f64 {
        let of = |pid: &u32| -> Option<f64> {
            let text = std::fs::read_to_string(format!("/proc/{pid}/{file}")).ok()?;
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().trim_end_matches(" kB").parse().ok()
        };
        self.pids.iter().filter_map(of).sum()
    }
}

fn all() -> Vec<u32> {
    let entries = std::fs::read_dir("/proc").expect("Linux").flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// The fields of `/proc/PID/stat` behind the name, which may hold anything.
fn stat(pid: u32) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    Some(text.get(text.rfind(')')? + 2..)?.split(' ').map(str::to_owned).collect())
}

fn parent(pid: u32) -> Option<u32> {
    stat(pid)?.get(1)?.parse().ok()
}

fn ticks(pid: u32) -> Option<u64> {
    let fields = stat(pid)?;
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}
