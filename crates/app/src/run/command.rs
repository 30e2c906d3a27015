//! The line that does the same in a terminal.

use engine::model::system::EngineKind;

use crate::wire::{BuildRequest, RunSpec};

use super::{shell, value};

/// The engine's own program.
pub fn program(kind: EngineKind) -> &'static str {
    match kind {
        EngineKind::Docker => "docker",
        EngineKind::Podman => "podman",
    }
}

/// The whole `docker run` or `podman run` line, quoted for a POSIX shell. Reading it back gives the same form,
/// save that a restart policy of `no` is not said.
pub fn command_line(kind: EngineKind, spec: &RunSpec) -> String {
    let mut words = vec![program(kind).to_owned(), "run".to_owned()];
    words.extend(options(spec));
    words.push(image_for(kind, &spec.image));
    // An entrypoint of several words goes on in front of the command: the option takes one.
    words.extend(spec.entrypoint.iter().flatten().skip(1).cloned());
    words.extend(spec.command.iter().cloned());
    shell::line(words)
}

/// The `docker build` or `podman build` line.
pub fn build_command(kind: EngineKind, request: &BuildRequest) -> String {
    let mut words = vec![program(kind).to_owned(), "build".to_owned()];
    let mut option = |name: &str, value: &str| words.extend([name.to_owned(), value.to_owned()]);
    if !request.tag.is_empty() {
        option("-t", &request.tag);
    }
    let default = matches!(
        (kind, request.dockerfile.as_str()),
        (_, "") | (EngineKind::Docker, "Dockerfile") | (EngineKind::Podman, "Containerfile")
    );
    if !default {
        // Both programs look for it from where the shell is, not from the folder that is sent.
        let separator = if request.folder.contains('\\') { '\\' } else { '/' };
        option(
            "-f",
            &format!("{}{separator}{}", request.folder.trim_end_matches(separator), request.dockerfile),
        );
    }
    for arg in &request.args {
        option("--build-arg", &format!("{}={}", arg.key, arg.value));
    }
    let switches = [(request.no_cache, "--no-cache"), (request.pull, "--pull")];
    words.extend(switches.into_iter().filter(|(on, _)| *on).map(|(_, name)| name.to_owned()));
    words.push(request.folder.clone());
    shell::line(words)
}

/// A command on containers: `docker rm --force web`. `verb` may carry options, with spaces between.
pub fn container_command(kind: EngineKind, verb: &str, names: &[impl AsRef<str>]) -> String {
    let names = names.iter().map(AsRef::as_ref);
    shell::line(std::iter::once(program(kind)).chain(verb.split_whitespace()).chain(names))
}

/// A command on images: `docker pull nginx`, `podman pull docker.io/library/nginx`.
pub fn image_command(kind: EngineKind, verb: &str, images: &[impl AsRef<str>]) -> String {
    let images: Vec<String> = images.iter().map(|image| image_for(kind, image.as_ref())).collect();
    container_command(kind, verb, &images)
}

/// Podman asks which registry is meant, or refuses; with the whole name it does not.
fn image_for(kind: EngineKind, image: &str) -> String {
    match (kind, oci::Reference::parse(image)) {
        (EngineKind::Podman, Ok(reference)) if reference.registry() == "docker.io" => {
            let typed_tag = image.trim_start_matches("docker.io/").contains([':', '@']);
            if typed_tag { reference.canonical() } else { reference.name() }
        }
        _ => image.to_owned(),
    }
}

fn options(spec: &RunSpec) -> Vec<String> {
    let mut words = Vec::new();
    words.extend(manner(spec));
    let mut option = |name: &str, value: &str| {
        if !value.is_empty() {
            words.extend([name.to_owned(), value.to_owned()]);
        }
    };
    option("--name", &spec.name);
    option("--platform", &spec.platform);
    spec.ports.iter().for_each(|port| option("-p", &value::publish_text(port)));
    for mount in &spec.mounts {
        let (name, text) = value::mount_text(mount);
        option(name, &text);
    }
    spec.env.iter().for_each(|env| option("-e", &format!("{}={}", env.key, env.value)));
    // The default goes without saying.
    option("--restart", Some(spec.restart.as_str()).filter(|policy| *policy != "no").unwrap_or_default());
    option("--network", &spec.network);
    option("--hostname", &spec.hostname);
    option("--user", &spec.user);
    option("--workdir", &spec.working_dir);
    option("--memory", &spec.memory.map(value::bytes_text).unwrap_or_default());
    option("--cpus", &spec.cpus.map(|cpus| cpus.to_string()).unwrap_or_default());
    option("--shm-size", &spec.shm_size.map(value::bytes_text).unwrap_or_default());
    option("--pid", &spec.pid_mode);
    option("--ipc", &spec.ipc_mode);
    option("--stop-signal", &spec.stop_signal);
    let lists = [
        ("--cap-add", &spec.cap_add),
        ("--cap-drop", &spec.cap_drop),
        ("--device", &spec.devices),
        ("--security-opt", &spec.security_opt),
        ("--add-host", &spec.extra_hosts),
        ("--dns", &spec.dns),
        ("--label", &spec.labels),
    ];
    for (name, values) in lists {
        values.iter().for_each(|value| option(name, value));
    }
    if let Some(entrypoint) = &spec.entrypoint {
        // Empty is a value too: it clears the image's.
        words.extend(["--entrypoint".to_owned(), entrypoint.first().cloned().unwrap_or_default()]);
    }
    words
}

/// The options without a value. A line with an open standard input is for sitting in front of it.
fn manner(spec: &RunSpec) -> Vec<String> {
    let switches = [
        (!spec.interactive, "-d"),
        (spec.interactive && spec.tty, "-it"),
        (spec.interactive && !spec.tty, "-i"),
        (!spec.interactive && spec.tty, "-t"),
        (spec.auto_remove, "--rm"),
        (spec.init, "--init"),
        (spec.privileged, "--privileged"),
        (spec.read_only, "--read-only"),
    ];
    switches.into_iter().filter(|(on, _)| *on).map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::run::parse;
    use crate::wire::{RunEnv, RunMount, RunPort};

    #[test]
    fn what_goes_without_saying_is_not_said() {
        let mut spec = RunSpec { image: "nginx".into(), restart: "no".into(), ..RunSpec::default() };
        assert_eq!(command_line(EngineKind::Docker, &spec), "docker run -d nginx");
        assert_eq!(command_line(EngineKind::Podman, &spec), "podman run -d docker.io/library/nginx");
        spec.interactive = true;
        spec.tty = true;
        spec.entrypoint = Some(vec!["sh".into(), "-c".into()]);
        spec.command = vec!["echo $HOME".into()];
        assert_eq!(
            command_line(EngineKind::Docker, &spec),
            "docker run -it --entrypoint sh nginx -c 'echo $HOME'"
        );
    }

    #[test]
    fn the_other_commands() {
        use EngineKind::{Docker, Podman};
        assert_eq!(
            container_command(Docker, "rm --force", &["web", "it's"]),
            "docker rm --force web \"it's\""
        );
        assert_eq!(image_command(Podman, "pull", &["nginx"]), "podman pull docker.io/library/nginx");
        assert_eq!(image_command(Podman, "pull", &["nginx:1"]), "podman pull docker.io/library/nginx:1");
        assert_eq!(image_command(Podman, "rmi", &["localhost/app"]), "podman rmi localhost/app");
        let mut request = BuildRequest {
            folder: "/home/me/my app".into(),
            dockerfile: "Dockerfile".into(),
            ..BuildRequest::default()
        };
        assert_eq!(build_command(Docker, &request), "docker build '/home/me/my app'");
        request.dockerfile = "docker/Dockerfile.dev".into();
        request.tag = "app".into();
        request.args = vec![RunEnv { key: "A".into(), value: "b c".into() }];
        request.no_cache = true;
        request.pull = true;
        assert_eq!(
            build_command(Podman, &request),
            "podman build -t app -f '/home/me/my app/docker/Dockerfile.dev' --build-arg 'A=b c' --no-cache --pull '/home/me/my app'"
        );
    }

    /// Any text a value may be, without the NUL that no command line can hold.
    fn text() -> impl Strategy<Value = String> {
        "[^\u{0}]{1,12}|[a-z]{1,6}|[ \t\n'\"\\\\$`~#;&|<>(){}*?!^=%,:-]{1,6}"
    }

    fn port() -> impl Strategy<Value = RunPort> {
        let address = prop_oneof![Just(""), Just("127.0.0.1"), Just("::1")];
        let protocol = prop_oneof![Just("tcp"), Just("udp"), Just("sctp")];
        (1..u16::MAX, proptest::option::of(1..u16::MAX), address, protocol).prop_map(
            |(container_port, host_port, host_ip, protocol)| RunPort {
                container_port,
                protocol: protocol.to_owned(),
                host_port,
                host_ip: host_ip.to_owned(),
            },
        )
    }

    fn mount() -> impl Strategy<Value = RunMount> {
        let target = text().prop_map(|path| format!("/{path}"));
        let source = (0..4_u8, "[a-z][a-z0-9_.-]{1,9}", text()).prop_map(|(kind, name, path)| match kind {
            0 => ("volume", name),
            1 => ("volume", String::new()),
            2 => ("bind", format!("/{path}")),
            _ => ("tmpfs", String::new()),
        });
        (source, target, any::<bool>()).prop_map(|((kind, source), target, read_only)| RunMount {
            kind: kind.to_owned(),
            source,
            target,
            read_only,
        })
    }

    fn spec() -> impl Strategy<Value = RunSpec> {
        let words = || proptest::collection::vec(text(), 0..3);
        let maybe = || prop_oneof![Just(String::new()), text()];
        let first = (
            proptest::collection::vec(port(), 0..3),
            proptest::collection::vec(mount(), 0..3),
            proptest::collection::vec(("[A-Za-z_]{1,5}", maybe()), 0..3),
            (words(), proptest::option::of(maybe())),
            (maybe(), maybe(), maybe(), maybe()),
        );
        let second = (
            proptest::option::of(1..u64::MAX),
            proptest::option::of(0.01..64.0_f64),
            (words(), words(), words(), words()),
            proptest::collection::vec(("[a-z.]{1,6}", maybe()), 0..3),
            any::<[bool; 6]>(),
        );
        let image = prop_oneof![
            Just("nginx"),
            Just("ghcr.io/acme/api:1"),
            Just("user/app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
        ];
        (image, first, second).prop_map(
            |(
                image,
                (ports, mounts, env, (command, entrypoint), texts),
                (memory, cpus, lists, labels, switches),
            )| {
                let [privileged, read_only, init, tty, interactive, auto_remove] = switches;
                RunSpec {
                    image: image.to_owned(),
                    name: texts.0.clone(),
                    ports,
                    mounts,
                    env: env.into_iter().map(|(key, value)| RunEnv { key, value }).collect(),
                    restart: "on-failure:3".into(),
                    command,
                    entrypoint: entrypoint.map(|word| if word.is_empty() { Vec::new() } else { vec![word] }),
                    user: texts.1.clone(),
                    working_dir: texts.2.clone(),
                    hostname: texts.3.clone(),
                    network: "web".into(),
                    platform: "linux/arm64".into(),
                    memory,
                    cpus,
                    shm_size: memory,
                    privileged,
                    cap_add: lists.0.clone(),
                    cap_drop: lists.1.clone(),
                    devices: lists.2.clone(),
                    security_opt: lists.3.clone(),
                    extra_hosts: lists.0,
                    dns: lists.1,
                    pid_mode: texts.0,
                    ipc_mode: texts.1,
                    labels: labels.into_iter().map(|(key, value)| format!("{key}={value}")).collect(),
                    read_only,
                    init,
                    tty,
                    interactive,
                    auto_remove,
                    stop_signal: texts.2,
                    fill_in: false,
                }
            },
        )
    }

    proptest! {
        #[test]
        fn the_line_reads_back_as_the_form(spec in spec()) {
            let line = command_line(EngineKind::Docker, &spec);
            let parsed = parse(&line);
            prop_assert_eq!(parsed.problem, None, "{}", line);
            prop_assert_eq!(parsed.ignored, Vec::<String>::new());
            prop_assert_eq!(parsed.spec.as_ref(), Some(&spec), "{}", line);

            let podman = parse(&command_line(EngineKind::Podman, &spec)).spec.unwrap();
            prop_assert_eq!(oci::Reference::parse(&podman.image), oci::Reference::parse(&spec.image));
            prop_assert_eq!(RunSpec { image: spec.image.clone(), ..podman }, spec);
        }

        #[test]
        fn no_text_is_too_strange(text in ".{0,200}") {
            let _ = parse(&text);
            let _ = parse(&format!("docker run {text}"));
        }
    }
}
