//! The form, made from the image itself.

use std::collections::BTreeSet;

use engine::model::container::Protocol;
use engine::model::image::{ImageConfig, ImageDetail};
use oci::{Platform, Reference};

use crate::wire::{RunEnv, RunForm, RunMount, RunPort, RunSpec};

use super::known::{KnownImage, known_image};
use super::taken::Taken;
use super::{ports, spec, validate};

/// Programs that wait for somebody to type: without a terminal they end at once.
const SHELLS: [&str; 12] =
    ["sh", "bash", "ash", "zsh", "fish", "python", "python3", "node", "irb", "jshell", "julia", "php"];

/// Proposes a form for an image as typed. `image` is what the engine says of it; none when it must be pulled first.
pub fn form(typed: &str, image: Option<&ImageDetail>, taken: &Taken<'_>) -> RunForm {
    let reference = Reference::parse(typed).ok();
    let known = reference.as_ref().and_then(known_image);
    let mut spec = RunSpec { image: typed.to_owned(), fill_in: image.is_none(), ..RunSpec::default() };
    spec.name = taken.free_name(&name_of(reference.as_ref(), image));
    let needs = match (image, known) {
        (Some(image), known) => Needs::of_image(&image.config, known),
        (None, Some(known)) => Needs::of_known(known, reference.as_ref().and_then(Reference::tag)),
        (None, None) => Needs::default(),
    };
    needs.put_into(&mut spec, taken);
    let questions = known.map(KnownImage::questions).unwrap_or_default();
    spec.env = questions
        .iter()
        // A license is accepted by the user, not by us.
        .filter(|question| question.required && !question.secret && question.purpose != "acceptLicense")
        .filter_map(|question| {
            Some(RunEnv { key: question.key.clone(), value: question.suggestion.clone()? })
        })
        .collect();
    let config = image.map(|image| image.config.clone()).unwrap_or_default();
    RunForm {
        spec,
        present: image.is_some(),
        questions,
        image_command: super::shell::line(config.entrypoint.iter().chain(&config.cmd)),
        image_env: config.env.into_iter().map(|(key, value)| RunEnv { key, value }).collect(),
        image_user: config.user,
        networks: taken.networks.clone(),
        foreign_platform: image
            .and_then(|image| foreign_platform(image, taken))
            .map(|platform| platform.to_string()),
    }
}

/// Adds what the image declares and the form does not mention, once the image is here.
pub fn fill_in(spec: &mut RunSpec, image: &ImageDetail, taken: &Taken<'_>) {
    if !std::mem::take(&mut spec.fill_in) {
        return;
    }
    let known = Reference::parse(&spec.image).ok().as_ref().and_then(known_image);
    let mut needs = Needs::of_image(&image.config, known);
    needs.ports.retain(|(inside, protocol)| {
        !spec
            .ports
            .iter()
            .any(|port| port.container_port == *inside && spec::protocol(&port.protocol) == Some(*protocol))
    });
    if spec.name.is_empty() {
        let reference = Reference::parse(&spec.image).ok();
        spec.name = taken.free_name(&name_of(reference.as_ref(), Some(image)));
    }
    needs.volumes.retain(|path| !spec.mounts.iter().any(|mount| same_place(&mount.target, path)));
    needs.is_server &= spec.restart.is_empty();
    if !spec.command.is_empty() || spec.entrypoint.is_some() {
        needs.is_shell = false;
        needs.command.clear();
    }
    if spec.network == "host" {
        needs.ports.clear();
    }
    needs.put_into(spec, taken);
}

/// The image's platform, when the engine must emulate it.
pub(super) fn foreign_platform(image: &ImageDetail, taken: &Taken<'_>) -> Option<Platform> {
    let platform = Platform::new(&image.os, &image.architecture, &image.variant).ok()?;
    let host = taken.platform.as_ref()?;
    (!platform.runs_on(host)).then_some(platform)
}

/// What an image wants of a form.
#[derive(Debug, Default)]
struct Needs {
    ports: Vec<(u16, Protocol)>,
    volumes: Vec<String>,
    command: Vec<String>,
    is_server: bool,
    is_shell: bool,
}

impl Needs {
    fn of_image(config: &ImageConfig, known: Option<&KnownImage>) -> Self {
        let program = config.cmd.first().filter(|_| config.entrypoint.is_empty() && config.cmd.len() == 1);
        let program = program.map(|path| path.rsplit('/').next().unwrap_or(path));
        let is_server = !config.exposed_ports.is_empty();
        Self {
            ports: config.exposed_ports.clone(),
            volumes: config.volumes.clone(),
            command: known.map(|known| known.command().to_vec()).unwrap_or_default(),
            is_server,
            is_shell: !is_server && program.is_some_and(|program| SHELLS.contains(&program)),
        }
    }

    fn of_known(known: &KnownImage, tag: Option<&str>) -> Self {
        let ports = known.ports();
        let is_server = !ports.is_empty();
        Self {
            ports,
            volumes: known.volumes(tag).to_vec(),
            command: known.command().to_vec(),
            is_server,
            is_shell: false,
        }
    }

    fn put_into(self, spec: &mut RunSpec, taken: &Taken<'_>) {
        self.ports.iter().for_each(|(inside, protocol)| add_port(spec, *inside, *protocol, taken));
        self.volumes.iter().for_each(|path| add_volume(spec, path, taken));
        if !self.command.is_empty() {
            spec.command = self.command;
        }
        if self.is_server && !spec.auto_remove {
            "unless-stopped".clone_into(&mut spec.restart);
        } else if spec.restart.is_empty() {
            "no".clone_into(&mut spec.restart);
        }
        spec.tty |= self.is_shell;
        spec.interactive |= self.is_shell;
    }
}

/// The same number for both transports of a port, and none twice.
fn add_port(spec: &mut RunSpec, inside: u16, protocol: Protocol, taken: &Taken<'_>) {
    let sibling =
        spec.ports.iter().find(|port| port.container_port == inside).and_then(|port| port.host_port);
    let given: BTreeSet<u16> = spec.ports.iter().filter_map(|port| port.host_port).collect();
    let in_use = |port| given.contains(&port) || taken.has_port(port);
    spec.ports.push(RunPort {
        container_port: inside,
        protocol: protocol.name().to_owned(),
        host_port: sibling.or_else(|| ports::free_port(inside, &in_use, taken.port_is_free)),
        host_ip: String::new(),
    });
}

fn add_volume(spec: &mut RunSpec, path: &str, taken: &Taken<'_>) {
    let path = path.trim_end_matches('/');
    // Nothing can be mounted over the root, whatever a hostile image declares.
    let Some((_, last)) = path.rsplit_once('/').filter(|_| path.starts_with('/')) else { return };
    let last: String =
        last.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')).take(40).collect();
    let last = last.trim_start_matches('.');
    let owner = if validate::is_name(&spec.name) { spec.name.as_str() } else { "data" };
    let wanted = if last.is_empty() { format!("{owner}-data") } else { format!("{owner}-{last}") };
    let source = taken.free_volume(&wanted, &|name| spec.mounts.iter().any(|mount| mount.source == name));
    let mount = RunMount { kind: "volume".to_owned(), source, target: path.to_owned(), read_only: false };
    spec.mounts.push(mount);
}

/// The repository's last part; an image without a name is named after what it is.
fn name_of(reference: Option<&Reference>, image: Option<&ImageDetail>) -> String {
    let tagged = image.and_then(|image| image.repo_tags.first()).and_then(|tag| Reference::parse(tag).ok());
    let name =
        reference.or(tagged.as_ref()).map(|reference| reference.last_part().to_owned()).unwrap_or_default();
    if validate::is_name(&name) { name } else { "app".to_owned() }
}

pub(super) fn same_place(a: &str, b: &str) -> bool {
    a.trim_end_matches('/') == b.trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::check::tests::{image, nothing_taken};
    use crate::run::taken::{PortOwner, TakenPort};

    #[test]
    fn a_server_gets_ports_volumes_and_a_policy() {
        let mut taken = nothing_taken();
        taken.containers = ["postgres".to_owned()].into();
        taken.ports = vec![TakenPort {
            port: 5432,
            protocol: Protocol::Tcp,
            host_ip: String::new(),
            owner: PortOwner::Container("postgres".into()),
        }];
        let detail = image(&[(5432, Protocol::Tcp)], &["/var/lib/postgresql/data"]);
        let form = form("postgres:16", Some(&detail), &taken);
        assert_eq!(form.spec.name, "postgres-2");
        assert_eq!(form.spec.ports.first().and_then(|port| port.host_port), Some(5433));
        assert_eq!(form.spec.mounts.first().map(|mount| mount.source.as_str()), Some("postgres-2-data"));
        assert_eq!(form.spec.restart, "unless-stopped");
        assert!(form.present && !form.spec.fill_in);
        let question = form.questions.first().unwrap();
        assert_eq!(
            (question.key.as_str(), question.required, question.secret),
            ("POSTGRES_PASSWORD", true, true)
        );
        assert_eq!(question.suggestion, None);
    }

    #[test]
    fn both_transports_share_a_number() {
        let detail = image(&[(53, Protocol::Tcp), (53, Protocol::Udp), (80, Protocol::Tcp)], &[]);
        let form = form("pihole/pihole", Some(&detail), &nothing_taken());
        let ports: Vec<_> =
            form.spec.ports.iter().map(|port| (port.host_port.unwrap(), port.protocol.as_str())).collect();
        assert_eq!(ports, [(5353, "tcp"), (5353, "udp"), (8080, "tcp")]);
    }

    #[test]
    fn what_is_known_helps_before_the_pull() {
        let taken = nothing_taken();
        let form = form("minio/minio", None, &taken);
        assert!(!form.present && form.spec.fill_in);
        assert_eq!(form.spec.ports.iter().map(|port| port.container_port).collect::<Vec<_>>(), [9000, 9001]);
        assert_eq!(form.spec.command.first().map(String::as_str), Some("server"));
        let mut spec = form.spec;
        fill_in(
            &mut spec,
            &image(&[(9000, Protocol::Tcp), (7000, Protocol::Tcp)], &["/data/", "/more"]),
            &taken,
        );
        assert_eq!(spec.ports.iter().map(|port| port.container_port).collect::<Vec<_>>(), [9000, 9001, 7000]);
        assert_eq!(
            spec.mounts.iter().map(|mount| mount.source.as_str()).collect::<Vec<_>>(),
            ["minio-data", "minio-more"]
        );
        assert!(!spec.fill_in);
    }

    #[test]
    fn a_shell_gets_a_terminal_and_no_policy() {
        let mut detail = image(&[], &[]);
        detail.config.cmd = vec!["/bin/bash".into()];
        let form = form("ubuntu", Some(&detail), &nothing_taken());
        assert!(form.spec.tty && form.spec.interactive);
        assert_eq!(form.spec.restart, "no");
    }

    #[test]
    fn licenses_and_secrets_are_left_to_the_user() {
        let taken = nothing_taken();
        assert!(form("mcr.microsoft.com/mssql/server", None, &taken).spec.env.is_empty());
        let elastic = form("elasticsearch:8.15.0", None, &taken);
        assert_eq!(elastic.spec.env, [RunEnv { key: "discovery.type".into(), value: "single-node".into() }]);
    }

    #[test]
    fn hostile_volumes_still_make_names() {
        let detail = image(&[], &["/a/data", "/b/data", "/", "/x/ ;rm -rf", "/.n8n"]);
        let form = form("x", Some(&detail), &nothing_taken());
        let sources: Vec<&str> = form.spec.mounts.iter().map(|mount| mount.source.as_str()).collect();
        assert_eq!(sources, ["app-data", "app-data-2", "app-rm-rf", "app-n8n"]);
    }
}
