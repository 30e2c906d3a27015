//! What a container wrote.

use std::io::{IsTerminal as _, Write as _};

use app::App;
use app::wire::LogLineView;
use futures_util::{StreamExt as _, pin_mut};

use crate::Failure;
use crate::output::clean;

/// Lines that are ready at once are written with one call.
const BATCH: usize = 4_096;

/// How the log is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) follow: bool,
    pub(super) tail: Option<u64>,
    pub(super) timestamps: bool,
}

/// Writes the log. On a terminal escape sequences are taken out; a file or pipe gets the bytes as they are. Standard
/// error of the container goes to standard error.
pub(super) async fn logs(app: &App, json: bool, container: &str, wanted: Wanted) -> Result<(), Failure> {
    let lines = app.logs_stream(container, wanted.follow, wanted.tail).await?;
    let batches = lines.ready_chunks(BATCH);
    pin_mut!(batches);
    while let Some(batch) = batches.next().await {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut failed = None;
        for line in batch {
            match line {
                Ok(line) if json => {
                    serde_json::to_writer(&mut out, &line).map_err(std::io::Error::from)?;
                    out.push(b'\n');
                }
                Ok(line) if line.err => {
                    write(&mut err, &line, wanted.timestamps, std::io::stderr().is_terminal())?;
                }
                Ok(line) => write(&mut out, &line, wanted.timestamps, std::io::stdout().is_terminal())?,
                Err(problem) => failed = Some(problem),
            }
        }
        flush(std::io::stdout().lock(), &out)?;
        flush(std::io::stderr().lock(), &err)?;
        if let Some(problem) = failed {
            return Err(problem.into());
        }
    }
    Ok(())
}

fn write(to: &mut Vec<u8>, line: &LogLineView, timestamps: bool, terminal: bool) -> std::io::Result<()> {
    let text = if terminal { harmless(&line.text) } else { line.text.clone() };
    match line.at.as_ref().filter(|_| timestamps) {
        Some(at) => writeln!(to, "{at} {text}"),
        None => writeln!(to, "{text}"),
    }
}

/// Takes escape sequences out: a log must not move the cursor, rename the window or answer questions.
fn harmless(text: &str) -> String {
    clean(&anstream::adapter::strip_str(text).to_string())
}

fn flush(mut to: impl std::io::Write, bytes: &[u8]) -> std::io::Result<()> {
    to.write_all(bytes)?;
    to.flush()
}
