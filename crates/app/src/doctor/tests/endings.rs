//! How containers end, with the last lines of real programs.

use engine::model::container::*;
use engine::model::image::{ImageConfig, ImageDetail};

use super::super::*;
use crate::wire::{ActionId, EndKind};

/// A container that ended with this code.
pub(super) fn exited(exit_code: i64) -> ContainerDetail {
    ContainerDetail {
        id: "0123456789ab".to_owned(),
        name: "web".to_owned(),
        image: "app:1".to_owned(),
        image_id: "sha256:00".to_owned(),
        created: None,
        run: RunState {
            state: ContainerState::Exited,
            started: None,
            finished: None,
            exit_code,
            oom_killed: false,
            error: String::new(),
            restarts: 0,
            health: None,
        },
        spec: ContainerSpec { command: Some(vec!["/app/start".to_owned()]), ..ContainerSpec::default() },
        ports: Vec::new(),
        mounts: Vec::new(),
        networks: Vec::new(),
    }
}

pub(super) fn image(config: ImageConfig) -> ImageDetail {
    ImageDetail {
        id: "sha256:00".to_owned(),
        repo_tags: Vec::new(),
        repo_digests: Vec::new(),
        created: None,
        size: 0,
        os: "linux".to_owned(),
        architecture: "amd64".to_owned(),
        variant: String::new(),
        config,
        layers: Vec::new(),
    }
}

fn why(detail: &ContainerDetail, log: &str) -> crate::wire::Problem {
    let lines: Vec<String> = log.lines().map(str::to_owned).collect();
    let problem = why_stopped(detail, &lines, None).expect("it ended");
    for fact in codes::find(&problem.code).expect("a known code").facts {
        assert!(problem.facts.contains_key(*fact), "{} lacks {fact}", problem.code);
    }
    problem
}

#[test]
fn exit_codes_tell_how_it_ended() {
    let table = [
        (0, EndKind::Finished, "stopped.finished"),
        (1, EndKind::Failed, "stopped.failedSilently"),
        (125, EndKind::Failed, "stopped.engineFailed"),
        (126, EndKind::Failed, "stopped.notExecutable"),
        (127, EndKind::Failed, "stopped.commandMissing"),
        (129, EndKind::Failed, "stopped.signal"),
        (130, EndKind::Stopped, "stopped.interrupted"),
        (134, EndKind::Failed, "stopped.aborted"),
        (137, EndKind::Killed, "stopped.killed"),
        (139, EndKind::Failed, "stopped.crashed"),
        (143, EndKind::Stopped, "stopped.asked"),
        (255, EndKind::Failed, "stopped.failedSilently"),
        (3_221_225_786, EndKind::Failed, "stopped.failedSilently"),
    ];
    for (exit_code, kind, code) in table {
        let detail = exited(exit_code);
        assert_eq!(end_kind(&detail.run), Some(kind), "{exit_code}");
        assert_eq!(why(&detail, "").code, code, "{exit_code}");
    }
    assert_eq!(why(&exited(129), "").facts["signal"], "SIGHUP");
}

#[test]
fn the_memory_flag_decides_between_force_and_want_of_memory() {
    let mut detail = exited(137);
    detail.spec.memory = Some(512 << 20);
    let forced = why(&detail, "");
    assert_eq!((forced.code.as_str(), forced.facts["limit"].as_str()), ("stopped.killedWithLimit", "512 MB"));
    detail.run.oom_killed = true;
    let starved = why(&detail, "");
    assert_eq!((starved.code.as_str(), starved.facts["limit"].as_str()), ("stopped.outOfMemory", "512 MB"));
    assert_eq!(starved.actions[0].id, ActionId::RaiseMemory);
    assert_eq!(end_kind(&detail.run), Some(EndKind::OutOfMemory));
    detail.spec.memory = None;
    assert_eq!(why(&detail, "").code, "stopped.outOfMemoryHost");
}

#[test]
fn what_runs_or_never_ran_has_not_ended() {
    for state in [ContainerState::Running, ContainerState::Created, ContainerState::Paused] {
        let mut detail = exited(0);
        detail.run.state = state;
        assert_eq!(end_kind(&detail.run), None);
        assert_eq!(why_stopped(&detail, &[], None), None);
    }
}

#[test]
fn a_failed_start_is_told_by_the_engines_error() {
    // Docker 20.10.24 leaves such a container behind as `created`, with exit code 128.
    let mut detail = exited(128);
    detail.run.state = ContainerState::Created;
    detail.run.error = "driver failed programming external connectivity on endpoint p2 (d014936e5cb8): Bind for 0.0.0.0:8080 failed: port is already allocated".to_owned();
    assert_eq!(end_kind(&detail.run), Some(EndKind::NotStarted));
    assert_eq!(why(&detail, "").code, "run.portBusy");
    detail.run.error = "something new".to_owned();
    assert_eq!(why(&detail, "").facts["reason"], "something new");
}

#[test]
fn a_shell_without_a_terminal_had_nothing_to_do() {
    let mut detail = exited(0);
    detail.spec.command = None;
    let debian = image(ImageConfig { cmd: vec!["/bin/bash".to_owned()], ..ImageConfig::default() });
    let problem = why_stopped(&detail, &[], Some(&debian)).expect("it ended");
    assert_eq!((problem.code.as_str(), problem.facts["command"].as_str()), ("stopped.finishedShell", "bash"));
    assert_eq!(problem.actions[0].id, ActionId::RunWithTerminal);
    detail.spec.command = Some(["sh", "-c", "echo hi"].map(str::to_owned).to_vec());
    assert_eq!(why(&detail, "hi").code, "stopped.finished");
}

#[test]
fn the_telling_line_is_the_last_failure_or_the_last_line() {
    assert_eq!(why(&exited(1), "starting\nValueError: bad\nbye").facts["line"], "ValueError: bad");
    assert_eq!(why(&exited(1), "one\ntwo\n").facts["line"], "two");
    assert_eq!(why(&exited(1), "\x1b[31mFatal: no\x1b[0m").facts["line"], "Fatal: no");
}

#[test]
fn in_a_loop_the_first_failure_counts() {
    let mut detail = exited(1);
    detail.run.state = ContainerState::Restarting;
    let problem = why(&detail, "starting\nError: schema is broken\nError: lock is held\nError: lock is held");
    assert_eq!(problem.code, "stopped.restartLoop");
    assert_eq!(problem.facts["line"], "Error: schema is broken");
    assert_eq!(problem.actions[0].id, ActionId::StopContainer);
    assert_eq!(why(&detail, "").code, "stopped.restartLoopSilently");
}

#[test]
fn missing_settings_are_named() {
    let table = [
        (
            "POSTGRES_PASSWORD",
            "Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, \"-e POSTGRES_PASSWORD=password\" on \"docker run\".",
        ),
        (
            "MYSQL_ROOT_PASSWORD",
            "2021-04-12 16:16:04+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD",
        ),
        (
            "MYSQL_ROOT_PASSWORD",
            "error: database is uninitialized and password option is not specified \n  You need to specify one of MYSQL_ROOT_PASSWORD, MYSQL_ALLOW_EMPTY_PASSWORD and MYSQL_RANDOM_ROOT_PASSWORD",
        ),
        (
            "MARIADB_ROOT_PASSWORD",
            "2026-09-25 09:45:16+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD",
        ),
        (
            "MONGO_INITDB_ROOT_USERNAME",
            "error: missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD'\n       both must be specified for a user to be created",
        ),
        ("KAFKA_PROCESS_ROLES", "environment variable \"KAFKA_PROCESS_ROLES\" is not set"),
        ("DB_HOST", "/entrypoint.sh: line 3: DB_HOST: unbound variable"),
        ("API_KEY", "/entrypoint.sh: API_KEY: parameter not set"),
        (
            "DATABASE_URL",
            "Traceback (most recent call last):\n  File \"app.py\", line 1, in <module>\nKeyError: 'DATABASE_URL'",
        ),
        ("SECRET_KEY", "Error: SECRET_KEY must be set"),
        ("TOKEN", "Missing required environment variable: TOKEN"),
    ];
    for (variable, log) in table {
        let problem = why(&exited(1), log);
        assert_eq!(problem.code, "stopped.missingSetting", "{log}");
        assert_eq!(problem.facts["variable"], variable, "{log}");
        assert_eq!(problem.actions[0].id, ActionId::SetVariable);
    }
    let mut given = exited(1);
    given.spec.env = vec![("POSTGRES_PASSWORD".to_owned(), "secret".to_owned())];
    assert_eq!(why(&given, "You must specify POSTGRES_PASSWORD").code, "stopped.failed");
}

#[test]
fn known_causes_are_read_from_the_last_lines() {
    let table = [
        (1, "exec /noexec: exec format error", "stopped.wrongChip", "container=web"),
        (1, "exec /crlf.sh: no such file or directory", "stopped.lineEndings", "file=crlf.sh"),
        (127, "/usr/bin/env: ‘bash\\r’: No such file or directory", "stopped.lineEndings", "file=bash"),
        (127, "/bin/sh: nope: not found", "stopped.commandMissing", "command=nope"),
        (127, "bash: line 1: gunicorn: command not found", "stopped.commandMissing", "command=gunicorn"),
        (
            126,
            "/bin/sh: /plain: Permission denied",
            "stopped.accessDenied",
            "line=/bin/sh: /plain: Permission denied",
        ),
        (
            1,
            "nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)",
            "stopped.portTakenInside",
            "container=web",
        ),
        (
            1,
            "Error: listen EADDRINUSE: address already in use :::3000",
            "stopped.portTakenInside",
            "container=web",
        ),
        (1, "Error: connect ECONNREFUSED 127.0.0.1:5432", "stopped.localhost", "address=127.0.0.1:5432"),
        (
            1,
            "connection to server at \"localhost\" (127.0.0.1), port 5432 failed: Connection refused",
            "stopped.localhost",
            "container=web",
        ),
        (1, "write /data/x: no space left on device", "disk.full", "container=web"),
        (
            78,
            "bootstrap check failure [1] of [1]: max virtual memory areas vm.max_map_count [65530] is too low, increase to at least [262144]",
            "stopped.systemSetting",
            "setting=vm.max_map_count",
        ),
        (
            1,
            "FATAL:  database files are incompatible with server\nDETAIL:  The data directory was initialized by PostgreSQL version 13, which is not compatible with this version 16.1.",
            "stopped.dataFromOtherVersion",
            "container=web",
        ),
    ];
    for (exit_code, log, code, fact) in table {
        let problem = why(&exited(exit_code), log);
        assert_eq!(problem.code, code, "{log}");
        let (name, value) = fact.split_once('=').expect("name=value");
        assert_eq!(problem.facts[name], value, "{log}");
    }
}

#[test]
fn a_mounted_folder_without_rights_is_told_from_any_other_denial() {
    let mut detail = exited(1);
    detail.spec.user = Some("1000".to_owned());
    let log = "mkdir: cannot create directory '/var/lib/app/cache': Permission denied";
    assert_eq!(why(&detail, log).code, "stopped.accessDenied");
    detail.mounts = vec![MountPoint {
        kind: MountKind::Bind,
        source: "/home/me/data".to_owned(),
        destination: "/var/lib/app".to_owned(),
        read_only: false,
        anonymous: false,
    }];
    let problem = why(&detail, log);
    assert_eq!(problem.code, "stopped.folderDenied");
    assert_eq!((problem.facts["path"].as_str(), problem.facts["user"].as_str()), ("/home/me/data", "1000"));
}
