//! The `mooring` command: what the window does, for scripts and servers. A thin client of the `app` crate.
//!
//! Standard output carries the answer (a table, or JSON with `--json`); everything else goes to standard error.
//! Exit code 0: done. 1: failed. 2: wrong usage. 3: done, but something needs
//! attention. 130: ended with Ctrl+C.

mod args;
mod command;
mod output;

use std::process::ExitCode;

use app::wire::Problem;
use clap::Parser as _;

use args::Args;

/// Why a command ended badly.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The app says why; the words are looked up when it is printed.
    Problem(Box<Problem>),
    /// The words after `mooring run` cannot be understood.
    Usage(Box<Problem>),
    /// The app could not be opened.
    Start(app::StartError),
    /// Done, and something needs attention: updates were found, or a container needs a look.
    Attention,
    /// Failed, and was told already.
    Told,
    /// The user pressed Ctrl+C.
    Interrupted,
    /// Whoever reads our output has gone: `mooring images | head`.
    Output(std::io::Error),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Output(error)
    }
}

/// Lets a crash test say where this program kills itself.
#[cfg(feature = "failpoints")]
#[expect(clippy::disallowed_methods, reason = "the command line is a face: it reads its own environment")]
fn arm_failpoint() {
    if let Ok(name) = std::env::var("MOORING_FAILPOINT") {
        app::arm_failpoint(&name);
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    #[cfg(feature = "failpoints")]
    arm_failpoint();
    // One thread: a log comes in small pieces, and handing each to another thread costs more than it brings.
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output::failure(&Failure::Output(error), &args),
    };
    match runtime.block_on(command::run(&args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output::failure(&failure, &args),
    }
}
