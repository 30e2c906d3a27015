//! What a container's last log lines say about its end.

use std::sync::LazyLock;

use engine::model::container::{ContainerDetail, MountKind};
use regex::Regex;

use super::case::Facts;
use super::row::{ROW, Ready, Row, ready};
use super::{filled, text};
use crate::wire::Problem;

/// The last lines as programs write them; the more telling stands first. Variables keep their case.
const ROWS: &[Row] = &[
    Row {
        code: "stopped.missingSetting",
        patterns: &[
            // PostgreSQL, MySQL and MariaDB of all ages, MongoDB, CouchDB, SQL Server, InfluxDB.
            r"you must specify (?P<variable>POSTGRES_PASSWORD)",
            r"need to specify one (?:of the following[^\n]*\n[\s-]*|of )(?:an? )?(?P<variable>(?-i:[A-Z][A-Z0-9_]{3,}))",
            r"(?P<variable>MARIADB_ROOT_PASSWORD|MYSQL_ROOT_PASSWORD)",
            r"missing '(?P<variable>MONGO_INITDB_ROOT_USERNAME)' or",
            r"(?P<variable>COUCHDB_USER) and couchdb_password",
            r"(?P<variable>ACCEPT_EULA)",
            r"(?P<variable>(?:MSSQL_)?SA_PASSWORD)",
            // Anything that names a variable and says it is not there.
            r#"environment variables? ["'`]?(?P<variable>(?-i:[A-Z][A-Z0-9_]{2,}))["'`]? (?:is |was |are )?(?:not (?:set|found|defined|specified|provided)|missing|required|must be|undefined|unset|empty)"#,
            r#"(?:missing|required|no|set the|provide the|define the|undefined)(?: required| mandatory| necessary)? (?:environment|env) ?(?:variables?|vars?)?:? ["'`]?(?P<variable>(?-i:[A-Z][A-Z0-9_]{2,}))"#,
            r#"["'`]?\b(?P<variable>(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+))["'`]?(?: environment variable| env var)?:? (?:is |was |are )?(?:not (?:set|defined|specified|provided)|missing|required|must be (?:set|defined|specified|provided)|undefined|unset|unbound variable|parameter (?:not set|null or not set))"#,
            r"\b(?P<variable>(?-i:[A-Z][A-Z0-9_]{2,})): (?:unbound variable|parameter (?:not set|null or not set))",
            r"keyerror: '(?P<variable>(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+))'",
        ],
        ..ROW
    },
    Row {
        code: "stopped.dataFromOtherVersion",
        patterns: &[
            r"database files are incompatible with server",
            r"data directory was initialized by postgresql version",
            r"cannot upgrade from \d+ to \d+",
            r"invalid mysql server (?:upgrade|downgrade)",
            r"upgrade is not supported after a crash or shutdown with innodb_fast_shutdown",
            r"wrong mongod version|featurecompatibilityversion[^\n]*(?:invalid|unsupported|incompatible)",
            r"there appears to be postgresql data in",
        ],
        ..ROW
    },
    Row {
        code: "stopped.systemSetting",
        patterns: &[r"virtual memory areas (?P<setting>vm\.max_map_count) \[\d+\] (?:is )?(?:is )?too low"],
        ..ROW
    },
    Row {
        code: "stopped.wrongChip",
        patterns: &[r"exec format error", r"rosetta error", r"qemu-\w+: could not open"],
        ..ROW
    },
    Row { code: "disk.full", patterns: &[r"no space left on device", r"disk quota exceeded"], ..ROW },
    Row {
        code: "stopped.lineEndings",
        patterns: &[
            r"env: (?:can't execute )?['‘]?(?P<file>\w+)\\r['’]?: no such file",
            r"\$'\\r': command not found",
            r"(?P<file>\S+): /bin/\w+\^M: bad interpreter",
            r"exec (?:user process caused[^\n]*|\S*?(?P<file>[^/\s:]+\.(?:sh|bash|py|pl))): no such file or directory",
        ],
        ..ROW
    },
    Row {
        code: "stopped.portTakenInside",
        patterns: &[
            r"(?P<line>[^\n]*(?:address already in use|eaddrinuse|address in use)[^\n]*)",
            r"(?P<line>[^\n]*port \d+ (?:is )?already in use[^\n]*)",
        ],
        ..ROW
    },
    Row {
        code: "stopped.localhost",
        patterns: &[
            r"(?:connection refused|econnrefused|could not connect|can't connect|failed to connect)[^\n]*?(?P<address>(?:localhost|127\.0\.0\.1|\[?::1\]?)[^\s\w]{0,4}(?:\s?port\s?|:|, port )?\d{0,5})",
            r"(?P<address>(?:localhost|127\.0\.0\.1|\[?::1\]?)(?::\d+)?)[^\n]*(?:connection refused|econnrefused|could not connect)",
        ],
        ..ROW
    },
    Row {
        code: "stopped.folderDenied",
        patterns: &[
            r#"(?:permission denied|eacces|operation not permitted)[^\n]*?['"`‘:\s](?P<path>/[^\s'"`’:,)]+)"#,
            r#"['"`‘:\s](?P<path>/[^\s'"`’:,)]+)['"`’]?[^\n]*(?:permission denied|eacces|operation not permitted)"#,
        ],
        ..ROW
    },
    Row {
        code: "stopped.accessDenied",
        patterns: &[r"(?P<line>[^\n]*(?:permission denied|eacces)[^\n]*)"],
        ..ROW
    },
    Row {
        code: "stopped.commandMissing",
        patterns: &[
            r#"(?:^|\n)[^\n]*?(?:sh|bash|line \d+): (?:line )?\d*:? ?(?P<command>[^\s:]+): (?:command )?not found"#,
            r#"exec "?(?P<command>[^\s":]+)"?: (?:executable file not found|no such file or directory)"#,
        ],
        ..ROW
    },
];

static TABLE: LazyLock<Vec<Ready>> = LazyLock::new(|| ready(ROWS).collect());

/// Words of lines that say what went wrong.
#[allow(clippy::unwrap_used, reason = "a constant pattern, compiled by every test")]
static TELLING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:\w*error|fatal|panic\w*|\w*exception|critical|emerg|cannot|can't|could not|failed|failure|unable|denied|refused|invalid|missing|not found|no such)\b").unwrap()
});

/// Finds a known cause in the last lines.
pub(super) fn read(detail: &ContainerDetail, lines: &[String]) -> Option<Problem> {
    let joined = text::bounded(&lines.join("\n"));
    TABLE.iter().find_map(|ready| {
        let facts = ready.read(&joined)?;
        let facts = fitting(ready.row.code, facts, detail)?;
        Some(filled(ready.row.code, facts, &joined))
    })
}

/// Returns the line that says most: the first that speaks of a failure, or the last one that does.
pub(super) fn telling(lines: &[String], first: bool) -> Option<&str> {
    let speaks = |line: &&String| TELLING.is_match(line);
    let found = if first { lines.iter().find(speaks) } else { lines.iter().rev().find(speaks) };
    let line = found.or_else(|| lines.iter().rev().find(|line| !text::line(line).is_empty()))?;
    Some(line.as_str())
}

/// Checks a cause against what the container is made of and adds what it knows; none when it cannot be the cause.
fn fitting(code: &str, mut facts: Facts, detail: &ContainerDetail) -> Option<Facts> {
    facts.insert("container".to_owned(), detail.name.clone());
    match code {
        // Given already: the words come from something else, a help text or a warning.
        "stopped.missingSetting" => {
            let variable = facts.get("variable")?;
            let given = detail.spec.env.iter().any(|(key, value)| key == variable && !value.is_empty());
            (!given).then_some(facts)
        }
        "stopped.folderDenied" => {
            let path = facts.get("path")?;
            let mount = detail
                .mounts
                .iter()
                .find(|mount| mount.kind == MountKind::Bind && inside(path, &mount.destination))?;
            facts.insert("path".to_owned(), mount.source.clone());
            facts.insert(
                "user".to_owned(),
                detail.spec.user.clone().filter(|user| !user.is_empty()).unwrap_or("root".to_owned()),
            );
            Some(facts)
        }
        // Known by its exit code; the words alone also appear in logs of programs that go on.
        "stopped.commandMissing" => {
            (detail.run.exit_code == 127 || facts.contains_key("command")).then_some(facts)
        }
        "stopped.lineEndings" => {
            facts.entry("file".to_owned()).or_insert_with(|| {
                detail
                    .spec
                    .entrypoint
                    .iter()
                    .chain(&detail.spec.command)
                    .flatten()
                    .next()
                    .cloned()
                    .unwrap_or_default()
            });
            Some(facts)
        }
        _ => Some(facts),
    }
}

fn inside(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder.trim_end_matches('/'))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
