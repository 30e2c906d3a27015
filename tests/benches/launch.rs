//! Starts a window the way a user does: no driver, no automation, just the program.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

use crate::processes::Tree;

/// After this it will not paint any more.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program with a home of its own, to be started again and again.
#[derive(Debug)]
pub(crate) struct Program {
    path: PathBuf,
    home: TempDir,
    variables: Vec<(&'static str, String)>,
}

/// A program that runs; ends when dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    began: Instant,
    ready: PathBuf,
}

impl Program {
    /// The app, on the engine behind a socket.
    pub(crate) fn mooring(socket: &Path) -> Self {
        let engine = format!("unix://{}", socket.display());
        Self::new("mooring-desktop", vec![("DOCKER_HOST", engine)])
    }

    /// The floor. Its WebKit draws as Mooring's does, or it would take 65 MiB more.
    pub(crate) fn empty_window() -> Self {
        Self::new("mooring-empty-window", Vec::new()).with("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
    }

    /// Sets an environment variable of it.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    fn new(name: &str, variables: Vec<(&'static str, String)>) -> Self {
        let home = tempfile::Builder::new().prefix("mooring-bench-").tempdir().expect("a folder");
        for folder in ["run", "config", "share", "cache", "data"] {
            std::fs::create_dir(home.path().join(folder)).expect("a folder");
        }
        Self { path: beside(name), home, variables }
    }

    /// Starts it; the clock runs from here.
    pub(crate) fn start(&self) -> Running {
        let ready = self.home.path().join("ready");
        let _ = std::fs::remove_file(&ready);
        let mut command = self.command();
        command.env("MOORING_TEST_READY", &ready);
        let began = Instant::now();
        let child = command.spawn().unwrap_or_else(|error| panic!("start {}: {error}", self.path.display()));
        Running { child, began, ready }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.env_clear().process_group(0);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        for name in ["DISPLAY", "DBUS_SESSION_BUS_ADDRESS"] {
            let value = std::env::var_os(name)
                .unwrap_or_else(|| panic!("{name} is not set: start this with make bench"));
            command.env(name, value);
        }
        let path = |name: &str| self.home.path().join(name);
        for (name, folder) in [
            ("HOME", ""),
            ("XDG_RUNTIME_DIR", "run"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "share"),
            ("XDG_CACHE_HOME", "cache"),
            ("MOORING_DATA_DIR", "data"),
        ] {
            command.env(name, path(folder));
        }
        command.envs([("GDK_BACKEND", "x11"), ("LANG", "C.UTF-8"), ("NO_AT_BRIDGE", "1")]);
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl Running {
    /// Waits until it has said that it is painted; returns how long that took from its start.
    pub(crate) fn painted(&mut self) -> Duration {
        while !self.ready.exists() {
            if let Ok(Some(status)) = self.child.try_wait() {
                panic!("the window ended before it was painted: {status}");
            }
            assert!(self.began.elapsed() < PATIENCE, "the window was not painted within {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(1));
        }
        self.began.elapsed()
    }

    pub(crate) fn tree(&self) -> Tree {
        Tree::of(self.child.id())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

/// A program that cargo put beside this one.
pub(crate) fn beside(name: &str) -> PathBuf {
    let bench = std::env::current_exe().expect("a path");
    let folder = bench.ancestors().find(|path| path.join(name).is_file());
    folder.unwrap_or_else(|| panic!("{name} is not built; make bench builds it")).join(name)
}
