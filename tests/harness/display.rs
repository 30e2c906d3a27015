//! A display that nobody sees.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::process::{Group, command};

/// A running X server.
#[derive(Debug)]
pub(crate) struct Display {
    name: String,
    _server: Group,
}

impl Display {
    /// Starts one; the server chooses the number, so any number of tests can do this at once.
    pub(crate) fn start(width: u32, height: u32) -> Self {
        let screen = format!("{width}x{height}x24");
        let mut xvfb = command("Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp", "-noreset"]);
        let mut server = Group::start(xvfb.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()));
        let mut number = String::new();
        let output = server.child().stdout.take().expect("a pipe");
        BufReader::new(output).read_line(&mut number).expect("Xvfb says its number");
        assert!(!number.trim().is_empty(), "Xvfb ended at once; is the package xvfb installed?");
        Self { name: format!(":{}", number.trim()), _server: server }
    }

    /// As `DISPLAY` takes it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}
