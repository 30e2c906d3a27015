//! How long this process has been running, counted from its birth rather than from `main`.

use std::time::Duration;

/// Time since the process was started; the kernel knows it.
#[cfg(target_os = "linux")]
pub(crate) fn since_start() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
    let now: f64 = uptime.split(' ').next()?.parse().ok()?;
    Duration::try_from_secs_f64(now - born(&stat)?).ok()
}

/// Seconds between the start of the machine and that of the process, from a line of `/proc/PID/stat`.
#[cfg(target_os = "linux")]
fn born(stat: &str) -> Option<f64> {
    // Linux counts in hundredths for programs, whatever it does inside.
    const TICKS_PER_SECOND: f64 = 100.0;
    // The second field is the program's name in parentheses and may hold anything; the 22nd is the start.
    let ticks: f64 = stat.get(stat.rfind(')')? + 2..)?.split(' ').nth(19)?.parse().ok()?;
    Some(ticks / TICKS_PER_SECOND)
}

/// Elsewhere the first call counts as the start; `main` makes it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn since_start() -> Option<Duration> {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    Some(START.get_or_init(std::time::Instant::now).elapsed())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn finds_the_start_behind_an_odd_name() {
        let line = "42 (a ) b) S 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 9 0 12345 1000 200 3";
        assert_eq!(born(line), Some(123.45));
        assert_eq!(born("garbage"), None);
    }

    #[test]
    fn this_process_is_young() {
        assert!(since_start().expect("Linux knows") < Duration::from_secs(600));
    }
}
