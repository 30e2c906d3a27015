//! What a form would do, worked out anew at every change.

use std::collections::BTreeSet;

use engine::model::image::ImageDetail;
use oci::{Platform, Reference};

use crate::wire::{ActionId, RunCheck, RunIssue, RunPort, RunSpec};

use super::codes::with_action;
use super::form::{foreign_platform, same_place};
use super::known::{KnownImage, known_image};
use super::taken::{PortOwner, Taken, TakenPort};
use super::validate::{addresses_meet, blocking, hint};
use super::{codes, command, ports, risk, spec as lower, validate, value};

/// Networks every engine has, whatever its list says.
const BUILT_IN_NETWORKS: [&str; 8] =
    ["default", "bridge", "host", "none", "private", "slirp4netns", "pasta", "podman"];

/// The live command, what is dangerous about it, and what would go wrong.
pub fn check(spec: &RunSpec, image: Option<&ImageDetail>, taken: &Taken<'_>) -> RunCheck {
    let mut issues = validate::issues(spec);
    issues.extend(name(spec, taken));
    issues.extend(spec.ports.iter().enumerate().filter_map(|(at, given)| port(at, given, spec, taken)));
    issues.extend(ports_inside(spec, image));
    issues.extend(folders(spec, taken));
    issues.extend(variables(spec, image, taken));
    issues.extend(network(spec, taken));
    issues.extend(platform(spec, image, taken));
    RunCheck {
        command: command::command_line(taken.kind, spec),
        risks: risk::risks(&lower::lowered(spec)),
        issues,
    }
}

fn name(spec: &RunSpec, taken: &Taken<'_>) -> Option<RunIssue> {
    if spec.name.is_empty() || !taken.containers.contains(&spec.name) {
        return None;
    }
    let problem = codes::NAME_TAKEN.problem([&spec.name]);
    let problem = with_action(problem, ActionId::UseName, Some(taken.free_name(&spec.name)));
    Some(blocking("name", with_action(problem, ActionId::ShowContainer, Some(spec.name.clone()))))
}

fn port(at: usize, port: &RunPort, spec: &RunSpec, taken: &Taken<'_>) -> Option<RunIssue> {
    let host = port.host_port.filter(|host| *host > 0)?;
    let use_next = |problem| match next_port(port, spec, taken) {
        Some(next) => with_action(problem, ActionId::UsePort, Some(next.to_string())),
        None => problem,
    };
    let problem = if host < taken.lowest_port() {
        use_next(codes::PORT_LOW.problem([&host]))
    } else if let Some(found) = taken.ports.iter().find(|found| competes(found, host, port)) {
        match &found.owner {
            PortOwner::Container(owner) => {
                let problem = use_next(codes::PORT_TAKEN.problem([&host, owner]));
                let problem = with_action(problem, ActionId::StopContainer, Some(owner.clone()));
                with_action(problem, ActionId::ShowContainer, Some(owner.clone()))
            }
            PortOwner::Program(owner) => use_next(codes::PORT_TAKEN.problem([&host, owner])),
        }
    } else if is_tcp(port) && !(taken.port_is_free)(host) {
        use_next(codes::PORT_BUSY.problem([&host]))
    } else {
        return None;
    };
    Some(blocking(format!("ports.{at}"), problem))
}

fn competes(taken: &TakenPort, host: u16, port: &RunPort) -> bool {
    taken.port == host
        && Some(taken.protocol) == lower::protocol(&port.protocol)
        && addresses_meet(&taken.host_ip, &port.host_ip)
}

/// Looking for a listener works for TCP only.
fn is_tcp(port: &RunPort) -> bool {
    matches!(port.protocol.as_str(), "" | "tcp")
}

/// The next one above a number the user chose, or the usual one for what is inside.
fn next_port(port: &RunPort, spec: &RunSpec, taken: &Taken<'_>) -> Option<u16> {
    let given: BTreeSet<u16> = spec.ports.iter().filter_map(|port| port.host_port).collect();
    let start = port.host_port.filter(|host| *host >= 1024).unwrap_or(port.container_port);
    ports::free_port(start, &|number| given.contains(&number) || taken.has_port(number), taken.port_is_free)
}

fn ports_inside(spec: &RunSpec, image: Option<&ImageDetail>) -> Vec<RunIssue> {
    if spec.network == "host" && !spec.ports.is_empty() {
        return vec![hint("ports", codes::PORTS_ON_HOST_NETWORK.problem([]))];
    }
    let exposed = image.map(|image| image.config.exposed_ports.as_slice()).unwrap_or_default();
    // An image that declares nothing may listen anywhere; a command of one's own, too.
    if exposed.is_empty() || !spec.command.is_empty() || spec.entrypoint.is_some() {
        return Vec::new();
    }
    let names =
        |(port, protocol): &(u16, engine::model::container::Protocol)| format!("{port}/{}", protocol.name());
    let list = exposed.iter().take(10).map(names).collect::<Vec<_>>().join(", ");
    let elsewhere = |port: &RunPort| {
        port.container_port > 0
            && !exposed.iter().any(|(inside, kind)| {
                *inside == port.container_port && lower::protocol(&port.protocol) == Some(*kind)
            })
    };
    let strange = spec.ports.iter().enumerate().filter(|(_, port)| elsewhere(port));
    strange
        .map(|(at, port)| {
            hint(format!("ports.{at}"), codes::PORT_NOT_EXPOSED.problem([&port.container_port, &list]))
        })
        .collect()
}

fn folders(spec: &RunSpec, taken: &Taken<'_>) -> Vec<RunIssue> {
    let Some(exists) = taken.path_exists else { return Vec::new() };
    // Asking for a share of another computer would send it this user's name, because of a pasted line.
    let is_share = |path: &str| path.starts_with("\\\\") || path.starts_with("//");
    let readable = |path: &str| value::is_absolute(path) && !is_share(path) && !path.contains('\0');
    let missing = spec
        .mounts
        .iter()
        .enumerate()
        .filter(|(_, mount)| mount.kind == "bind" && readable(&mount.source) && !exists(&mount.source));
    missing
        .map(|(at, mount)| {
            let problem = codes::FOLDER_MISSING.problem([&mount.source]);
            let problem = with_action(problem, ActionId::CreateFolder, Some(mount.source.clone()));
            blocking(format!("mounts.{at}"), with_action(problem, ActionId::UseVolume, None))
        })
        .collect()
}

fn variables(spec: &RunSpec, image: Option<&ImageDetail>, taken: &Taken<'_>) -> Vec<RunIssue> {
    let Some(known) = Reference::parse(&spec.image).ok().as_ref().and_then(known_image) else {
        return Vec::new();
    };
    let of_image = image.map(|image| image.config.env.as_slice()).unwrap_or_default();
    let is_set = |key: &str| {
        spec.env.iter().any(|env| env.key == key && !env.value.is_empty())
            || of_image.iter().any(|(name, value)| name == key && !value.is_empty())
    };
    let blocking = is_first_start(spec, image, known, taken);
    let missing = known.missing(&is_set).into_iter().map(|(variable, alternatives)| {
        let key = &variable.key;
        let problem = match alternatives.as_slice() {
            [] => codes::VARIABLE_MISSING.problem([key]),
            others => codes::ONE_VARIABLE_MISSING.problem([key, &others.join(", ")]),
        };
        let problem = with_action(problem, ActionId::SetVariable, Some(key.clone()));
        RunIssue { field: format!("env.{key}"), problem, blocking }
    });
    missing.collect()
}

/// The image's own program, on data that it has yet to make. Otherwise a variable for the first start may not matter.
fn is_first_start(
    spec: &RunSpec,
    image: Option<&ImageDetail>,
    known: &KnownImage,
    taken: &Taken<'_>,
) -> bool {
    let own_program =
        spec.command.first().is_some_and(|word| !word.starts_with('-') && known.command().is_empty());
    let places: Vec<&String> =
        known.places().chain(image.into_iter().flat_map(|image| &image.config.volumes)).collect();
    let has_data = spec.mounts.iter().any(|mount| {
        let kept = mount.kind == "bind" || taken.volumes.contains(&mount.source);
        kept && places.iter().any(|place| same_place(place, &mount.target))
    });
    spec.entrypoint.is_none() && !own_program && !has_data
}

fn network(spec: &RunSpec, taken: &Taken<'_>) -> Option<RunIssue> {
    let network = spec.network.as_str();
    let known = network.is_empty()
        || network.contains(':')
        || BUILT_IN_NETWORKS.contains(&network)
        || taken.networks.iter().any(|name| name == network);
    (!known).then(|| blocking("network", codes::NETWORK_MISSING.problem([&network])))
}

fn platform(spec: &RunSpec, image: Option<&ImageDetail>, taken: &Taken<'_>) -> Option<RunIssue> {
    let host = taken.platform.as_ref()?;
    let asked = Platform::parse(&spec.platform).ok();
    let foreign = match asked {
        Some(platform) => Some(platform).filter(|platform| !platform.runs_on(host)),
        None => image.and_then(|image| foreign_platform(image, taken)),
    }?;
    Some(hint("platform", codes::PLATFORM_FOREIGN.problem([&foreign, host])))
}

#[cfg(test)]
pub(super) mod tests {
    use engine::model::container::Protocol;
    use engine::model::image::ImageConfig;
    use engine::model::system::EngineKind;

    use super::*;
    use crate::run::parse;

    pub(in crate::run) fn nothing_taken() -> Taken<'static> {
        Taken {
            kind: EngineKind::Docker,
            platform: Platform::parse("linux/amd64").ok(),
            rootless: false,
            containers: BTreeSet::new(),
            ports: Vec::new(),
            volumes: BTreeSet::new(),
            networks: vec!["bridge".into()],
            port_is_free: &|_| true,
            path_exists: Some(&|path| path == "/srv"),
        }
    }

    pub(in crate::run) fn image(ports: &[(u16, Protocol)], volumes: &[&str]) -> ImageDetail {
        ImageDetail {
            id: format!("sha256:{}", "0".repeat(64)),
            repo_tags: Vec::new(),
            repo_digests: Vec::new(),
            created: None,
            size: 0,
            os: "linux".into(),
            architecture: "amd64".into(),
            variant: String::new(),
            config: ImageConfig {
                exposed_ports: ports.to_vec(),
                volumes: volumes.iter().map(|path| (*path).to_owned()).collect(),
                ..ImageConfig::default()
            },
            layers: Vec::new(),
        }
    }

    /// Taken: container `web` on 8080, something unknown on 9000, volume `data`.
    fn some_taken() -> Taken<'static> {
        let web = TakenPort {
            port: 8080,
            protocol: Protocol::Tcp,
            host_ip: "0.0.0.0".into(),
            owner: PortOwner::Container("web".into()),
        };
        Taken {
            containers: ["web".to_owned()].into(),
            ports: vec![web],
            volumes: ["data".to_owned()].into(),
            port_is_free: &|port| port != 9000,
            ..nothing_taken()
        }
    }

    /// The issues of a line as `field code!` (blocking) or `field code`.
    fn issues(taken: &Taken<'_>, image: Option<&ImageDetail>, line: &str) -> Vec<String> {
        let spec = parse(&format!("docker run {line}")).spec.unwrap_or_else(|| panic!("{line}"));
        let found = check(&spec, image, taken).issues;
        found
            .iter()
            .map(|issue| {
                format!("{} {}{}", issue.field, issue.problem.code, if issue.blocking { "!" } else { "" })
            })
            .collect()
    }

    #[test]
    fn each_issue_stands_at_its_field() {
        let cases = [
            ("nginx", ""),
            ("--name web nginx", "name run.nameTaken!"),
            ("--name a/b nginx", "name run.nameBad!"),
            ("-p 8080:80 nginx", "ports.0 run.portTaken!"),
            ("-p 8080:80/udp nginx", ""),
            ("-p 9000:80 nginx", "ports.0 run.portBusy!"),
            ("-p 81:80 -p 81:80 nginx", "ports.1 run.portTwice!"),
            ("-p 81:80 -p 127.0.0.1:81:90 nginx", "ports.1 run.portTwice!"),
            ("-p 127.0.0.1:81:80 -p 127.0.0.2:81:90 nginx", ""),
            ("-p here:81:80 nginx", "ports.0 run.portAddress!"),
            ("--network host -p 81:80 nginx", "ports run.portsOnHostNetwork"),
            ("-v /srv:/a -v /nowhere:/b nginx", "mounts.1 run.folderMissing!"),
            ("-v ./x:/a nginx", "mounts.0 run.folderRelative!"),
            ("-v $(pwd)/x:/a nginx", "mounts.0 run.shellText!"),
            ("-v ~/x:/a nginx", "mounts.0 run.shellText!"),
            ("-v _a:/x -v bb:/a -v cc:/a/ nginx", "mounts.0 run.volumeBad! mounts.2 run.mountTwice!"),
            ("-v data:/ nginx", "mounts.0 run.mountTarget!"),
            ("-e =x nginx", "env. run.variableBad!"),
            ("-m 5m nginx", "memory run.memoryLow!"),
            ("--cpus -1 nginx", "cpus run.cpusBad!"),
            ("--restart maybe nginx", "restart run.restartBad!"),
            ("--rm --restart always nginx", "restart run.restartRemoved!"),
            ("--network blue nginx", "network run.networkMissing!"),
            ("--network container:web nginx", ""),
            ("--platform linux/arm64 nginx", "platform run.platformForeign"),
            ("--platform a/b/c/d nginx", "platform run.platformBad!"),
            ("-l =x nginx", "labels.0 run.labelBad!"),
            ("--add-host x nginx", "extraHosts.0 run.extraHostBad!"),
            ("Nginx:1", "image image.badName!"),
            ("nginx:-", "image image.badTag!"),
            ("postgres", "env.POSTGRES_PASSWORD run.variableMissing!"),
            ("-e POSTGRES_PASSWORD= postgres", "env.POSTGRES_PASSWORD run.variableMissing!"),
            ("-e POSTGRES_PASSWORD=x postgres", ""),
            ("-e POSTGRES_HOST_AUTH_METHOD=trust postgres", ""),
            ("-v data:/var/lib/postgresql/data postgres", "env.POSTGRES_PASSWORD run.variableMissing"),
            ("mysql", "env.MYSQL_ROOT_PASSWORD run.oneVariableMissing!"),
            ("postgres psql", "env.POSTGRES_PASSWORD run.variableMissing"),
        ];
        for (line, expected) in cases {
            assert_eq!(issues(&some_taken(), None, line).join(" "), expected, "{line}");
        }
        let id = "f".repeat(64);
        assert!(issues(&some_taken(), None, &id).is_empty());
    }

    #[test]
    fn the_image_itself_is_asked() {
        let nginx = image(&[(80, Protocol::Tcp)], &[]);
        assert_eq!(
            issues(&nothing_taken(), Some(&nginx), "-p 81:8080 nginx"),
            ["ports.0 run.portNotExposed"]
        );
        assert!(issues(&nothing_taken(), Some(&nginx), "-p 81:80 nginx").is_empty());
        let foreign = ImageDetail { architecture: "arm64".into(), ..image(&[], &[]) };
        assert_eq!(issues(&nothing_taken(), Some(&foreign), "nginx"), ["platform run.platformForeign"]);
    }

    #[test]
    fn a_taken_port_comes_with_a_way_out() {
        let spec = parse("docker run -p 8080:80 nginx").spec.unwrap();
        let found = check(&spec, None, &some_taken());
        let problem = &found.issues.first().unwrap().problem;
        assert_eq!(problem.facts.get("owner").map(String::as_str), Some("web"));
        let actions: Vec<_> =
            problem.actions.iter().map(|action| (action.id, action.value.as_deref())).collect();
        assert_eq!(
            actions,
            [
                (ActionId::UsePort, Some("8081")),
                (ActionId::StopContainer, Some("web")),
                (ActionId::ShowContainer, Some("web"))
            ]
        );
        assert_eq!(found.command, "docker run -d -p 8080:80 nginx");
    }

    #[test]
    fn rootless_engines_stay_above_1024() {
        let taken = Taken { rootless: true, kind: EngineKind::Podman, ..nothing_taken() };
        let spec = parse("podman run -p 80:80 nginx").spec.unwrap();
        let found = check(&spec, None, &taken);
        let problem = &found.issues.first().unwrap().problem;
        assert_eq!(problem.code, "run.portLow");
        assert_eq!(problem.actions.first().and_then(|action| action.value.as_deref()), Some("8080"));
        assert_eq!(found.command, "podman run -d -p 80:80 docker.io/library/nginx");
    }

    #[test]
    fn without_the_disk_no_folder_is_missing() {
        let taken = Taken { path_exists: None, ..nothing_taken() };
        assert!(issues(&taken, None, "-v /nowhere:/x nginx").is_empty());
    }
}
