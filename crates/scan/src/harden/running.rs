//! What the settings say about how the image runs: its health, its end, its ports, its volumes.

use layer::ImagePath;

use super::draft::{Places, found, named, pass, plain};
use super::{Check, Facts, Settings, Verdict};

/// Ports that web servers usually have; only these can be asked with a line that fits everybody.
const WEB: [&str; 9] = ["80", "3000", "5000", "8000", "8080", "8081", "8088", "8888", "9000"];

/// Programs that one talks to in a terminal, or that only run something else.
const TERMINAL: [&str; 16] = [
    "sh", "bash", "ash", "dash", "zsh", "fish", "ksh", "python", "python3", "node", "irb", "php", "jshell",
    "psql", "busybox", "pwsh",
];

/// Ports that should not be open: the port, and the wording.
const PORTS: [(&str, Verdict, &str); 3] = [
    ("2375", Verdict::Fail, "exposed-docker"),
    ("22", Verdict::Warn, "exposed-port"),
    ("23", Verdict::Warn, "exposed-port"),
];

/// Folders of the host's kernel and devices.
const SENSITIVE: [&[u8]; 3] = [b"proc", b"sys", b"dev"];
/// Below them, but anybody's.
const SHARED_MEMORY: [&[u8]; 2] = [b"dev/shm", b"dev/mqueue"];
/// Sockets through which engines are told what to do.
const SOCKETS: [&[u8]; 4] = [b"docker.sock", b"podman.sock", b"containerd.sock", b"crio.sock"];

pub(super) fn checks(facts: &Facts<'_>, checks: &mut Vec<Check>) {
    let Some(settings) = facts.settings else { return };
    checks.push(ports(&settings.ports));
    checks.push(volumes(&settings.volumes));
    checks.push(stop_signal(settings.stop_signal.as_deref()));
    checks.extend(healthcheck(settings));
}

/// Only services are asked for one: what listens on a port and is no shell. `HEALTHCHECK NONE` is somebody's decision.
fn healthcheck(settings: &Settings) -> Option<Check> {
    match settings.healthcheck.as_deref() {
        Some([only]) if only == "NONE" => return None,
        Some([_, ..]) => return Some(pass("healthcheck")),
        Some([]) | None => {}
    }
    if settings.ports.is_empty() || is_terminal(settings) {
        return None;
    }
    let check = found("healthcheck", Verdict::Info, "healthcheck");
    let web = settings.ports.iter().filter_map(|port| tcp(port)).find(|port| WEB.contains(port));
    Some(match web {
        Some(port) => {
            check.with("command", format!("HEALTHCHECK CMD wget -qO- http://localhost:{port}/ || exit 1"))
        }
        None => check,
    })
}

/// A program of a terminal without anything to run.
fn is_terminal(settings: &Settings) -> bool {
    let mut words = settings.entrypoint.iter().chain(&settings.command);
    let Some(first) = words.next() else { return true };
    let name = first.rsplit('/').next().unwrap_or_default();
    TERMINAL.contains(&name) && words.all(|word| word.starts_with('-') && word != "-c" && word != "-m")
}

fn stop_signal(signal: Option<&str>) -> Check {
    let name = signal.unwrap_or_default().trim().to_ascii_uppercase();
    let bare = name.strip_prefix("SIG").unwrap_or(&name);
    if matches!(bare, "KILL" | "9" | "STOP" | "19") {
        return found("stopsignal", Verdict::Warn, "stopsignal")
            .with("signal", plain(&name))
            .with("command", "STOPSIGNAL SIGTERM");
    }
    pass("stopsignal")
}

fn ports(ports: &[String]) -> Check {
    let mut places = Places::default();
    let mut worst = None;
    for port in ports {
        let known = tcp(port).and_then(|port| PORTS.iter().find(|(number, ..)| *number == port));
        if let Some((_, verdict, words)) = known {
            places.add(|| named(port));
            worst = worst.max(Some((*verdict, *words)));
        }
    }
    match worst {
        Some((verdict, words)) => places.found("exposed-port", verdict, words),
        None => pass("exposed-port"),
    }
}

/// The number of a port of TCP: `22/tcp` and `22`.
fn tcp(port: &str) -> Option<&str> {
    match port.split_once('/') {
        Some((number, "tcp")) => Some(number),
        Some(_) => None,
        None => Some(port),
    }
}

fn volumes(volumes: &[String]) -> Check {
    let mut places = Places::default();
    for volume in volumes.iter().filter(|volume| is_sensitive(volume)) {
        places.add(|| named(volume));
    }
    if places.is_empty() {
        return pass("volume");
    }
    places.found("volume", Verdict::Warn, "volume")
}

fn is_sensitive(volume: &str) -> bool {
    let Some(path) = ImagePath::parse(volume.trim().as_bytes()) else { return false };
    if path.is_root() || SOCKETS.contains(&path.name()) {
        return !volume.trim().is_empty();
    }
    let top = path.as_bytes().split(|byte| *byte == b'/').next().unwrap_or_default();
    let is_shared = SHARED_MEMORY
        .iter()
        .any(|one| path.as_bytes() == *one || path.as_bytes().starts_with(&[one, &b"/"[..]].concat()));
    SENSITIVE.contains(&top) && !is_shared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn only_services_are_asked_for_their_health() {
        let service = || Settings {
            ports: list(&["8000/tcp"]),
            command: list(&["python", "app.py"]),
            ..Settings::default()
        };
        let check = healthcheck(&service()).unwrap();
        assert_eq!(check.verdict, Verdict::Info);
        assert!(check.facts[0].1.contains("localhost:8000/"));
        let database = Settings { ports: list(&["5432/tcp"]), ..service() };
        assert_eq!(healthcheck(&database).unwrap().facts, []);
        let healthy = Settings { healthcheck: Some(list(&["CMD", "true"])), ..service() };
        assert_eq!(healthcheck(&healthy).unwrap().verdict, Verdict::Pass);
        for silent in [
            Settings { healthcheck: Some(list(&["NONE"])), ..service() },
            Settings { ports: Vec::new(), ..service() },
            Settings { command: list(&["/bin/bash"]), ..service() },
            Settings { entrypoint: list(&["/bin/sh"]), command: list(&["-l"]), ..service() },
            Settings { command: Vec::new(), ..service() },
        ] {
            assert_eq!(healthcheck(&silent), None, "{silent:?}");
        }
    }

    #[test]
    fn only_signals_that_nobody_can_hear_are_told() {
        for signal in ["SIGKILL", "kill", "9", "SIGSTOP"] {
            assert_eq!(stop_signal(Some(signal)).verdict, Verdict::Warn, "{signal}");
        }
        for signal in [None, Some(""), Some("SIGTERM"), Some("SIGQUIT"), Some("15"), Some("SIGRTMIN+3")] {
            assert_eq!(stop_signal(signal).verdict, Verdict::Pass, "{signal:?}");
        }
    }

    #[test]
    fn open_doors() {
        assert_eq!(ports(&list(&["80/tcp", "22/tcp"])).verdict, Verdict::Warn);
        let docker = ports(&list(&["2375", "22/tcp"]));
        assert_eq!((docker.verdict, docker.words, docker.places.len()), (Verdict::Fail, "exposed-docker", 2));
        assert_eq!(ports(&list(&["80/tcp", "2222/tcp", "22/udp", "2376/tcp"])).verdict, Verdict::Pass);
        assert_eq!(ports(&[]).verdict, Verdict::Pass);
    }

    #[test]
    fn sensitive_volumes() {
        for volume in
            ["/", "//", "/proc", "/sys/fs/cgroup", "/dev", "/var/run/docker.sock", "/run/docker.sock"]
        {
            assert!(is_sensitive(volume), "{volume}");
        }
        for volume in
            ["/data", "/dev/shm", "/dev/shm/x", "/var/lib/mysql", "/process", "", "/srv/dev", "/../x"]
        {
            assert!(!is_sensitive(volume), "{volume}");
        }
    }
}
