//! What reaches the terminal.

mod human;
mod progress;
mod table;

use std::io::Write as _;
use std::process::ExitCode;

use app::wire::Language;
use app::words::{Lang, Words};
use serde::Serialize;

use crate::args::Args;
use crate::{Failure, output};

pub(crate) use human::{ago, bytes, clean, moment};
pub(crate) use progress::Progress;
pub(crate) use table::Table;

/// Prints one JSON document.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    // Standard output writes line by line; a bill of materials has ten thousands.
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer_pretty(&mut out, value).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(out.flush()?)
}

/// Prints one JSON document on one line and sends it on its way.
pub(crate) fn json_line(value: &impl Serialize) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, value).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(out.flush()?)
}

/// Prints a line of the answer.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    Ok(writeln!(anstream::stdout(), "{text}")?)
}

/// Prints a line beside the answer.
pub(crate) fn note(text: &str) {
    // Who closed standard error does not want to read this.
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Prints why a command failed: what, why, what helps, and the engine's own words.
pub(crate) fn failure(failure: &Failure, args: &Args) -> ExitCode {
    match failure {
        Failure::Problem(problem) => refused(problem, args.json),
        Failure::Usage(problem) => {
            refused(problem, args.json);
            return ExitCode::from(2);
        }
        Failure::Start(error) => output::note(&format!("Mooring could not start: {error}")),
        Failure::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
        Failure::Output(error) => output::note(&format!("Mooring could not write its answer: {error}")),
        Failure::Attention => return ExitCode::from(3),
        Failure::Told => {}
        Failure::Interrupted => return ExitCode::from(130),
    }
    ExitCode::FAILURE
}

/// Prints a failure that does not end the command.
pub(crate) fn told(failure: &Failure, json: bool) {
    if let Failure::Problem(problem) | Failure::Usage(problem) = failure {
        refused(problem, json);
    }
}

/// Prints a problem: as a line of JSON on standard output, or in words beside it.
pub(crate) fn refused(problem: &app::wire::Problem, json: bool) {
    if json {
        let _ = output::json_line(&serde_json::json!({ "problem": problem }));
    } else {
        output::problem(problem);
    }
}

/// Prints a problem in words.
pub(crate) fn problem(problem: &app::wire::Problem) {
    let told = words().problem(&localized(problem));
    let bold = anstyle::Style::new().bold();
    let faint = anstyle::Style::new().dimmed();
    note(&format!("{bold}{}{bold:#}", clean(&told.title)));
    for text in [&told.why, &told.help] {
        if !text.is_empty() {
            note(&clean(text));
        }
    }
    if !problem.raw.is_empty() {
        note(&format!("{faint}{}{faint:#}", clean(&problem.raw)));
    }
}

/// Moments among the facts as a clock on the wall shows them.
fn localized(problem: &app::wire::Problem) -> app::wire::Problem {
    let mut problem = problem.clone();
    problem.facts.values_mut().for_each(|fact| *fact = human::moment(fact));
    problem
}

/// The words in the terminal's language, as far as we have it.
pub(crate) fn words() -> Words {
    Words::load(lang())
}

/// The terminal's language, for sentences that the app makes.
pub(crate) fn language() -> Language {
    match lang() {
        Lang::En => Language::En,
        Lang::De => Language::De,
    }
}

#[expect(clippy::disallowed_methods, reason = "the command line is a face: it reads its own environment")]
fn lang() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok());
    Lang::of_locale(&locale.unwrap_or_default())
}
