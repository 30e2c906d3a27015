//! What an image sets, in a form that can be shown.

use catalog::Release;

use super::anatomy::Anatomy;
use super::view::{Os, Settings};
use crate::image::{Config, Healthcheck};
use crate::secret;

pub(super) fn settings(anatomy: &Anatomy) -> Settings {
    let config = &anatomy.image.config;
    let who = who(&config.user, anatomy.file("etc/passwd"));
    Settings {
        entrypoint: secret::redact_words(&config.entrypoint),
        command: secret::redact_words(&config.command),
        env: config.env.iter().map(|(name, value)| (name.clone(), shown(name, value))).collect(),
        ports: config.ports.clone(),
        volumes: config.volumes.clone(),
        user: config.user.clone(),
        root: who == Who::Root,
        unknown_user: who == Who::Nobody && !anatomy.image.partial,
        working_dir: config.working_dir.clone(),
        healthcheck: config.healthcheck.as_ref().and_then(healthcheck),
        stop_signal: config.stop_signal.clone(),
        labels: config.labels.iter().map(|(name, value)| (name.clone(), label(name, value))).collect(),
        created: config.created.clone(),
    }
}

/// The value of a variable, unless it is a secret.
fn shown(name: &str, value: &str) -> Option<String> {
    secret::env_secret(name, value).is_none().then(|| value.to_owned())
}

/// The value of a label, masked where its name or the value itself says that it is a secret.
fn label(name: &str, value: &str) -> String {
    match secret::env_secret(name, value) {
        Some(named) => named.masked,
        None => secret::redact(value),
    }
}

fn healthcheck(check: &Healthcheck) -> Option<String> {
    let (form, words) = check.test.split_first()?;
    let line = match form.as_str() {
        "NONE" => return None,
        "CMD-SHELL" => words.join(" "),
        "CMD" => super::command_line(&secret::redact_words(words)),
        _ => super::command_line(&check.test),
    };
    Some(secret::redact(&line))
}

/// As whom an image starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Root,
    Other,
    /// A name that the image does not know.
    Nobody,
}

/// Resolves `USER`: names through `etc/passwd`, numbers as they are, a group behind `:` left out; nothing means root.
fn who(user: &str, passwd: Option<&[u8]>) -> Who {
    let name = user.split(':').next().unwrap_or_default().trim();
    if name.is_empty() || name == "root" {
        return Who::Root;
    }
    if let Ok(number) = name.parse::<u64>() {
        return if number == 0 { Who::Root } else { Who::Other };
    }
    let lines = passwd.unwrap_or_default().split(|byte| *byte == b'\n');
    let number = lines.filter_map(|line| {
        let mut fields = line.split(|byte| *byte == b':');
        (fields.next()? == name.as_bytes()).then(|| fields.nth(1).map(<[u8]>::to_vec))
    });
    match number.flatten().next() {
        None => Who::Nobody,
        Some(number) => {
            match std::str::from_utf8(&number).ok().and_then(|number| number.trim().parse::<u64>().ok()) {
                Some(0) => Who::Root,
                Some(_) => Who::Other,
                None => Who::Nobody,
            }
        }
    }
}

/// The distribution by the name that people call it: "Debian 12".
pub(super) fn os(release: &Release) -> Os {
    let known = KNOWN.iter().find(|(id, _)| *id == release.id).map(|(_, name)| (*name).to_owned());
    let name = known.or_else(|| release.name.clone()).unwrap_or_else(|| release.id.clone());
    let version = release.version.as_deref().map(|version| short(&release.id, version));
    let code = release.codename.as_deref().filter(|_| release.version.is_none());
    let name = match version.as_deref().or(code) {
        Some(version) => format!("{name} {version}"),
        None => name,
    };
    Os {
        id: release.id.clone(),
        name: plain(&name),
        version: release.version.clone(),
        codename: release.codename.clone(),
    }
}

/// Names that people use, which `NAME` makes long.
const KNOWN: &[(&str, &str)] = &[
    ("debian", "Debian"),
    ("alpine", "Alpine"),
    ("arch", "Arch Linux"),
    ("centos", "CentOS"),
    ("fedora", "Fedora"),
    ("ol", "Oracle Linux"),
    ("rhel", "Red Hat Enterprise Linux"),
    ("sles", "SUSE Linux Enterprise"),
    ("amzn", "Amazon Linux"),
    ("wolfi", "Wolfi"),
    ("mariner", "CBL-Mariner"),
];

/// Alpine's releases are two numbers; the third is a patch.
fn short(id: &str, version: &str) -> String {
    let parts = if id == "alpine" { 2 } else { usize::MAX };
    version.split('.').take(parts).collect::<Vec<_>>().join(".")
}

/// One short line without control characters and backticks.
fn plain(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control() && *sign != '`').take(60).collect()
}

/// `linux/amd64`, with a variant where there is one.
pub(super) fn platform(config: &Config) -> String {
    let parts = [Some(config.os.as_str()), Some(config.architecture.as_str()), config.variant.as_deref()];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inside::tests::made::{anatomy, debian};

    #[test]
    fn root_has_many_names() {
        let passwd: &[u8] =
            b"root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/:/bin/sh\napp:x:1000:1000::/:/bin/sh\nodd:x:\n";
        for (user, who_is) in [
            ("", Who::Root),
            ("root", Who::Root),
            ("0", Who::Root),
            ("0:0", Who::Root),
            ("root:root", Who::Root),
            ("00", Who::Root),
            ("toor", Who::Root),
            ("app", Who::Other),
            ("app:0", Who::Other),
            ("1000", Who::Other),
            ("odd", Who::Nobody),
            ("stranger", Who::Nobody),
        ] {
            assert_eq!(who(user, Some(passwd)), who_is, "{user}");
        }
        assert_eq!(who("app", None), Who::Nobody);
        assert_eq!(who("root", None), Who::Root);
    }

    #[test]
    fn no_secret_is_shown_wherever_it_stands() {
        const SECRET: &str = "hunter2-not-real";
        let config = serde_json::json!({
            "config": {
                "Entrypoint": ["app", "--password", SECRET], "Cmd": [format!("--db-password={SECRET}")],
                "Env": [format!("DB_PASSWORD={SECRET}"), "MODE=fast"], "Labels": {"api.token": SECRET, "who": "me"},
                "Healthcheck": {"Test": ["CMD", "probe", "--token", SECRET]},
            },
            "history": [{"created_by": format!("RUN |1 API_TOKEN={SECRET} /bin/sh -c make --password {SECRET}")}],
        });
        let anatomy = anatomy(&config.to_string(), vec![debian()]);
        let steps = crate::inside::layers::steps(&anatomy.image);
        let shown = settings(&anatomy);
        let all = format!("{steps:?} {shown:?}");
        assert!(!all.contains(SECRET), "{all}");
        assert!(all.contains("fast") && all.contains("--password") && all.contains("probe"), "{all}");
    }

    #[test]
    fn distributions_have_short_names() {
        let release = |id: &str, name: &str, version: Option<&str>, codename: Option<&str>| Release {
            id: id.to_owned(),
            name: Some(name.to_owned()),
            version: version.map(str::to_owned),
            codename: codename.map(str::to_owned),
            ..Release::default()
        };
        for (release, name) in [
            (release("debian", "Debian GNU/Linux", Some("12"), Some("bookworm")), "Debian 12"),
            (release("debian", "Debian GNU/Linux", None, Some("forky")), "Debian forky"),
            (release("alpine", "Alpine Linux", Some("3.23.6"), None), "Alpine 3.23"),
            (release("templeos", "Temple`OS\u{1b}", Some("5.03"), None), "TempleOS 5.03"),
            (release("arch", "Arch Linux", None, None), "Arch Linux"),
        ] {
            assert_eq!(os(&release).name, name);
        }
    }
}
