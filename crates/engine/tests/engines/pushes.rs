//! Images pushed to a real registry, and pulls through a registry that misbehaves.

use std::sync::Arc;

use engine::{EngineError, RegistryAuth};
use job::{Job, JobContext, JobId, PartState};
use testkit::image::{busybox, web};
use testkit::{Fault, FaultProxy, ImageBuilder, LyingRegistry, Rule, Then};

use crate::stage::{Stage, on_every_engine, soon, status, until};

on_every_engine!(
    push,
    push_with_password,
    push_refused,
    push_cancelled,
    pull_by_digest,
    pull_for_another_platform,
    pull_through_faults
);

/// What Docker's and Podman's registries of today know.
const ACCEPT: &str =
    "application/vnd.docker.distribution.manifest.v2+json,application/vnd.oci.image.manifest.v1+json";

fn job() -> Job {
    Job::begin(JobId::new("1"), "image.push", "x", &["push"], Arc::new(jiff::Timestamp::now))
}

async fn push(stage: &Stage) {
    let registry = testkit::registry().await;
    let name = registry.reference("shop/web:1");
    web("one").layer().noise("noise", 4 << 20).load_into(&stage.test, &[&name]).await;
    let job = job();
    let pushed = stage.engine.image_push(&name, None, &job.context()).await.expect("pushed");
    let head = registry.request("HEAD", "/v2/shop/web/manifests/1", &[("Accept", ACCEPT)], b"").await;
    assert_eq!(pushed.digest.as_deref(), head.header("docker-content-digest"));
    let progress = job.snapshot().progress;
    if !stage.is_podman() {
        let progress = progress.expect("told");
        assert!(pushed.size.is_some_and(|size| size > 100), "{pushed:?}");
        assert!(progress.parts.iter().all(|part| part.state == PartState::Done), "{progress:?}");
        assert!(progress.current > 4 << 20 && progress.total == Some(progress.current), "{progress:?}");
        let again = self::job();
        stage.engine.image_push(&name, None, &again.context()).await.expect("pushed again");
        let progress = again.snapshot().progress.expect("told");
        assert!(progress.parts.iter().all(|part| part.state == PartState::AlreadyHere), "{progress:?}");
    }
}

/// A password whose base64 has `+` and `/`, which engines read only in the alphabet for addresses.
async fn push_with_password(stage: &Stage) {
    const PASSWORD: &str = "a>b?c~~~ä>>>???";
    let registry = testkit::registry_with_auth("anna", PASSWORD).await;
    let name = registry.reference("web:1");
    busybox().load_into(&stage.test, &[&name]).await;
    let auth = RegistryAuth::Password {
        server: registry.host(),
        username: "anna".into(),
        password: PASSWORD.into(),
    };
    let detached = JobContext::detached();
    let nobody = stage.engine.image_push(&name, None, &detached).await.expect_err("nobody signed in");
    assert!(matches!(nobody, EngineError::Refused { status: 200, .. }), "{nobody:?}");
    stage.engine.image_push(&name, Some(&auth), &detached).await.expect("pushed");
    let pulled = stage.engine.image_pull(&name, None, Some(&auth), &detached).await;
    assert_eq!(pulled.expect("pulled").repo_tags, [name]);
}

async fn push_refused(stage: &Stage) {
    let detached = JobContext::detached();
    let nowhere = format!("127.0.0.1:{}/web:1", testkit::free_port());
    busybox().load_into(&stage.test, &[&nowhere]).await;
    let error = stage.engine.image_push(&nowhere, None, &detached).await.expect_err("nobody there");
    assert!(error.to_string().contains("connection refused"), "{error}");
    let unknown = nowhere.replace(":1", ":2");
    let error = stage.engine.image_push(&unknown, None, &detached).await.expect_err("no such image");
    assert!(matches!(error, EngineError::Refused { .. }), "{error:?}");
}

async fn push_cancelled(stage: &Stage) {
    let registry = testkit::registry().await;
    let proxy = FaultProxy::start(&registry.host(), Fault::Throttle(64)).await;
    let name = format!("{}/web:1", proxy.host());
    busybox().layer().noise("noise", 4 << 20).load_into(&stage.test, &[&name]).await;
    let job = job();
    let (context, engine) = (job.context(), stage.engine.clone());
    let pushing = tokio::spawn(async move { engine.image_push(&name, None, &context).await });
    until("the first bytes", || async { proxy.bytes_passed() > 0 }).await;
    job.cancel();
    let ended = soon("the end", pushing).await.expect("no panic");
    assert!(matches!(ended, Err(EngineError::Cancelled { .. })), "{ended:?}");
    until("silence", || async { proxy.open_connections() == 0 }).await;
    assert_eq!(registry.request("GET", "/v2/web/manifests/1", &[("Accept", ACCEPT)], b"").await.status, 404);
}

/// The digest is pulled whatever the tag says by then; the tag is moved by us, there and back.
async fn pull_by_digest(stage: &Stage) {
    let (engine, registry, detached) = (&stage.engine, testkit::registry().await, JobContext::detached());
    let (old, new) = (
        web("old").push_to(&registry, "shop/web:1").await,
        web("new").push_to(&registry, "shop/web:1").await,
    );
    let index = testkit::push_index(
        &registry,
        "shop/web:index",
        &[web("index"), ImageBuilder::scratch().platform("linux", "arm64", None)],
    )
    .await;
    let by = |digest: &str| registry.reference(&format!("shop/web@{digest}"));
    let tag = registry.reference("shop/web:1");
    for digest in [&old, &new, &index] {
        let pulled = engine.image_pull(&by(digest), None, None, &detached).await.expect("pulled");
        assert!(pulled.repo_tags.is_empty() && pulled.repo_digests.contains(&by(digest)), "{pulled:?}");
        assert_eq!(engine.image_inspect_raw(&by(digest)).await.expect("there")["Id"], pulled.id.as_str());
    }
    assert!(engine.image_list().await.expect("listed").iter().all(|image| image.repo_tags.is_empty()));
    assert_eq!(status(&engine.image_inspect_raw(&tag).await.expect_err("never pulled")), 404);
    for digest in [&old, &new, &old] {
        engine.image_tag(&by(digest), &registry.reference("shop/web"), "1").await.expect("tagged");
        let (tagged, meant) = (engine.image_inspect(&tag).await, engine.image_inspect(&by(digest)).await);
        assert_eq!(tagged.expect("there").id, meant.expect("there").id);
    }
    let never = by(&old.replace(&old[20..24], "0000"));
    let error = engine.image_pull(&never, None, None, &detached).await.expect_err("never pushed");
    assert!(error.to_string().contains("manifest unknown"), "{error}");
}

/// An index without our platform is refused inside the stream, and nothing is here afterwards.
async fn pull_for_another_platform(stage: &Stage) {
    let registry = testkit::registry().await;
    let arm = ImageBuilder::scratch().file("arm", "x", 0o644).platform("linux", "arm64", Some("v8"));
    let digest = testkit::push_index(&registry, "arm:1", &[arm]).await;
    let reference = registry.reference(&format!("arm@{digest}"));
    let pulled = stage.engine.image_pull(&reference, None, None, &JobContext::detached()).await;
    let error = pulled.expect_err("not for us");
    assert!(matches!(error, EngineError::Refused { status: 200, .. }), "{error:?}");
    assert!(error.to_string().contains("manifest list"), "{error}");
    assert_eq!(status(&stage.engine.image_inspect_raw(&reference).await.expect_err("not here")), 404);
}

/// The status is 200 and the words are in the stream. Faults that Docker tries again for more than a minute are left out.
async fn pull_through_faults(stage: &Stage) {
    let registry = testkit::registry().await;
    let digest = busybox().layer().noise("noise", 1 << 20).push_to(&registry, "big:1").await;
    // Manifests first: Docker keeps one that it has read for a while, and asks for it no more.
    for (path, fault) in [
        ("manifests", Then::WrongBody),
        ("manifests", Then::status(500)),
        ("blobs", Then::status(404)),
        ("blobs", Then::WrongBody),
    ] {
        let rule = Rule::on(&format!("(GET|HEAD) /v2/big/{path}/")).then(fault.clone());
        let liar = LyingRegistry::before(&registry).rule(rule).start();
        let reference = liar.reference(&format!("big@{digest}"));
        let pulled = stage.engine.image_pull(&reference, None, None, &JobContext::detached()).await;
        let error = pulled.expect_err(&format!("{path} {fault:?}"));
        let EngineError::Refused { message, .. } = &error else { panic!("{path} {fault:?}: {error:?}") };
        assert!(message.len() > 10, "{path} {fault:?}: {message}");
        assert_eq!(stage.engine.image_list().await.expect("listed"), [], "{path} {fault:?}");
    }
}
