//! A running engine that belongs to one test.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::cell::Cell;
use crate::http::{self, Response};
use crate::slot::Slot;
use crate::{keeper, leftovers};

/// How long an engine may take until it answers; a loaded machine is slow, a broken engine ends earlier on its own.
const READY_LIMIT: Duration = Duration::from_secs(60);

/// Family of a test engine. (Not `engine::EngineKind`: that crate tests itself with this one.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngineKind {
    /// dockerd.
    Docker,
    /// Podman's service.
    Podman,
}

/// How far an engine is kept from the rest of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// Own processes and mounts, the machine's network: published ports can be reached.
    SharedNetwork,
    /// A network of its own, too.
    OwnNetwork,
}

/// How an engine and the machine reach each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    /// Where published ports are.
    pub(crate) address: Option<Ipv4Addr>,
    /// Where the engine and its containers find the machine.
    pub(crate) gateway: Option<Ipv4Addr>,
}

impl Reach {
    /// Over the machine's own network.
    pub(crate) const LOCAL: Self =
        Self { address: Some(Ipv4Addr::LOCALHOST), gateway: Some(Ipv4Addr::LOCALHOST) };
    /// Only over the engine's socket.
    pub(crate) const NOT_AT_ALL: Self = Self { address: None, gateway: None };
}

/// A private engine. Dropping it removes its containers, mounts, interfaces and files.
#[derive(Debug)]
pub struct TestEngine {
    kind: EngineKind,
    daemon: Option<Child>,
    program: Program,
    reach: Reach,
    // Order matters: the cell must be gone before the slot's files are removed.
    cell: Option<Cell>,
    slot: Slot,
}

/// What is started, and started again by `restart`.
#[derive(Debug)]
pub(crate) struct Program {
    /// Executable.
    pub(crate) name: &'static str,
    /// Arguments, without the socket's directory changing between starts.
    pub(crate) arguments: Vec<String>,
    /// Extra environment.
    pub(crate) environment: Vec<(&'static str, PathBuf)>,
}

impl TestEngine {
    /// Starts `program` and waits until its socket answers.
    pub(crate) async fn start(
        kind: EngineKind,
        slot: Slot,
        cell: Option<Cell>,
        program: Program,
        reach: Reach,
    ) -> Self {
        if let Some(cell) = &cell {
            slot.note_process(cell.first_process());
        }
        let mut engine = Self { kind, daemon: None, program, reach, cell, slot };
        engine.restart().await;
        engine
    }

    /// Path of the Unix socket.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        socket_in(self.slot.dir())
    }

    /// Address as `DOCKER_HOST` takes it.
    #[must_use]
    pub fn host_url(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// Family.
    #[must_use]
    pub fn kind(&self) -> EngineKind {
        self.kind
    }

    /// Address at which this process finds ports that containers publish: 127.0.0.1, unless the engine has a network of
    /// its own. Panics for one that cannot be reached.
    #[must_use]
    pub fn address(&self) -> IpAddr {
        self.reach.address.expect("an engine that is not isolated").into()
    }

    /// Address at which the engine (not its containers, when it is 127.0.0.1) finds what listens on this machine. Panics
    /// for an engine that reaches nothing.
    #[must_use]
    pub fn gateway(&self) -> IpAddr {
        self.reach.gateway.expect("an engine that is not isolated").into()
    }

    /// Makes the engine (one with `Network::Routed`) a swarm of one. Here, without IPVS in the kernel, ports of services
    /// answer only with `"PublishMode": "host"`.
    pub async fn swarm_init(&self) {
        let body = format!(r#"{{"ListenAddr": "0.0.0.0:2377", "AdvertiseAddr": "{}"}}"#, self.address());
        let made = self.request("POST", "/swarm/init", "application/json", body.as_bytes()).await;
        assert_eq!(made.status, 200, "swarm init: {}", made.text());
    }

    /// Private directory, for data the test wants to go with the engine.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.slot.dir()
    }

    /// What the engine printed so far.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.slot.dir().join("log")).unwrap_or_default()
    }

    /// Process id of the daemon, as this process sees it; `None` while it does not run.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.pid_of(self.daemon.as_ref()?)
    }

    /// Kills the daemon as a crash would. Containers go on, data stays, the socket file becomes stale.
    pub fn kill(&mut self) {
        if let Some(pid) = self.pid() {
            leftovers::signal(pid, Signal::KILL);
        }
        self.reap();
    }

    /// Stops the daemon the polite way and waits for its end.
    pub fn stop(&mut self) {
        if let Some(pid) = self.pid() {
            leftovers::signal(pid, Signal::TERM);
            if !leftovers::wait_gone(pid, Duration::from_secs(20)) {
                leftovers::signal(pid, Signal::KILL);
            }
        }
        self.reap();
    }

    /// Starts the daemon again with the same socket and data, after stopping it if it runs.
    pub async fn restart(&mut self) {
        self.stop();
        let _ = std::fs::remove_file(self.socket());
        let _ = std::fs::remove_file(self.slot.dir().join("pid"));
        self.daemon = Some(keeper::spawn(self.command()));
        if let (None, Some(child)) = (&self.cell, &self.daemon) {
            self.slot.note_process(child.id());
        }
        self.wait_ready().await;
    }

    /// Asks the engine something over its socket; a plain client that shares nothing with the code under test.
    pub async fn request(&self, method: &str, path: &str, content_type: &str, body: &[u8]) -> Response {
        self.request_with(method, path, &[("Content-Type", content_type)], body).await
    }

    /// Asks with headers, `X-Registry-Auth` for example.
    pub async fn request_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        http::over_socket(&self.socket(), method, path, headers, body)
            .await
            .unwrap_or_else(|e| panic!("{method} {path} on {}: {e}", self.host_url()))
    }

    fn command(&self) -> Command {
        let mut command = match &self.cell {
            Some(cell) => cell.command(self.program.name),
            None => keeper::command(self.program.name),
        };
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.slot.dir().join("log"))
            .expect("a log");
        command.args(&self.program.arguments).envs(self.program.environment.iter().map(|(k, v)| (k, v)));
        // containerd writes stack dumps, and Podman the images it loads, into the folder for temporary files.
        let temporary = self.slot.dir().join("tmp");
        std::fs::create_dir_all(&temporary).expect("a folder for temporary files");
        command.env("TMPDIR", temporary);
        // Whatever the developer's shell says about engines must not reach this one.
        for name in [
            "DOCKER_HOST",
            "CONTAINER_HOST",
            "DOCKER_CONTEXT",
            "DOCKER_CONFIG",
            "LISTEN_FDS",
            "NOTIFY_SOCKET",
        ] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("a log")).stderr(log);
        command
    }

    async fn wait_ready(&mut self) {
        let end = Instant::now() + READY_LIMIT;
        loop {
            // dockerd listens before it is ready, and should it never be, the question would wait for ever.
            let socket = self.socket();
            let ping = http::over_socket(&socket, "GET", "/_ping", &[], b"");
            let answer = tokio::time::timeout(Duration::from_secs(10), ping).await;
            if answer.is_ok_and(|answer| answer.is_ok_and(|response| response.status == 200)) {
                return;
            }
            let ended = self.daemon.as_mut().and_then(|child| child.try_wait().ok().flatten());
            let tail = || self.log().lines().rev().take(12).collect::<Vec<_>>().join("\n");
            if let Some(status) = ended {
                panic!(
                    "{} ended with {status}; its last words, newest first:\n{}",
                    self.program.name,
                    tail()
                );
            }
            assert!(Instant::now() < end, "{} does not answer; newest first:\n{}", self.program.name, tail());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits for the end of a daemon that was told to end. Inside a cell our child is `nsenter`, which ends after the
    /// daemon and all its threads; before that its socket would still accept.
    fn reap(&mut self) {
        if let Some(mut child) = self.daemon.take() {
            if self.pid_of(&child).is_none() {
                let _ = child.kill();
            }
            let _ = child.wait();
        }
    }

    /// `nsenter` and a rootless Podman both have the real thing as their only child.
    fn pid_of(&self, child: &Child) -> Option<u32> {
        child_of(child.id()).or_else(|| self.cell.is_none().then(|| child.id()))
    }
}

impl Drop for TestEngine {
    fn drop(&mut self) {
        match self.cell.take() {
            Some(cell) => drop(cell),
            // Without namespaces only Podman runs; its containers are ended one by one.
            None => {
                crate::podman::remove_containers(self.slot.dir(), &self.program);
                self.stop();
            }
        }
        if let Some(mut child) = self.daemon.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Where the socket of a slot is.
pub(crate) fn socket_in(dir: &Path) -> PathBuf {
    dir.join("engine.sock")
}

/// The only child of a process, as seen from here.
fn child_of(parent: u32) -> Option<u32> {
    std::fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let pid = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let of = stat.get(stat.rfind(')')? + 2..)?.split(' ').nth(1)?;
        (of.parse() == Ok(parent)).then_some(pid)
    })
}
