//! One run of a helper: no shell, a time limit, a bounded answer, and nothing of it kept anywhere.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};

use crate::credential::{CredentialError, shown};

/// An answer is one small object.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Helpers say this, on the standard output and with exit code 1, when they have nothing.
const NOT_FOUND: &str = "credentials not found in native keychain";

/// How a run went.
#[derive(Debug)]
pub(super) enum Answer {
    /// What was printed.
    Said(Vec<u8>),
    /// There is nothing for that address.
    NotFound,
}

/// What to run.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// Whole path of the program.
    pub(super) program: &'a Path,
    /// Where the helper finds programs of its own: a window's `PATH` often has not even `pass`.
    pub(super) search_path: &'a OsStr,
    /// The helper's name, for errors.
    pub(super) name: &'a str,
    /// `get` or `list`.
    pub(super) verb: &'static str,
    /// What it reads on its standard input.
    pub(super) input: &'a str,
    /// How long it has.
    pub(super) limit: Duration,
}

/// Runs a helper to its end, or ends it.
pub(super) async fn run(call: Call<'_>) -> Result<Answer, CredentialError> {
    let (name, limit) = (call.name, call.limit);
    let failed = |error: std::io::Error| CredentialError::HelperFailed {
        name: shown(name),
        message: shown(&error.to_string()),
    };
    let running = Running::start(&call).map_err(failed)?;
    match tokio::time::timeout(limit, running.finish(call.input)).await {
        Err(_) => Err(CredentialError::HelperTimeout { name: shown(name), limit }),
        Ok(Err(error)) => Err(failed(error)),
        Ok(Ok((status, output))) => judge(name, status, output),
    }
}

fn judge(name: &str, status: ExitStatus, output: Vec<u8>) -> Result<Answer, CredentialError> {
    if output.len() > LONGEST_ANSWER {
        return Err(CredentialError::HelperBadAnswer { name: shown(name), reason: "more than 64 KiB" });
    }
    if status.success() {
        return Ok(Answer::Said(output));
    }
    let text = String::from_utf8_lossy(&output);
    if text.trim() == NOT_FOUND {
        return Ok(Answer::NotFound);
    }
    Err(CredentialError::HelperFailed { name: shown(name), message: complaint(&text, status) })
}

/// A helper's own words, unless they look like the object that holds the secret.
fn complaint(text: &str, status: ExitStatus) -> String {
    match text.trim() {
        "" => status.to_string(),
        text if text.contains('{') => status.to_string(),
        text => shown(text),
    }
}

/// A child that ends, with its own children, when this is dropped.
struct Running(Child);

impl Running {
    fn start(call: &Call<'_>) -> std::io::Result<Self> {
        let mut command = Command::new(call.program);
        command.arg(call.verb).env("PATH", call.search_path);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        command.spawn().map(Self)
    }

    async fn finish(mut self, input: &str) -> std::io::Result<(ExitStatus, Vec<u8>)> {
        let stdin = self.0.stdin.take();
        let stdout = self.0.stdout.take();
        let (_, output) = tokio::join!(feed(stdin, input), bounded(stdout));
        let output = output?;
        if output.len() > LONGEST_ANSWER {
            self.0.start_kill()?;
        }
        Ok((self.0.wait().await?, output))
    }
}

/// Writes and closes. A helper that does not read is judged by what it answers.
async fn feed(pipe: Option<tokio::process::ChildStdin>, input: &str) {
    if let Some(mut pipe) = pipe {
        let _ = pipe.write_all(input.as_bytes()).await;
    }
}

async fn bounded(pipe: Option<tokio::process::ChildStdout>) -> std::io::Result<Vec<u8>> {
    let mut output = Vec::new();
    if let Some(pipe) = pipe {
        pipe.take(LONGEST_ANSWER as u64 + 1).read_to_end(&mut output).await?;
    }
    Ok(output)
}

#[cfg(unix)]
impl Drop for Running {
    fn drop(&mut self) {
        // No id: it has been waited for, and its group's number may belong to somebody else by now.
        let group =
            self.0.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
        if let Some(group) = group {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}
