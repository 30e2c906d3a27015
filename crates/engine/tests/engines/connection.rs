//! Connecting, what goes over the wire, events, and engines that go away.

use std::path::Path;
use std::time::{Duration, Instant};

use engine::model::container::ContainerSpec;
use engine::model::event::EventKind;
use engine::model::log::LogQuery;
use engine::model::system::EngineKind;
use engine::{Endpoint, Engine, EngineError, UnreachableKind};
use futures_util::{Stream, StreamExt};
use testkit::Recorder;
use testkit::image::{exits, sleeper};

use crate::stage::{PATIENCE, Stage, on_every_engine, soon, until};

on_every_engine!(info, version_on_the_wire, dropping_hangs_up, events, events_since);

async fn info(stage: &Stage) {
    let info = stage.engine.info();
    let kind = if stage.is_podman() { EngineKind::Podman } else { EngineKind::Docker };
    assert_eq!((info.kind, info.os.as_str(), info.rootless), (kind, "linux", false));
    assert!(info.version.split('.').count() >= 3 && info.api_version.starts_with("1."), "{info:?}");
    assert!(info.cpus > 0 && info.memory > 1 << 20 && Path::new(&info.root_dir).exists(), "{info:?}");
    assert!(["amd64", "arm64"].contains(&info.architecture.as_str()), "{info:?}");
    assert!(!info.storage_driver.is_empty(), "{info:?}");
    stage.engine.ping().await.expect("it is there");
}

async fn version_on_the_wire(stage: &Stage) {
    let recorder = Recorder::start(&stage.test.socket());
    let engine = Engine::connect(&Endpoint::Unix(recorder.socket()), PATIENCE).await.expect("there");
    recorder.clear();
    engine.container_list().await.expect("listed");
    engine.image_list().await.expect("listed");
    engine.volume_list().await.expect("listed");
    engine.container_start("nobody").await.expect_err("nobody");
    let prefix = format!("/v{}/", engine.info().api_version);
    let requests = recorder.requests();
    assert_eq!(requests.len(), 4, "{requests:?}");
    assert!(requests.iter().all(|request| request.target.starts_with(&prefix)), "{requests:?}");
    assert!(requests.iter().all(|request| request.target.matches("/v1.").count() == 1), "{requests:?}");
}

/// Podman has not answered at all while there is nothing to say; dropping must hang up even then.
async fn dropping_hangs_up(stage: &Stage) {
    let recorder = Recorder::start(&stage.test.socket());
    let engine = Engine::connect(&Endpoint::Unix(recorder.socket()), PATIENCE).await.expect("there");
    let id = stage.run("sleep 3600").await;
    let follow = LogQuery { follow: true, tail: None, since: None };
    let mut log = Box::pin(engine.container_logs(&id, follow, false));
    let mut events = Box::pin(engine.events(None));
    let both = futures_util::future::join(log.next(), events.next());
    assert!(tokio::time::timeout(Duration::from_millis(500), both).await.is_err(), "somebody said something");
    until("two connections", || async { recorder.open_connections() == 2 }).await;
    drop((log, events));
    until("no connection", || async { recorder.open_connections() == 0 }).await;
}

async fn events(stage: &Stage) {
    let since = jiff::Timestamp::now();
    let mut events = std::pin::pin!(stage.engine.events(Some(since - Duration::from_secs(1))));
    let image = stage.image("exits", &exits(3)).await;
    let spec = ContainerSpec { name: Some("short".into()), image, ..ContainerSpec::default() };
    let id = stage.start(&spec).await;
    let die = soon("die", next(&mut events, "die")).await;
    assert_eq!((die.kind, die.actor.as_str()), (EventKind::Container, id.as_str()));
    assert_eq!(die.attributes.get("name").map(String::as_str), Some("short"), "{die:?}");
    let code = die.attributes.get("exitCode").or(die.attributes.get("containerExitCode"));
    assert_eq!(code.map(String::as_str), Some("3"), "{die:?}");
    assert!(die.at.is_some_and(|at| at >= since - Duration::from_secs(1)), "{die:?}");
    stage.engine.container_remove(&id, true).await.expect("removed");
    let gone = if stage.is_podman() { "remove" } else { "destroy" };
    assert_eq!(soon(gone, next(&mut events, gone)).await.actor, id);
}

type Event = engine::model::event::EngineEvent;

async fn next(events: &mut (impl Stream<Item = Result<Event, EngineError>> + Unpin), action: &str) -> Event {
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        let event = event.expect("readable");
        if event.action == action && event.kind == EventKind::Container {
            return event;
        }
        seen.push(event.action);
    }
    panic!("no {action} in {seen:?}")
}

/// A reader who was away gets what happened meanwhile.
async fn events_since(stage: &Stage) {
    let since = jiff::Timestamp::now();
    let id = stage.run("true").await;
    stage.engine.container_wait(&id).await.expect("ended");
    let mut events = std::pin::pin!(stage.engine.events(Some(since)));
    assert_eq!(soon("start", next(&mut events, "start")).await.actor, id);
}

#[tokio::test(flavor = "multi_thread")]
async fn docker_killed_in_the_middle() {
    killed_in_the_middle(Stage::docker().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn podman_killed_in_the_middle() {
    killed_in_the_middle(Stage::podman().await).await;
}

async fn killed_in_the_middle(mut stage: Stage) {
    let engine = stage.engine.clone();
    let image = stage.image("sleeper", &sleeper()).await;
    let id = stage.start(&ContainerSpec { image, ..ContainerSpec::default() }).await;
    let follow = LogQuery { follow: true, tail: Some(0), since: None };
    let waiting = tokio::spawn({
        let (engine, id) = (engine.clone(), id.clone());
        async move { engine.container_wait(&id).await }
    });
    let reading = tokio::spawn(engine.container_logs(&id, follow, false).collect::<Vec<_>>());
    let listening = tokio::spawn(engine.events(None).collect::<Vec<_>>());
    tokio::time::sleep(Duration::from_millis(500)).await;
    stage.test.kill();
    let waited = soon("an end of waiting", waiting).await.expect("no panic");
    assert!(matches!(waited, Err(EngineError::Unreachable { .. })), "{waited:?}");
    soon("an end of the log", reading).await.expect("no panic");
    soon("an end of the events", listening).await.expect("no panic");
    let now = engine.container_list().await.expect_err("nobody is there");
    assert!(matches!(now, EngineError::Unreachable { kind: UnreachableKind::Stale, .. }), "{now:?}");
    stage.test.restart().await;
    engine.ping().await.expect("it is back");
    engine.container_list().await.expect("the same handle works again");
}

async fn refused(endpoint: Endpoint) -> UnreachableKind {
    match Engine::connect(&endpoint, Duration::from_millis(500)).await {
        Err(EngineError::Unreachable { kind, .. }) => kind,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nobody_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("engine.sock");
    assert_eq!(refused(Endpoint::Unix(socket.clone())).await, UnreachableKind::NotFound);
    drop(std::os::unix::net::UnixListener::bind(&socket).expect("a socket"));
    assert_eq!(refused(Endpoint::Unix(socket)).await, UnreachableKind::Stale);
    let port = Endpoint::Tcp(format!("127.0.0.1:{}", testkit::free_port()));
    assert_eq!(refused(port).await, UnreachableKind::NotFound);
    assert_eq!(refused(Endpoint::Ssh("me@there".into())).await, UnreachableKind::SshLater);
}

#[tokio::test]
async fn somebody_else_there() {
    let registry = testkit::registry().await;
    assert_eq!(refused(Endpoint::Tcp(registry.host())).await, UnreachableKind::NotAnEngine);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let talker = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a caller");
        let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"SSH-2.0-OpenSSH_9.2\r\n\r\n").await;
        stream
    });
    assert_eq!(refused(Endpoint::Tcp(address)).await, UnreachableKind::NotAnEngine);
    drop(talker);
}

#[tokio::test]
async fn silence_is_limited() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let began = Instant::now();
    assert_eq!(refused(Endpoint::Tcp(address)).await, UnreachableKind::Silent);
    assert!(began.elapsed() < Duration::from_secs(5));
}
