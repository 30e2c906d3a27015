//! Every difference between engines, as questions with names. The rest of the crate asks; only this file knows.
//!
//! What needs no question because one way suits both: `digests=true` is never sent with the image list (Podman 4.3.1
//! answers it with an empty body, and both list digests anyway), and every call that may wait for its first byte has no
//! limit on the head of the answer (Podman sends none until there is something to say).

use crate::model::system::{EngineInfo, EngineKind};

/// What to expect of one engine.
#[derive(Debug, Clone)]
pub(crate) struct Quirks {
    podman: bool,
    /// Major and minor; zeros when they cannot be read.
    version: (u16, u16),
    /// `Podman 4.3.1`.
    pub(crate) name: String,
}

impl Quirks {
    /// Works out what to expect.
    pub(crate) fn of(info: &EngineInfo) -> Self {
        let podman = info.kind == EngineKind::Podman;
        let family = if podman { "Podman" } else { "Docker" };
        Self { podman, version: major_minor(&info.version), name: format!("{family} {}", info.version) }
    }

    /// Expects nothing unusual: before we know whom we speak to.
    pub(crate) fn plain() -> Self {
        Self { podman: false, version: (0, 0), name: "engine".to_owned() }
    }

    /// Returns the status Docker would have given. Podman 4.3.1 answers 500 to nearly everything and tells the
    /// difference in words only.
    pub(crate) fn status(&self, status: u16, message: &str) -> u16 {
        const WORDS: [(&str, u16); 12] = [
            ("no such container", 404),
            ("no such image", 404),
            ("image not known", 404),
            ("no such volume", 404),
            ("no such network", 404),
            ("unable to find image", 404),
            ("container state improper", 409),
            ("is already in use", 409),
            ("image is in use", 409),
            ("image used by", 409),
            ("volume is being used", 409),
            ("cannot remove container", 409),
        ];
        if !self.podman || status != 500 {
            return status;
        }
        let lower = message.to_ascii_lowercase();
        WORDS.iter().find(|(words, _)| lower.contains(words)).map_or(status, |(_, meant)| *meant)
    }

    /// Says whether an engine can give a container another restart policy. Podman learnt it with 5.1; 4.3.1 answers 404.
    pub(crate) fn changes_restart_policy(&self) -> bool {
        !self.podman || self.version >= (5, 1)
    }

    /// Says whether files read from a container keep their owners. Podman 4.3.1 gives all of them to the container's user.
    pub(crate) fn keeps_owners(&self) -> bool {
        !self.podman
    }

    /// Says whether there is Podman's own API beside the common one.
    pub(crate) fn has_libpod(&self) -> bool {
        self.podman
    }

    /// Says whether the engine can be part of a swarm.
    pub(crate) fn has_swarm(&self) -> bool {
        !self.podman
    }

    /// Returns the IPC mode a container has when nobody asked for one. Podman 4.3.1 prints `shareable`, Docker 20.10
    /// `private`.
    pub(crate) fn default_ipc(&self) -> &'static str {
        if self.podman { "shareable" } else { "private" }
    }

    /// Says whether the container list tells only the first of published ports that follow each other. Podman 4.3.1
    /// keeps them as a range; inspecting and its own list tell all.
    pub(crate) fn joins_neighboring_ports(&self) -> bool {
        self.podman
    }

    /// Says whether a followed log may miss lines in its middle. Podman 4.3.1 lost a quarter of 30,000 that were written at once, in
    /// one of three tries.
    pub(crate) fn skips_followed_lines(&self) -> bool {
        self.podman
    }

    /// Says whether inspecting an image leaves out its health check. Podman 4.3.1 tells it in its own words only.
    pub(crate) fn hides_health_checks(&self) -> bool {
        self.podman
    }

    /// Says whether a read-only container gets a memory mount here unasked, and inspecting prints it as if asked for.
    /// Podman 4.3.1 does so that programs find a place to write.
    pub(crate) fn adds_tmpfs(&self, target: &str) -> bool {
        self.podman && matches!(target, "/run" | "/tmp" | "/var/tmp")
    }

    /// Returns a stop signal's name. Podman 4.3.1 prints its number, on Linux's usual processors.
    pub(crate) fn signal(printed: String) -> String {
        const NAMES: [(&str, &str); 9] = [
            ("0", ""),
            ("1", "SIGHUP"),
            ("2", "SIGINT"),
            ("3", "SIGQUIT"),
            ("9", "SIGKILL"),
            ("10", "SIGUSR1"),
            ("12", "SIGUSR2"),
            ("15", "SIGTERM"),
            ("28", "SIGWINCH"),
        ];
        NAMES.iter().find(|(number, _)| *number == printed).map_or(printed, |(_, name)| (*name).to_owned())
    }

    /// Returns an id the way Docker prints it. Podman 4.3.1 leaves out `sha256:` in `/system/df` and in build answers.
    pub(crate) fn image_id(id: &str) -> String {
        let bare = id.len() == 64 && id.bytes().all(|b| b.is_ascii_hexdigit());
        if bare { format!("sha256:{id}") } else { id.to_owned() }
    }
}

fn major_minor(version: &str) -> (u16, u16) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn podman_learnt_to_change_restart_policies() {
        let of =
            |podman, version: &str| Quirks { podman, version: major_minor(version), name: String::new() };
        let table = [
            (true, "4.3.1", false),
            (true, "5.0.3", false),
            (true, "5.1.0-rc1", true),
            (true, "5.10.1", true),
            (true, "unknown", false),
            (false, "20.10.24+dfsg1", true),
        ];
        for (podman, version, expected) in table {
            assert_eq!(of(podman, version).changes_restart_policy(), expected, "{version}");
        }
    }
}
