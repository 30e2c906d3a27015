//! The options of `docker run` and `podman run`, read as their own command line reads them.

use crate::wire::Problem;

use super::codes;
use super::shell::Word;

/// An option as found: its long name (or our one name for several spellings), its value, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flag {
    pub(super) name: &'static str,
    pub(super) value: Word,
    pub(super) written: String,
}

impl Flag {
    /// A switch is on unless it says otherwise.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.value.text.as_str(), "false" | "False" | "FALSE" | "0" | "f" | "F")
    }
}

/// Splits words into options and, from the first word that is none, the image with its command.
pub(super) fn split<'a>(words: &'a [Word], known: &Known) -> Result<(Vec<Flag>, &'a [Word]), Problem> {
    let mut flags = Vec::new();
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        rest = after;
        match word.text.strip_prefix('-') {
            None | Some("") => {
                return Ok((flags, words.get(words.len() - after.len() - 1..).unwrap_or_default()));
            }
            Some("-") => break,
            Some(text) => match text.strip_prefix('-') {
                Some(long) => flags.push(read_long(long, word, &mut rest, known)?),
                None => read_short(text, word, &mut rest, known, &mut flags)?,
            },
        }
    }
    Ok((flags, rest))
}

/// The options of one command.
#[derive(Debug)]
pub(super) struct Known {
    /// Options with a value.
    valued: &'static [&'static str],
    /// Options without.
    switches: &'static [&'static str],
    /// One-letter names.
    short: &'static [(char, &'static str)],
}

impl Known {
    fn valued(&self, name: &str) -> Option<&'static str> {
        self.valued.iter().find(|known| **known == name).copied()
    }

    fn switch(&self, name: &str) -> Option<&'static str> {
        self.switches.iter().find(|known| **known == name).copied()
    }
}

fn read_long(text: &str, word: &Word, rest: &mut &[Word], known: &Known) -> Result<Flag, Problem> {
    let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
    let name = match name {
        "net" => "network",
        "net-alias" => "network-alias",
        "dns-opt" => "dns-option",
        other => other,
    };
    let inline = value.map(|value| Word { text: value.to_owned(), expands: word.expands });
    if let Some(name) = known.switch(name) {
        return Ok(Flag { name, value: inline.unwrap_or_default(), written: word.text.clone() });
    }
    let name =
        known.valued(name).ok_or_else(|| codes::LINE_UNKNOWN_OPTION.problem([&format_args!("--{name}")]))?;
    match inline {
        Some(value) => Ok(Flag { name, value, written: word.text.clone() }),
        None => with_next(name, &word.text, rest),
    }
}

/// `-it`, `-p80:80`, `-e KEY=value`.
fn read_short(
    text: &str,
    word: &Word,
    rest: &mut &[Word],
    known: &Known,
    flags: &mut Vec<Flag>,
) -> Result<(), Problem> {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let option = format!("-{letter}");
        let unknown = || codes::LINE_UNKNOWN_OPTION.problem([&option]);
        let name = known
            .short
            .iter()
            .find(|(short, _)| *short == letter)
            .map(|(_, name)| *name)
            .ok_or_else(unknown)?;
        if let Some(name) = known.switch(name) {
            flags.push(Flag { name, value: Word::default(), written: option });
            continue;
        }
        let value = letters.as_str();
        let value = value.strip_prefix('=').unwrap_or(value);
        flags.push(if value.is_empty() {
            with_next(name, &option, rest)?
        } else {
            Flag {
                name,
                value: Word { text: value.to_owned(), expands: word.expands },
                written: option + value,
            }
        });
        break;
    }
    Ok(())
}

fn with_next(name: &'static str, option: &str, rest: &mut &[Word]) -> Result<Flag, Problem> {
    let (value, after) = rest.split_first().ok_or_else(|| codes::LINE_MISSING_VALUE.problem([&option]))?;
    *rest = after;
    Ok(Flag { name, value: value.clone(), written: format!("{option} {}", value.text) })
}

/// Options before the command: `docker --context work run`.
pub(super) const GLOBAL: Known = Known {
    valued: &[
        "config",
        "context",
        "host",
        "log-level",
        "tlscacert",
        "tlscert",
        "tlskey",
        "connection",
        "url",
        "identity",
        "root",
        "runroot",
        "storage-driver",
        "storage-opt",
        "namespace",
        "address",
        "cgroup-manager",
        "events-backend",
        "network-cmd-path",
        "tmpdir",
        "runtime",
        "volumepath",
    ],
    switches: &["debug", "tls", "tlsverify", "remote", "syslog", "version", "help"],
    short: &[
        ('c', "context"),
        ('H', "host"),
        ('l', "log-level"),
        ('D', "debug"),
        ('r', "remote"),
        ('n', "namespace"),
    ],
};

/// Options of `pull`.
pub(super) const PULL: Known = Known {
    valued: &[
        "platform",
        "arch",
        "os",
        "variant",
        "authfile",
        "cert-dir",
        "creds",
        "decryption-key",
        "retry",
        "retry-delay",
    ],
    switches: &["all-tags", "disable-content-trust", "quiet", "tls-verify", "help"],
    short: &[('a', "all-tags"), ('q', "quiet")],
};

/// Options of `run` and `create`.
pub(super) const RUN: Known = Known {
    valued: &[
        "add-host",
        "annotation",
        "arch",
        "attach",
        "authfile",
        "blkio-weight",
        "blkio-weight-device",
        "cap-add",
        "cap-drop",
        "cert-dir",
        "cgroup-conf",
        "cgroup-parent",
        "cgroupns",
        "cgroups",
        "chrootdirs",
        "cidfile",
        "conmon-pidfile",
        "cpu-count",
        "cpu-percent",
        "cpu-period",
        "cpu-quota",
        "cpu-rt-period",
        "cpu-rt-runtime",
        "cpu-shares",
        "cpus",
        "cpuset-cpus",
        "cpuset-mems",
        "creds",
        "decryption-key",
        "detach-keys",
        "device",
        "device-cgroup-rule",
        "device-read-bps",
        "device-read-iops",
        "device-write-bps",
        "device-write-iops",
        "dns",
        "dns-option",
        "dns-search",
        "domainname",
        "entrypoint",
        "env",
        "env-file",
        "env-merge",
        "expose",
        "gidmap",
        "gpus",
        "group-add",
        "group-entry",
        "health-cmd",
        "health-interval",
        "health-log-destination",
        "health-max-log-count",
        "health-max-log-size",
        "health-on-failure",
        "health-retries",
        "health-start-interval",
        "health-start-period",
        "health-startup-cmd",
        "health-startup-interval",
        "health-startup-retries",
        "health-startup-success",
        "health-startup-timeout",
        "health-timeout",
        "hostname",
        "hosts-file",
        "hostuser",
        "image-volume",
        "init-ctr",
        "init-path",
        "io-maxbandwidth",
        "io-maxiops",
        "ip",
        "ip6",
        "ipc",
        "isolation",
        "kernel-memory",
        "label",
        "label-file",
        "link",
        "link-local-ip",
        "log-driver",
        "log-opt",
        "mac-address",
        "memory",
        "memory-reservation",
        "memory-swap",
        "memory-swappiness",
        "mount",
        "name",
        "network",
        "network-alias",
        "oom-score-adj",
        "os",
        "passwd-entry",
        "personality",
        "pid",
        "pidfile",
        "pids-limit",
        "platform",
        "pod",
        "pod-id-file",
        "preserve-fd",
        "preserve-fds",
        "publish",
        "pull",
        "rdt-class",
        "requires",
        "restart",
        "retry",
        "retry-delay",
        "runtime",
        "sdnotify",
        "seccomp-policy",
        "secret",
        "security-opt",
        "shm-size",
        "shm-size-systemd",
        "stop-signal",
        "stop-timeout",
        "storage-opt",
        "subgidname",
        "subuidname",
        "sysctl",
        "systemd",
        "timeout",
        "tmpfs",
        "tz",
        "uidmap",
        "ulimit",
        "umask",
        "unsetenv",
        "user",
        "userns",
        "uts",
        "variant",
        "volume",
        "volume-driver",
        "volumes-from",
        "workdir",
    ],
    switches: &[
        "detach",
        "disable-content-trust",
        "env-host",
        "help",
        "http-proxy",
        "init",
        "interactive",
        "no-healthcheck",
        "no-hostname",
        "no-hosts",
        "oom-kill-disable",
        "passwd",
        "privileged",
        "publish-all",
        "quiet",
        "read-only",
        "read-only-tmpfs",
        "replace",
        "rm",
        "rmi",
        "rootfs",
        "sig-proxy",
        "tls-verify",
        "tty",
        "unsetenv-all",
        "use-api-socket",
    ],
    short: &[
        ('a', "attach"),
        ('c', "cpu-shares"),
        ('d', "detach"),
        ('e', "env"),
        ('h', "hostname"),
        ('i', "interactive"),
        ('l', "label"),
        ('m', "memory"),
        ('p', "publish"),
        ('P', "publish-all"),
        ('q', "quiet"),
        ('t', "tty"),
        ('u', "user"),
        ('v', "volume"),
        ('w', "workdir"),
    ],
};
