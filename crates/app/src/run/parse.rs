//! A pasted `docker run …` or `podman run …`, understood.

use crate::wire::{Problem, RunEnv, RunParsed, RunSpec};

use super::flags::{self, Flag};
use super::shell::{self, Word};
use super::value::{self, ReadMount};
use super::{codes, spec};

/// Longer texts are no command that somebody pasted on purpose.
const LONGEST_LINE: usize = 64 * 1024;

/// Reads a pasted line. What it cannot carry over is listed as it was written, never dropped in silence.
pub fn parse(text: &str) -> RunParsed {
    match read(text) {
        Ok(parsed) => parsed,
        Err(problem) => RunParsed {
            spec: None,
            ignored: Vec::new(),
            ask: Vec::new(),
            unexpanded: Vec::new(),
            problem: Some(problem),
        },
    }
}

/// The image in a pasted `pull`, `run` or `create` command, and whether options stood before it.
pub fn image_word(text: &str) -> Option<(String, bool)> {
    if text.len() > LONGEST_LINE {
        return None;
    }
    let commands = shell::commands(text).ok()?;
    let (verb, words) = commands.iter().find_map(|words| engine_command(words))?;
    let known = if verb == Verb::Pull { &flags::PULL } else { &flags::RUN };
    let (options, rest) = flags::split(words, known).ok()?;
    rest.first().map(|image| (image.text.clone(), !options.is_empty()))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Run,
    Pull,
}

fn read(text: &str) -> Result<RunParsed, Problem> {
    if text.len() > LONGEST_LINE {
        return Err(codes::LINE_TOO_LONG.problem([]));
    }
    let commands = shell::commands(text).map_err(|open| codes::LINE_OPEN_QUOTE.problem([&open.0]))?;
    let words = commands
        .iter()
        .find_map(|words| engine_command(words).filter(|(verb, _)| *verb == Verb::Run))
        .map(|(_, words)| words)
        .ok_or_else(|| codes::NOT_A_RUN_LINE.problem([]))?;
    let (options, rest) = flags::split(words, &flags::RUN)?;
    let (image, command) = rest.split_first().ok_or_else(|| codes::LINE_NO_IMAGE.problem([]))?;
    let mut reading = Reading::default();
    for option in &options {
        reading.take(option)?;
    }
    reading.spec.image = image.text.clone();
    reading.spec.command = command.iter().map(|word| word.text.clone()).collect();
    let carried = options
        .iter()
        .filter(|option| !reading.ignored.contains(&option.written))
        .map(|option| &option.value);
    let unexpanded = carried.chain(rest).filter(|word| word.expands).map(|word| word.text.clone()).collect();
    Ok(RunParsed {
        spec: Some(reading.spec),
        ignored: reading.ignored,
        ask: reading.ask,
        unexpanded,
        problem: None,
    })
}

/// Finds `docker [options] [container|image] verb` in a command, behind `sudo`, a prompt or anything else.
fn engine_command(words: &[Word]) -> Option<(Verb, &[Word])> {
    let start = words.iter().position(|word| is_program(&word.text))?;
    let (_, mut rest) = flags::split(words.get(start + 1..)?, &flags::GLOBAL).ok()?;
    if rest.first().is_some_and(|word| matches!(word.text.as_str(), "container" | "image")) {
        rest = rest.get(1..)?;
    }
    let (verb, rest) = rest.split_first()?;
    match verb.text.as_str() {
        "run" | "create" => Some((Verb::Run, rest)),
        "pull" => Some((Verb::Pull, rest)),
        _ => None,
    }
}

fn is_program(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let name = name.strip_suffix(".exe").unwrap_or(name);
    matches!(name, "docker" | "podman" | "nerdctl" | "finch" | "podman-remote")
}

#[derive(Debug, Default)]
struct Reading {
    spec: RunSpec,
    ignored: Vec<String>,
    ask: Vec<String>,
}

impl Reading {
    fn take(&mut self, flag: &Flag) -> Result<(), Problem> {
        let spec = &mut self.spec;
        let value = flag.value.text.clone();
        let bad = || codes::LINE_BAD_VALUE.problem([&format_args!("--{}", flag.name), &flag.value.text]);
        match flag.name {
            // It is what we do anyway.
            "detach" => {}
            "name" => spec.name = value,
            "publish" => spec.ports.extend(value::publish(&value).ok_or_else(bad)?),
            "publish-all" => spec.fill_in = flag.is_on(),
            "volume" => self.mount(flag, value::volume(&value).ok_or_else(bad)?),
            "tmpfs" => self.mount(flag, value::tmpfs(&value).ok_or_else(bad)?),
            "mount" => match value::mount(&value) {
                Some(read) => self.mount(flag, read),
                None => self.ignored.push(flag.written.clone()),
            },
            "env" => self.variable(&value),
            "restart" => spec.restart = value,
            "entrypoint" => spec.entrypoint = Some(if value.is_empty() { Vec::new() } else { vec![value] }),
            "user" => spec.user = value,
            "workdir" => spec.working_dir = value,
            "hostname" => spec.hostname = value,
            "network" => self.network(&value),
            "platform" => spec.platform = value,
            "memory" => spec.memory = limit(value::bytes(&value).ok_or_else(bad)?),
            "shm-size" => spec.shm_size = limit(value::bytes(&value).ok_or_else(bad)?),
            "cpus" => spec.cpus = Some(value.parse().ok().filter(|n: &f64| n.is_finite()).ok_or_else(bad)?),
            "privileged" => spec.privileged = flag.is_on(),
            "cap-add" => spec.cap_add.push(value),
            "cap-drop" => spec.cap_drop.push(value),
            "device" => spec.devices.push(value),
            "security-opt" => spec.security_opt.push(value),
            "add-host" => spec.extra_hosts.push(value),
            "dns" => spec.dns.push(value),
            "pid" => spec.pid_mode = value,
            "ipc" => spec.ipc_mode = value,
            "label" => spec.labels.push(if value.contains('=') { value } else { value + "=" }),
            "read-only" => spec.read_only = flag.is_on(),
            "init" => spec.init = flag.is_on(),
            "tty" => spec.tty = flag.is_on(),
            "interactive" => spec.interactive = flag.is_on(),
            "rm" => spec.auto_remove = flag.is_on(),
            "stop-signal" => spec.stop_signal = value,
            _ => self.ignored.push(flag.written.clone()),
        }
        Ok(())
    }

    fn mount(&mut self, flag: &Flag, read: ReadMount) {
        self.spec.mounts.push(read.mount);
        if !read.dropped.is_empty() {
            let (option, _) =
                flag.written.split_once(' ').or(flag.written.split_once('=')).unwrap_or(("-v", ""));
            self.ignored.push(format!("{option} …:{}", read.dropped.join(",")));
        }
    }

    /// `-e KEY` alone takes the value from the shell, which we do not have: it is asked for.
    fn variable(&mut self, text: &str) {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        if !text.contains('=') {
            self.ask.push(key.to_owned());
        }
        self.spec.env.push(RunEnv { key: key.to_owned(), value: value.to_owned() });
    }

    /// `NAME`, or `name=NAME,alias=…` of newer engines.
    fn network(&mut self, text: &str) {
        let fields = value::csv_fields(text);
        let named = fields.iter().find_map(|field| field.strip_prefix("name="));
        let others = fields.iter().filter(|field| field.contains('=') && !field.starts_with("name="));
        self.ignored.extend(others.map(|field| format!("--network {field}")));
        let name = named.unwrap_or(text);
        self.spec.network = if name == spec::DEFAULT_NETWORK { String::new() } else { name.to_owned() };
    }
}

/// 0 means no limit.
fn limit(bytes: u64) -> Option<u64> {
    (bytes > 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{RunMount, RunPort};

    fn spec(text: &str) -> RunSpec {
        let parsed = parse(text);
        parsed.spec.unwrap_or_else(|| panic!("{text}: {:?}", parsed.problem))
    }

    #[test]
    fn reads_the_lines_of_the_readmes() {
        let text = "$ sudo docker run --name some-postgres -e POSTGRES_PASSWORD=mysecretpassword \\\n    -d -p 127.0.0.1:5432:5432 -v pgdata:/var/lib/postgresql/data postgres:16 -c 'shared_buffers=256MB'";
        let expected = RunSpec {
            image: "postgres:16".into(),
            name: "some-postgres".into(),
            ports: vec![RunPort {
                container_port: 5432,
                protocol: "tcp".into(),
                host_port: Some(5432),
                host_ip: "127.0.0.1".into(),
            }],
            mounts: vec![RunMount {
                kind: "volume".into(),
                source: "pgdata".into(),
                target: "/var/lib/postgresql/data".into(),
                read_only: false,
            }],
            env: vec![RunEnv { key: "POSTGRES_PASSWORD".into(), value: "mysecretpassword".into() }],
            command: vec!["-c".into(), "shared_buffers=256MB".into()],
            ..RunSpec::default()
        };
        assert_eq!(spec(text), expected);
    }

    #[test]
    fn knows_every_way_to_say_it() {
        for text in [
            "docker run nginx",
            "podman run nginx",
            "docker container run -d nginx",
            "docker create nginx",
            "sudo -E docker run nginx",
            "user@host:~$ docker run nginx",
            "root@host:~# docker run nginx",
            "# docker run nginx",
            "PS C:\\> docker.exe run nginx",
            "/usr/bin/docker -H tcp://x --context y run --detach=true nginx",
            "docker pull nginx && docker run nginx",
            "docker pull nginx\ndocker run nginx",
            "DOCKER_BUILDKIT=1 docker run nginx # a comment",
            "docker run nginx > log 2>&1",
            "docker run -d ^\r\n  nginx",
            "docker run -d `\r\n  nginx",
        ] {
            assert_eq!(spec(text), RunSpec { image: "nginx".into(), ..RunSpec::default() }, "{text}");
        }
    }

    #[test]
    fn lists_what_it_does_not_carry_over() {
        let parsed = parse(
            "docker run --gpus all --log-driver=none -v /a:/b:ro,z --network name=web,alias=x --env-file .env --ulimit nofile=1:2 -e A -e B=$HOME -v $(pwd):/c -P x",
        );
        assert_eq!(
            parsed.ignored,
            [
                "--gpus all",
                "--log-driver=none",
                "-v …:z",
                "--network alias=x",
                "--env-file .env",
                "--ulimit nofile=1:2"
            ]
        );
        assert_eq!(parsed.ask, ["A"]);
        assert_eq!(parsed.unexpanded, ["B=$HOME", "$(pwd):/c"]);
        let spec = parsed.spec.unwrap();
        assert_eq!((spec.network.as_str(), spec.fill_in), ("web", true));
        assert_eq!(spec.mounts.first().map(|mount| mount.read_only), Some(true));
        assert_eq!(spec.mounts.get(1).map(|mount| mount.source.as_str()), Some("$(pwd)"));
    }

    #[test]
    fn says_why_it_cannot_read_a_line() {
        let cases = [
            ("", "run.notARunLine"),
            ("nginx", "run.notARunLine"),
            ("docker ps", "run.notARunLine"),
            ("docker compose up", "run.notARunLine"),
            ("docker run", "run.lineNoImage"),
            ("docker run -d", "run.lineNoImage"),
            ("docker run --nmae x nginx", "run.lineUnknownOption"),
            ("docker run -dZ nginx", "run.lineUnknownOption"),
            ("docker run --name", "run.lineMissingValue"),
            ("docker run -p http:80 nginx", "run.lineBadValue"),
            ("docker run -m lots nginx", "run.lineBadValue"),
            ("docker run -e 'A=b nginx", "run.lineOpenQuote"),
        ];
        for (text, code) in cases {
            assert_eq!(parse(text).problem.map(|problem| problem.code).as_deref(), Some(code), "{text}");
        }
        assert_eq!(parse(&"x".repeat(1 << 20)).problem.unwrap().code, "run.lineTooLong");
    }

    #[test]
    fn finds_the_image_of_a_command() {
        let cases = [
            ("docker pull nginx", Some(("nginx", false))),
            ("$ docker pull --platform linux/arm64 nginx:1", Some(("nginx:1", true))),
            ("podman image pull -q quay.io/a/b", Some(("quay.io/a/b", true))),
            ("podman run -d -p 80:80 nginx", Some(("nginx", true))),
            ("docker ps", None),
            ("nginx", None),
        ];
        for (text, expected) in cases {
            let expected = expected.map(|(image, options)| (image.to_owned(), options));
            assert_eq!(image_word(text), expected, "{text}");
        }
    }
}
