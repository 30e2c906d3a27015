//! Podman without a running service: we start one as the user's own child process.
//!
//! It ends with the app. Normally [`PodmanService::stop`] or dropping ends it. Should the app be killed, the service
//! notices by itself: it was started with `--time`, which ends it a while after the last connection has closed (the app
//! keeps one open for events as long as it lives). And the next start ends what an earlier one left, by the process id it
//! noted, after making sure that the process still is that service. Containers do not care: they run under `conmon`.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStderr, Command};
use tokio::task::JoinHandle;

use crate::{Endpoint, EngineError};

/// How long a service without connections lives on.
const IDLE_SECONDS: u32 = 300;
/// How often we look whether it answers by now.
const KNOCK_EVERY: Duration = Duration::from_millis(50);
/// How long a service may take to end by itself.
const POLITE: Duration = Duration::from_secs(3);
/// How much of what it prints is kept for an error message.
const KEPT: usize = 4096;

/// A running `podman system service`; ends when dropped.
#[derive(Debug)]
pub struct PodmanService {
    child: Child,
    socket: PathBuf,
    pid_file: PathBuf,
    last_words: LastWords,
    listening: JoinHandle<()>,
}

/// The end of what the service printed.
type LastWords = Arc<Mutex<Vec<u8>>>;

impl PodmanService {
    /// Starts `program` with its socket in `dir`, a folder of ours alone, and waits until it answers.
    pub async fn start(program: &Path, dir: &Path, limit: Duration) -> Result<Self, EngineError> {
        make_private(dir).map_err(|e| local(&format!("create {}: {e}", dir.display())))?;
        let (socket, pid_file) = (dir.join("podman.sock"), dir.join("podman.pid"));
        end_earlier(&pid_file, &socket).await;
        // A left-over socket would look like an answer for a moment.
        let _ = std::fs::remove_file(&socket);
        let mut child = spawn(program, &socket)?;
        let last_words = LastWords::default();
        let listening = tokio::spawn(listen(child.stderr.take(), last_words.clone()));
        let mut service = Self { child, socket, pid_file, last_words, listening };
        if let Some(pid) = service.child.id() {
            std::fs::write(&service.pid_file, pid.to_string()).map_err(|e| local(&e.to_string()))?;
        }
        service.wait_ready(limit).await?;
        Ok(service)
    }

    /// Returns where it listens.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        Endpoint::Unix(self.socket.clone())
    }

    /// Returns its process id; `None` once it has ended.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Ends it, politely first, and waits until it is gone.
    pub async fn stop(mut self) {
        if let Some(pid) = self.child.id() {
            ask_to_end(pid);
        }
        if tokio::time::timeout(POLITE, self.child.wait()).await.is_err() {
            let _ = self.child.kill().await;
        }
    }

    async fn wait_ready(&mut self, limit: Duration) -> Result<(), EngineError> {
        let end = Instant::now() + limit;
        loop {
            let failure = match crate::Engine::connect(&self.endpoint(), limit).await {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(local(&format!("it ended at once ({status}): {}", self.last_words().await)));
            }
            if Instant::now() > end {
                return Err(failure);
            }
            tokio::time::sleep(KNOCK_EVERY).await;
        }
    }

    async fn last_words(&mut self) -> String {
        // What it left running may keep the pipe open, so the end of it is not waited for without a limit.
        let _ = tokio::time::timeout(KNOCK_EVERY, &mut self.listening).await;
        let words = self.last_words.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&words).trim().to_owned()
    }
}

impl Drop for PodmanService {
    fn drop(&mut self) {
        let _ = self.child.start_kill();
        let _ = std::fs::remove_file(&self.socket);
        let _ = std::fs::remove_file(&self.pid_file);
    }
}

fn spawn(program: &Path, socket: &Path) -> Result<Child, EngineError> {
    let address = format!("unix://{}", socket.display());
    let mut command = Command::new(program);
    command.args(["system", "service", &format!("--time={IDLE_SECONDS}"), &address]);
    // A remote Podman of the user's would be asked to serve itself.
    command.env_remove("CONTAINER_HOST");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    command.spawn().map_err(|e| local(&format!("{}: {e}", program.display())))
}

/// Reads all the service prints, so that it never waits for a reader, and keeps the end.
async fn listen(stderr: Option<ChildStderr>, last_words: LastWords) {
    let Some(mut stderr) = stderr else { return };
    let mut buffer = vec![0; KEPT];
    while let Ok(read @ 1..) = stderr.read(&mut buffer).await {
        let mut words = last_words.lock().unwrap_or_else(PoisonError::into_inner);
        words.extend(buffer.iter().take(read));
        let surplus = words.len().saturating_sub(KEPT);
        words.drain(..surplus);
    }
}

fn local(cause: &str) -> EngineError {
    EngineError::Local { operation: "start Podman".to_owned(), cause: cause.to_owned() }
}

/// Makes the folder, and keeps others out: who can open the socket owns the account.
fn make_private(dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Ends the service an app that was killed left behind.
async fn end_earlier(pid_file: &Path, socket: &Path) {
    let noted = std::fs::read_to_string(pid_file).ok().and_then(|text| text.trim().parse::<u32>().ok());
    let Some(pid) = noted.filter(|pid| serves(*pid, socket)) else { return };
    ask_to_end(pid);
    let end = Instant::now() + POLITE;
    while serves(pid, socket) && Instant::now() < end {
        tokio::time::sleep(KNOCK_EVERY).await;
    }
}

/// Says whether a process is the service behind our socket: numbers are used again. Known on Linux only, which is where
/// services of ours run.
fn serves(pid: u32, socket: &Path) -> bool {
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let address = format!("unix://{}", socket.display());
    line.split(|byte| *byte == 0).any(|argument| argument == address.as_bytes())
}

#[cfg(unix)]
fn ask_to_end(pid: u32) {
    use rustix::process::{Pid, Signal, kill_process};
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, Signal::TERM);
    }
}

#[cfg(not(unix))]
fn ask_to_end(_pid: u32) {}
