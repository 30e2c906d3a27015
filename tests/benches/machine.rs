//! Where and what was measured.

use std::process::Command;

/// A few lines that belong above every figure.
pub(crate) fn describe() -> String {
    let cpu = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory: f64 = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split(' ').next()?.parse().ok())
        .unwrap_or(0.0);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<&str> = load.split(' ').take(2).collect();
    let build =
        if cfg!(debug_assertions) { "debug build: the figures mean nothing" } else { "release build" };
    [
        format!(
            "machine  {cpu}, {cores} cores, {:.0} GiB, Linux {}",
            memory / 1024.0 / 1024.0,
            output("uname", &["-r"])
        ),
        format!(
            "webview  libwebkit2gtk-4.1 {} under Xvfb",
            output("pkg-config", &["--modversion", "webkit2gtk-4.1"])
        ),
        format!("mooring  {}, {build}", output("git", &["describe", "--always", "--dirty"])),
        format!("load     {} at the beginning (1 and 5 minutes)", load.join(", ")),
    ]
    .join("\n")
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn output(program: &str, arguments: &[&str]) -> String {
    let outcome = Command::new(program).args(arguments).output();
    outcome.map_or_else(|_| "unknown".to_owned(), |o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
}
