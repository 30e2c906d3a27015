//! A container's life, what it is made of, what it changed, what it said.

use std::collections::BTreeMap;
use std::time::Duration;

use engine::model::container::{
    ContainerSpec, ContainerState, FileChangeKind, Health, MountKind, MountSpec, PortBinding, Protocol,
    RestartPolicy,
};
use engine::model::log::{LogLine, LogQuery, LogStream};
use futures_util::{StreamExt, TryStreamExt};
use testkit::image::{exits, sleeper, web};

use crate::stage::{Stage, on_every_engine, shell, soon, status, until};

on_every_engine!(
    life,
    create_and_inspect,
    neighboring_ports,
    anonymous_volume,
    exit_codes,
    changes,
    refusals,
    logs_of_two_streams,
    logs_of_a_terminal,
    logs_whole,
    logs_followed,
);

async fn state(stage: &Stage, id: &str) -> ContainerState {
    stage.engine.container_inspect(id).await.expect("there").run.state
}

async fn life(stage: &Stage) {
    let engine = &stage.engine;
    let image = stage.image("sleeper", &sleeper()).await;
    let spec = ContainerSpec { name: Some("web".into()), image, ..ContainerSpec::default() };
    let made = engine.container_create(&spec).await.expect("made");
    assert_eq!(state(stage, &made.id).await, ContainerState::Created);
    engine.container_start(&made.id).await.expect("started");
    engine.container_start("web").await.expect("starting twice is no error");
    assert_eq!(state(stage, "web").await, ContainerState::Running);
    engine.container_pause("web").await.expect("paused");
    assert_eq!(state(stage, "web").await, ContainerState::Paused);
    engine.container_unpause("web").await.expect("unpaused");
    engine.container_rename("web", "shop").await.expect("renamed");
    engine.container_restart("shop").await.expect("restarted");
    let detail = engine.container_inspect(&made.id).await.expect("there");
    assert_eq!((detail.name.as_str(), detail.run.state), ("shop", ContainerState::Running));
    engine.container_stop("shop", Some(Duration::from_secs(5))).await.expect("stopped");
    assert_eq!(state(stage, "shop").await, ContainerState::Exited);
    engine.container_start("shop").await.expect("started again");
    engine.container_kill("shop", None).await.expect("killed");
    assert_eq!(engine.container_wait("shop").await.expect("ended"), 137);
    engine.container_remove("shop", false).await.expect("removed");
    assert_eq!(status(&engine.container_inspect("shop").await.expect_err("gone")), 404);
}

async fn create_and_inspect(stage: &Stage) {
    let engine = &stage.engine;
    let image = stage.image("web", &web("hello")).await;
    let port = testkit::free_port();
    let folder = tempfile::tempdir().expect("a folder");
    let spec = ContainerSpec {
        name: Some("full".into()),
        image: image.clone(),
        env: vec![("A".into(), "1=2".into()), ("EMPTY".into(), String::new())],
        ports: vec![PortBinding {
            container_port: 80,
            protocol: Protocol::Tcp,
            host_ip: "127.0.0.1".into(),
            host_port: Some(port),
        }],
        mounts: vec![
            MountSpec {
                kind: MountKind::Volume,
                source: "data".into(),
                target: "/data".into(),
                read_only: false,
            },
            MountSpec {
                kind: MountKind::Bind,
                source: folder.path().display().to_string(),
                target: "/host".into(),
                read_only: true,
            },
            MountSpec {
                kind: MountKind::Tmpfs,
                source: String::new(),
                target: "/scratch".into(),
                read_only: false,
            },
        ],
        restart: RestartPolicy::OnFailure(3),
        hostname: Some("box".into()),
        user: Some("0".into()),
        working_dir: Some("/www".into()),
        labels: BTreeMap::from([("app".to_owned(), "shop".to_owned())]),
        memory: Some(64 << 20),
        nano_cpus: Some(500_000_000),
        shm_size: Some(32 << 20),
        cap_add: vec!["NET_ADMIN".into()],
        cap_drop: vec!["MKNOD".into()],
        extra_hosts: vec!["db:10.1.2.3".into()],
        dns: vec!["9.9.9.9".into()],
        read_only: true,
        init: false,
        stop_signal: Some("SIGINT".into()),
        ..ContainerSpec::default()
    };
    let id = stage.start(&spec).await;
    let detail = engine.container_inspect(&id).await.expect("there");
    assert_eq!((detail.id.as_str(), detail.image.as_str()), (id.as_str(), image.as_str()));
    assert!(
        detail.image_id.starts_with("sha256:") && detail.created.is_some() && detail.run.started.is_some()
    );
    let made = &detail.spec;
    for pair in &spec.env {
        assert!(made.env.contains(pair), "{pair:?} in {:?}", made.env);
    }
    assert_eq!(made.labels.get("app").map(String::as_str), Some("shop"));
    assert!(made.cap_add.contains(&"NET_ADMIN".to_owned()), "{:?}", made.cap_add);
    assert!(made.cap_drop.contains(&"MKNOD".to_owned()), "{:?}", made.cap_drop);
    let mut mounts = made.mounts.clone();
    mounts.sort_by(|a, b| a.target.cmp(&b.target));
    let same = ContainerSpec {
        env: made.env.clone(),
        labels: made.labels.clone(),
        command: made.command.clone(),
        entrypoint: made.entrypoint.clone(),
        network: made.network.clone(),
        cap_add: made.cap_add.clone(),
        cap_drop: made.cap_drop.clone(),
        mounts: spec.mounts.clone(),
        ..spec
    };
    assert_eq!(ContainerSpec { mounts, ..made.clone() }, same);
    assert_eq!(detail.ports.iter().find(|p| p.container_port == 80).and_then(|p| p.host_port), Some(port));
    let raw = engine.container_inspect_raw(&id).await.expect("there");
    assert_eq!(raw["Id"].as_str(), Some(id.as_str()));

    let listed = engine.container_list_some(&[id.clone(), "f".repeat(64)]).await.expect("listed");
    assert_eq!(listed.len(), 1);
    let row = &listed[0];
    assert_eq!(
        (row.name.as_str(), row.state, row.image.as_str()),
        ("full", ContainerState::Running, image.as_str())
    );
    assert_eq!(row.image_id, detail.image_id);
    assert_eq!(
        row.ports.iter().map(|p| (p.container_port, p.host_port)).collect::<Vec<_>>(),
        [(80, Some(port))]
    );
    assert_eq!(engine.container_list().await.expect("listed"), listed);
    assert_eq!(engine.container_list_some(&[]).await.expect("listed"), []);

    let volumes = engine.volume_list().await.expect("listed");
    assert_eq!(volumes.iter().map(|v| (v.name.as_str(), v.anonymous)).collect::<Vec<_>>(), [("data", false)]);
    assert_eq!(status(&engine.volume_remove("data").await.expect_err("in use")), 409);
    engine.container_remove(&id, true).await.expect("removed");
    assert_eq!(
        engine.volume_list().await.expect("listed").len(),
        1,
        "removing a container leaves its volumes"
    );
    engine.volume_remove("data").await.expect("removed");
    assert!(engine.network_list().await.expect("listed").iter().any(|n| n.driver == "bridge"));
}

/// Podman joins ports that follow each other into one range and must not lose the others on the way to us.
async fn neighboring_ports(stage: &Stage) {
    let image = stage.image("sleeper", &sleeper()).await;
    let first = testkit::free_port().min(65_000);
    let port = |inside, offset| PortBinding {
        container_port: inside,
        protocol: Protocol::Tcp,
        host_ip: "127.0.0.1".into(),
        host_port: Some(first + offset),
    };
    let ports = vec![port(8080, 0), port(8081, 1)];
    let id = stage.start(&ContainerSpec { image, ports: ports.clone(), ..ContainerSpec::default() }).await;
    assert_eq!(stage.engine.container_inspect(&id).await.expect("there").ports, ports);
    assert_eq!(stage.engine.container_list().await.expect("listed")[0].ports, ports);
}

async fn anonymous_volume(stage: &Stage) {
    let image = stage.image("postgres", &testkit::image::postgres_like()).await;
    let made = stage
        .engine
        .container_create(&ContainerSpec { image, ..ContainerSpec::default() })
        .await
        .expect("made");
    let detail = stage.engine.container_inspect(&made.id).await.expect("there");
    let mount = &detail.mounts[0];
    assert_eq!((mount.kind, mount.anonymous), (MountKind::Volume, true));
    assert_eq!(mount.destination, "/var/lib/postgresql/data");
    let volumes = stage.engine.volume_list().await.expect("listed");
    assert_eq!(volumes.iter().map(|v| (&v.name, v.anonymous)).collect::<Vec<_>>(), [(&mount.source, true)]);
}

async fn exit_codes(stage: &Stage) {
    let image = stage.image("exits", &exits(3)).await;
    let id = stage.start(&ContainerSpec { image, ..ContainerSpec::default() }).await;
    assert_eq!(soon("the end", stage.engine.container_wait(&id)).await.expect("ended"), 3);
    let run = stage.engine.container_inspect(&id).await.expect("there").run;
    assert_eq!((run.state, run.exit_code, run.oom_killed), (ContainerState::Exited, 3, false));
    assert!(run.finished.is_some());
}

async fn changes(stage: &Stage) {
    let id = stage.run("echo x > /new; rm /etc/passwd").await;
    stage.engine.container_wait(&id).await.expect("ended");
    let changes = stage.engine.container_changes(&id).await.expect("listed");
    let kind = |path: &str| changes.iter().find(|change| change.path == path).map(|change| change.kind);
    assert_eq!(kind("/new"), Some(FileChangeKind::Added), "{changes:?}");
    assert_eq!(kind("/etc/passwd"), Some(FileChangeKind::Deleted), "{changes:?}");
}

async fn refusals(stage: &Stage) {
    let engine = &stage.engine;
    let image = stage.image("sleeper", &sleeper()).await;
    let spec = ContainerSpec { name: Some("one".into()), image, ..ContainerSpec::default() };
    let id = stage.start(&spec).await;
    let taken = engine.container_create(&spec).await.expect_err("the name is taken");
    assert_eq!(status(&taken), 409, "{taken}");
    let running = engine.container_remove(&id, false).await.expect_err("it runs");
    assert_eq!(status(&running), 409, "{running}");
    let unknown = engine.container_start("nobody").await.expect_err("unknown");
    assert_eq!(status(&unknown), 404, "{unknown}");
    let unpaused = engine.container_unpause(&id).await.expect_err("not paused");
    assert!([409, 500].contains(&status(&unpaused)), "{unpaused}");
    let none = ContainerSpec { image: "localhost/none:1".into(), ..ContainerSpec::default() };
    let missing = engine.container_create(&none).await.expect_err("no such image");
    assert_eq!(status(&missing), 404, "{missing}");
    assert!(unknown.to_string().starts_with("start container nobody: "), "{unknown}");
}

const ALL: LogQuery = LogQuery { follow: false, tail: None, since: None };

async fn read(stage: &Stage, id: &str, query: LogQuery, tty: bool) -> Vec<LogLine> {
    let lines = stage.engine.container_logs(id, query, tty).try_collect();
    soon("the log", lines).await.expect("readable")
}

async fn logs_of_two_streams(stage: &Stage) {
    let id = stage.run("echo one; echo two >&2; printf 'three\\n\\nfour'").await;
    stage.engine.container_wait(&id).await.expect("ended");
    let lines = read(stage, &id, ALL, false).await;
    let of =
        |stream| lines.iter().filter(|l| l.stream == stream).map(|l| l.text.as_str()).collect::<Vec<_>>();
    assert_eq!(of(LogStream::Stdout), ["one", "three", "", "four"]);
    assert_eq!(of(LogStream::Stderr), ["two"]);
    assert!(lines.iter().all(|line| line.at.is_some()), "{lines:?}");
    assert_eq!(read(stage, &id, LogQuery { tail: Some(1), ..ALL }, false).await.len(), 1);
    let later = jiff::Timestamp::now() + Duration::from_secs(3600);
    assert_eq!(read(stage, &id, LogQuery { since: Some(later), ..ALL }, false).await, []);
    let earlier = lines[0].at.map(|at| at - Duration::from_millis(1));
    assert_eq!(read(stage, &id, LogQuery { since: earlier, ..ALL }, false).await.len(), 5);
}

async fn logs_of_a_terminal(stage: &Stage) {
    let image = stage.image("busybox", &testkit::image::busybox()).await;
    let command = Some(shell("echo one; echo two >&2; printf three"));
    let id = stage.start(&ContainerSpec { image, command, tty: true, ..ContainerSpec::default() }).await;
    stage.engine.container_wait(&id).await.expect("ended");
    let lines = read(stage, &id, ALL, true).await;
    assert_eq!(lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["one", "two", "three"]);
    assert!(lines.iter().all(|line| line.at.is_some() && line.stream == LogStream::Stdout), "{lines:?}");
}

async fn logs_whole(stage: &Stage) {
    let id = stage.run("seq 100000; head -c 100000 /dev/zero | tr '\\0' x; echo").await;
    stage.engine.container_wait(&id).await.expect("ended");
    let lines = read(stage, &id, ALL, false).await;
    let first_wrong = lines.iter().zip(1..=100_000).find(|(line, number)| line.text != number.to_string());
    assert_eq!(first_wrong, None);
    let long: Vec<_> = lines[100_000..].iter().map(|line| line.text.len()).collect();
    assert_eq!(long, [65_536, 34_464]);
    assert!(lines[100_000..].iter().all(|line| line.text.bytes().all(|byte| byte == b'x')));
}

/// A container that says nothing for a while must not end the stream, and its end must.
async fn logs_followed(stage: &Stage) {
    let id = stage.run("sleep 3600").await;
    let follow = LogQuery { follow: true, tail: None, since: None };
    let mut lines = std::pin::pin!(stage.engine.container_logs(&id, follow, false));
    assert!(
        tokio::time::timeout(Duration::from_millis(500), lines.next()).await.is_err(),
        "it said something"
    );
    stage.engine.container_kill(&id, None).await.expect("killed");
    until("the end of the log", || async { state(stage, &id).await == ContainerState::Exited }).await;
    while let Some(line) = soon("the end of the log", lines.next()).await {
        line.expect("readable");
    }
}

/// Podman needs systemd for its timers, which no test engine has.
#[tokio::test(flavor = "multi_thread")]
async fn docker_health() {
    let stage = Stage::docker().await;
    let image = testkit::image::sleeper().healthcheck("echo too bad; exit 1", Duration::from_secs(1), 1);
    let image = stage.image("sick", &image).await;
    let id = stage.start(&ContainerSpec { image, ..ContainerSpec::default() }).await;
    let report =
        || async { stage.engine.container_inspect(&id).await.expect("there").run.health.expect("checked") };
    until("the verdict", || async { report().await.health == Health::Unhealthy }).await;
    let report = report().await;
    assert_eq!((report.failing_streak >= 1, report.last_output.as_str()), (true, "too bad\n"));
}
