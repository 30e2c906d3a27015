//! `make bench`: the promises of the design, measured beside a peer or a floor in the same run.
//!
//! A time never fails this program: machines differ, and a figure is for reading. What fails it is a part that could not
//! measure, with its reason, and a result that is wrong (a line lost, a row that is not true).

#![cfg(target_os = "linux")]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench: its errors are panics, its input is the environment, its output is the terminal"
)]

mod check;
mod fake;
mod figures;
mod idle;
mod inside;
mod launch;
mod lists;
mod logs;
mod machine;
mod page;
mod processes;
mod real;
mod start;
mod storm;

use std::process::ExitCode;

/// Name of a part, and what it does on a runtime of its own.
type Part = (&'static str, fn(&tokio::runtime::Runtime));

const PARTS: [Part; 7] = [
    ("start", |runtime| runtime.block_on(start::measure())),
    ("idle", |runtime| runtime.block_on(idle::measure())),
    ("lists", |runtime| runtime.block_on(lists::measure())),
    ("logs", |runtime| runtime.block_on(logs::measure())),
    ("storm", |runtime| runtime.block_on(storm::measure())),
    ("check", |runtime| runtime.block_on(check::measure())),
    ("inside", |runtime| runtime.block_on(inside::measure())),
];

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if let Some(unknown) = wanted.iter().find(|word| !PARTS.iter().any(|(name, _)| name == word)) {
        eprintln!("there is no bench {unknown:?}; there are: {}", PARTS.map(|(name, _)| name).join(", "));
        return ExitCode::from(2);
    }
    println!("{}", machine::describe());
    let chosen =
        PARTS.into_iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|word| word == name));
    let failed: Vec<&str> = chosen.filter(|part| !run(*part)).map(|(name, _)| name).collect();
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("\nerror: could not measure {}; the reason stands above", failed.join(", "));
    ExitCode::FAILURE
}

/// Runs a part on a thread that bears its name; says whether it came to its end.
fn run((name, measure): Part) -> bool {
    let work = move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        measure(&runtime.expect("a runtime"));
    };
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(work).expect("a thread");
    thread.join().is_ok()
}
