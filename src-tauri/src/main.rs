//! The desktop shell: a window over `app`. Everything a user can do is decided there; here it is only carried.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod announce;
mod background;
mod browser;
mod clock;
mod commands;
mod dialog;
mod journal;
mod network;
mod page;
mod power;
mod report;
mod seam;
mod shell;
mod surroundings;
mod window;

use std::error::Error;
use std::process::ExitCode;

fn main() -> ExitCode {
    clock::since_start();
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&*error);
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), Box<dyn Error>> {
    surroundings::prepare()?;
    // Two providers could be in the tree one day; the first to be named is used by all.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    let data_dir = surroundings::data_dir();
    journal::start(&data_dir)?;
    Ok(shell::run(data_dir)?)
}

#[expect(clippy::print_stderr, reason = "before there is a window there is only the terminal")]
fn complain(error: &dyn Error) {
    eprintln!("mooring-desktop: {error}");
}
