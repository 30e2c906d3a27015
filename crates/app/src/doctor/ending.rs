//! Why a container is not running.

use engine::model::container::{ContainerDetail, ContainerState, RunState};
use engine::model::image::ImageDetail;

use super::case::{Case, Facts, Operation};
use super::{filled, last_words, row, text};
use crate::wire::{EndKind, Problem};

/// Programs that wait for somebody to type, and end at once when nobody can.
const INTERACTIVE: [&str; 12] =
    ["sh", "bash", "ash", "dash", "zsh", "fish", "python", "python3", "node", "irb", "psql", "php"];

/// Says in one word how a container ended; none while it runs or when it never ran.
///
/// An engine does not tell who sent the last signal: a stop that was not obeyed in time and a kill look alike. Only
/// whoever asked for the stop may call a `Killed` one `Stopped`.
pub fn end_kind(run: &RunState) -> Option<EndKind> {
    match run.state {
        ContainerState::Created if !run.error.is_empty() => Some(EndKind::NotStarted),
        ContainerState::Exited | ContainerState::Dead | ContainerState::Restarting => Some(match run {
            _ if run.oom_killed => EndKind::OutOfMemory,
            _ if !run.error.is_empty() && matches!(run.exit_code, 125..=128) => EndKind::NotStarted,
            _ => end_kind_of_code(run.exit_code),
        }),
        _ => None,
    }
}

/// Says how a container ended when its exit code is all that is known, as in a list.
pub fn end_kind_of_code(exit_code: i64) -> EndKind {
    match exit_code {
        0 => EndKind::Finished,
        130 | 143 => EndKind::Stopped,
        137 => EndKind::Killed,
        _ => EndKind::Failed,
    }
}

/// Says why a container stopped or keeps restarting, from how it ended and the last lines it wrote.
pub fn why_stopped(
    detail: &ContainerDetail,
    last_lines: &[String],
    image: Option<&ImageDetail>,
) -> Option<Problem> {
    let kind = end_kind(&detail.run)?;
    let ending = Ending { detail, image, lines: last_lines, code: detail.run.exit_code };
    Some(match kind {
        EndKind::NotStarted => ending.not_started(),
        EndKind::OutOfMemory => match detail.spec.memory {
            Some(limit) => ending.of("stopped.outOfMemory", &[("limit", &bytes(limit))]),
            None => ending.of("stopped.outOfMemoryHost", &[]),
        },
        EndKind::Finished => ending.finished(),
        EndKind::Stopped if ending.code == 130 => ending.of("stopped.interrupted", &[]),
        EndKind::Stopped => ending.of("stopped.asked", &[]),
        EndKind::Killed => match detail.spec.memory {
            // Podman does not always raise the flag, so a limit is worth a word.
            Some(limit) => ending.of("stopped.killedWithLimit", &[("limit", &bytes(limit))]),
            None => ending.of("stopped.killed", &[]),
        },
        EndKind::Failed => ending.failed(),
    })
}

struct Ending<'a> {
    detail: &'a ContainerDetail,
    image: Option<&'a ImageDetail>,
    lines: &'a [String],
    code: i64,
}

impl Ending<'_> {
    fn of(&self, code: &str, facts: &[(&str, &str)]) -> Problem {
        let mut all = self.facts();
        all.extend(facts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        filled(code, all, &self.lines.join("\n"))
    }

    fn facts(&self) -> Facts {
        Facts::from([("container".to_owned(), self.detail.name.clone())])
    }

    fn not_started(&self) -> Problem {
        let case =
            Case::new(Operation::StartContainer, &self.detail.name).knowing("image", &self.detail.image);
        let error = &self.detail.run.error;
        row::look_up(500, &text::bounded(error), &case).unwrap_or_else(|| {
            let mut facts = self.facts();
            facts.insert("reason".to_owned(), error.clone());
            filled("engine.refused", facts, error)
        })
    }

    fn finished(&self) -> Problem {
        if self.restarts() {
            return self.loops();
        }
        match self.waits_for_typing() {
            Some(program) if !self.detail.spec.tty => {
                self.of("stopped.finishedShell", &[("command", &program)])
            }
            _ => self.of("stopped.finished", &[]),
        }
    }

    /// Returns the program when all the container does is wait for somebody to type.
    fn waits_for_typing(&self) -> Option<String> {
        let spec = &self.detail.spec;
        let config = self.image.map(|image| &image.config);
        let entrypoint = spec.entrypoint.as_ref().or(config.map(|config| &config.entrypoint));
        let command = spec.command.as_ref().or(config.map(|config| &config.cmd));
        let mut words = entrypoint.into_iter().chain(command).flatten().filter(|word| !word.is_empty());
        let program = words.next()?.rsplit('/').next()?.to_owned();
        let plain = words.all(|word| word.starts_with('-') && word != "-c" && word != "-e");
        (plain && INTERACTIVE.contains(&program.as_str())).then_some(program)
    }

    fn failed(&self) -> Problem {
        if let Some(problem) = last_words::read(self.detail, self.lines) {
            return problem;
        }
        if self.restarts() {
            return self.loops();
        }
        match self.code {
            125 => self.of("stopped.engineFailed", &[]),
            126 => self.of("stopped.notExecutable", &[("command", &self.command())]),
            127 => self.of("stopped.commandMissing", &[("command", &self.command())]),
            134 => self.of("stopped.aborted", &[]),
            139 => self.of("stopped.crashed", &[]),
            129..=192 => self.of("stopped.signal", &[("signal", &signal(self.code - 128))]),
            _ => match last_words::telling(self.lines, false) {
                Some(line) => {
                    self.of("stopped.failed", &[("exitCode", &self.code.to_string()), ("line", line)])
                }
                None => self.of("stopped.failedSilently", &[("exitCode", &self.code.to_string())]),
            },
        }
    }

    fn restarts(&self) -> bool {
        self.detail.run.state == ContainerState::Restarting
    }

    fn loops(&self) -> Problem {
        let code = self.code.to_string();
        // Later failures are often echoes of the first: a lock left behind, a port still taken.
        match last_words::telling(self.lines, true) {
            Some(line) => self.of("stopped.restartLoop", &[("exitCode", &code), ("line", line)]),
            None => self.of("stopped.restartLoopSilently", &[("exitCode", &code)]),
        }
    }

    fn command(&self) -> String {
        let spec = &self.detail.spec;
        let config = self.image.map(|image| &image.config);
        let first = |words: Option<&Vec<String>>| words.and_then(|words| words.first().cloned());
        first(spec.entrypoint.as_ref().or(config.map(|config| &config.entrypoint)))
            .or_else(|| first(spec.command.as_ref().or(config.map(|config| &config.cmd))))
            .unwrap_or_else(|| self.detail.image.clone())
    }
}

/// Prints a memory limit the way it is asked for.
fn bytes(limit: u64) -> String {
    const MIB: u64 = 1 << 20;
    match limit {
        _ if limit >= 1 << 30 && limit.is_multiple_of(1 << 30) => format!("{} GB", limit >> 30),
        _ if limit >= MIB => format!("{} MB", limit / MIB),
        _ => format!("{} kB", limit / 1024),
    }
}

/// Returns a Linux signal's name.
fn signal(number: i64) -> String {
    let name = match number {
        1 => "SIGHUP",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        7 => "SIGBUS",
        8 => "SIGFPE",
        10 => "SIGUSR1",
        12 => "SIGUSR2",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => return number.to_string(),
    };
    name.to_owned()
}
