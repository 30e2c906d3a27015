//! Images: pulled from a real registry, listed, tagged, removed.

use std::sync::Arc;
use std::time::Duration;

use engine::model::image::ImageRemoval;
use engine::{EngineError, RegistryAuth};
use job::{Job, JobContext, JobId, PartState, Progress};
use testkit::image::{busybox, web};
use testkit::{Fault, FaultProxy, ImageBuilder};

use crate::stage::{Stage, on_every_engine, soon, status, until};

on_every_engine!(
    pull,
    pull_without_tag,
    pull_progress,
    pull_by_digest_and_platform,
    pull_with_password,
    pull_cancelled,
    pull_refused,
    pull_from_nobody,
    tag_and_remove,
    short_names,
    inspect,
    disk_usage,
);

fn job() -> Job {
    Job::begin(JobId::new("1"), "image.pull", "x", &["pull"], Arc::new(jiff::Timestamp::now))
}

/// Random bytes, so that neither compression nor a layer that is already here make it small.
fn big() -> ImageBuilder {
    busybox().layer().noise("one", 8 << 20).layer().noise("two", 4 << 20)
}

async fn pull(stage: &Stage) {
    let registry = testkit::registry().await;
    web("two").push_to(&registry, "shop/web:2").await;
    web("one").push_to(&registry, "shop/web:1").await;
    let reference = registry.reference("shop/web:1");
    let pulled =
        stage.engine.image_pull(&reference, None, None, &JobContext::detached()).await.expect("pulled");
    assert_eq!(pulled.repo_tags, std::slice::from_ref(&reference));
    assert_eq!(pulled.config.exposed_ports.len(), 1);
    let listed = stage.engine.image_list().await.expect("listed");
    assert_eq!(
        listed.iter().map(|image| (&image.id, &image.repo_tags)).collect::<Vec<_>>(),
        [(&pulled.id, &vec![reference])]
    );
    assert!(listed[0].size > 1_000_000 && listed[0].created.is_some());
    assert!(listed[0].repo_digests[0].contains("@sha256:"), "{listed:?}");
}

/// Without a tag it is `latest`, as everywhere else, and not all tags, as the API would have it.
async fn pull_without_tag(stage: &Stage) {
    let registry = testkit::registry().await;
    web("old").push_to(&registry, "web:1").await;
    web("new").push_to(&registry, "web:latest").await;
    let reference = registry.reference("web");
    let pulled =
        stage.engine.image_pull(&reference, None, None, &JobContext::detached()).await.expect("pulled");
    assert_eq!(pulled.repo_tags, [format!("{reference}:latest")]);
    assert_eq!(stage.engine.image_list().await.expect("listed").len(), 1);
}

/// Watches a pull through a slow line: what is told only grows, and ends complete.
async fn pull_progress(stage: &Stage) {
    let registry = testkit::registry().await;
    let proxy = FaultProxy::start(&registry.host(), Fault::Throttle(8 << 20)).await;
    big().push_to(&registry, "big:1").await;
    let reference = format!("{}/big:1", proxy.host());
    let job = job();
    let (context, mut watch, engine) = (job.context(), job.watch(), stage.engine.clone());
    let pulling = {
        let reference = reference.clone();
        tokio::spawn(async move { engine.image_pull(&reference, None, None, &context).await })
    };
    let mut told: Vec<Progress> = Vec::new();
    while !pulling.is_finished() {
        let _ = tokio::time::timeout(Duration::from_millis(50), watch.changed()).await;
        told.extend(watch.borrow_and_update().progress.clone());
    }
    pulling.await.expect("no panic").expect("pulled");
    let last = job.snapshot().progress.expect("told");
    assert_eq!(last.parts.len(), 3, "{last:?}");
    assert!(last.parts.iter().all(|part| part.state == PartState::Done), "{last:?}");
    assert!(told.windows(2).all(|pair| pair[0].current <= pair[1].current), "it went backwards");
    let totals: Vec<_> = told.iter().filter_map(|progress| progress.total).collect();
    assert!(totals.windows(2).all(|pair| pair[0] <= pair[1]), "{totals:?}");
    if !stage.is_podman() {
        assert!(last.current > 12 << 20 && last.total == Some(last.current), "{last:?}");
        assert!(told.iter().any(|progress| progress.current > 1 << 20 && progress.current < last.current));
    }
    let again = self::job();
    stage.engine.image_pull(&reference, None, None, &again.context()).await.expect("pulled again");
    let moved = again.snapshot().progress.map_or(0, |progress| progress.current);
    assert_eq!(moved, 0, "what is here is not loaded again");
}

async fn pull_by_digest_and_platform(stage: &Stage) {
    let registry = testkit::registry().await;
    let digest = web("one").push_to(&registry, "web:1").await;
    let reference = registry.reference(&format!("web@{digest}"));
    let pulled =
        stage.engine.image_pull(&reference, None, None, &JobContext::detached()).await.expect("pulled");
    assert_eq!(pulled.repo_digests, [reference]);
    let arm = ImageBuilder::scratch().file("arm", "x", 0o644).platform("linux", "arm64", Some("v8"));
    let own = ImageBuilder::scratch().file("own", "x", 0o644);
    testkit::push_index(&registry, "both:1", &[own, arm]).await;
    let reference = registry.reference("both:1");
    let pulled =
        stage.engine.image_pull(&reference, Some("linux/arm64"), None, &JobContext::detached()).await;
    assert_eq!(pulled.expect("pulled").architecture, "arm64");
}

async fn pull_with_password(stage: &Stage) {
    let registry = testkit::registry_with_auth("anna", "secret").await;
    busybox().push_to(&registry, "private:1").await;
    let reference = registry.reference("private:1");
    let auth = |password: &str| RegistryAuth::Password {
        server: registry.host(),
        username: "anna".into(),
        password: password.into(),
    };
    let nobody = stage.engine.image_pull(&reference, None, None, &JobContext::detached()).await;
    assert!(matches!(nobody, Err(EngineError::Refused { .. })), "{nobody:?}");
    let wrong =
        stage.engine.image_pull(&reference, None, Some(&auth("wrong")), &JobContext::detached()).await;
    assert!(matches!(wrong, Err(EngineError::Refused { .. })), "{wrong:?}");
    let pulled =
        stage.engine.image_pull(&reference, None, Some(&auth("secret")), &JobContext::detached()).await;
    assert_eq!(pulled.expect("pulled").repo_tags, [reference]);
}

/// Cancel means that the line is silent again, not only that we stopped listening.
async fn pull_cancelled(stage: &Stage) {
    let registry = testkit::registry().await;
    let proxy = FaultProxy::start(&registry.host(), Fault::Throttle(256 << 10)).await;
    big().push_to(&registry, "big:1").await;
    let reference = format!("{}/big:1", proxy.host());
    let job = job();
    let (context, engine) = (job.context(), stage.engine.clone());
    let pulling = tokio::spawn(async move { engine.image_pull(&reference, None, None, &context).await });
    until("the first bytes", || async { proxy.bytes_passed() > 400_000 }).await;
    job.cancel();
    let ended = soon("the end", pulling).await.expect("no panic");
    assert!(matches!(ended, Err(EngineError::Cancelled { .. })), "{ended:?}");
    until("silence", || async { proxy.open_connections() == 0 }).await;
    let passed = proxy.bytes_passed();
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(proxy.bytes_passed(), passed, "it goes on loading");
    assert_eq!(stage.engine.image_list().await.expect("listed"), []);
}

async fn pull_refused(stage: &Stage) {
    let registry = testkit::registry().await;
    busybox().push_to(&registry, "there:1").await;
    for (name, words) in
        [("there:2", ["manifest unknown", "not found"]), ("nowhere:1", ["manifest unknown", "not found"])]
    {
        let reference = registry.reference(name);
        let error = stage
            .engine
            .image_pull(&reference, None, None, &JobContext::detached())
            .await
            .expect_err("unknown");
        let text = error.to_string();
        assert!(text.starts_with(&format!("pull {reference}: ")), "{text}");
        assert!(words.iter().any(|words| text.contains(words)), "{text}");
        assert!(matches!(error, EngineError::Refused { .. }), "{text}");
    }
}

async fn pull_from_nobody(stage: &Stage) {
    let reference = format!("127.0.0.1:{}/web:1", testkit::free_port());
    let error = stage
        .engine
        .image_pull(&reference, None, None, &JobContext::detached())
        .await
        .expect_err("nobody there");
    assert!(error.to_string().contains("connection refused"), "{error}");
}

async fn tag_and_remove(stage: &Stage) {
    let engine = &stage.engine;
    let name = stage.image("web", &web("one")).await;
    engine.image_tag(&name, "localhost/shop", "v1").await.expect("tagged");
    let detail = engine.image_inspect("localhost/shop:v1").await.expect("there");
    assert_eq!(detail.repo_tags.len(), 2, "{detail:?}");
    let removed = engine.image_remove("localhost/shop:v1", false).await.expect("untagged");
    assert_eq!(removed, [ImageRemoval::Untagged("localhost/shop:v1".into())]);
    let removed = engine.image_remove(&name, false).await.expect("removed");
    assert!(removed.contains(&ImageRemoval::Deleted(detail.id.clone())), "{removed:?}");
    assert_eq!(engine.image_list().await.expect("listed"), []);
    assert_eq!(status(&engine.image_remove(&name, false).await.expect_err("gone")), 404);
    let id = stage.run("true").await;
    engine.container_wait(&id).await.expect("ended");
    let used = engine.image_remove("localhost/busybox:1", false).await.expect_err("a container uses it");
    assert_eq!(status(&used), 409, "{used}");
}

/// A name without a registry means Docker Hub's on both engines, also on Podman, which elsewhere calls it `localhost/…`.
async fn short_names(stage: &Stage) {
    let engine = &stage.engine;
    let name = stage.image("web", &web("one")).await;
    engine.image_tag(&name, "app", "1").await.expect("tagged");
    let tags = engine.image_inspect("app:1").await.expect("there").repo_tags;
    let expected = if stage.is_podman() { "docker.io/library/app:1" } else { "app:1" };
    assert!(tags.contains(&expected.to_owned()), "{tags:?}");
    engine.image_inspect("docker.io/library/app:1").await.expect("the same");
    let spec = engine::model::container::ContainerSpec { image: "app:1".into(), ..Default::default() };
    stage.start(&spec).await;
    engine.image_remove("app:1", false).await.expect("untagged");
}

async fn inspect(stage: &Stage) {
    let image = ImageBuilder::scratch()
        .busybox()
        .env("A", "1=2")
        .entrypoint(&["/bin/sh"])
        .cmd(&["-c", "true"])
        .expose("80/tcp")
        .expose("53/udp")
        .volume("/data")
        .user("1000:1000")
        .workdir("/srv")
        .label("team", "shop")
        .healthcheck("true", Duration::from_secs(5), 3)
        .stop_signal("SIGQUIT");
    let name = stage.image("full", &image).await;
    let detail = stage.engine.image_inspect(&name).await.expect("there");
    let config = &detail.config;
    assert_eq!(
        (config.entrypoint.as_slice(), config.cmd.as_slice()),
        (&["/bin/sh".to_owned()][..], &["-c".to_owned(), "true".to_owned()][..])
    );
    assert!(config.env.contains(&("A".into(), "1=2".into())));
    assert_eq!(config.exposed_ports.iter().map(|(port, _)| *port).collect::<Vec<_>>(), [53, 80]);
    assert_eq!(config.volumes, ["/data"]);
    assert_eq!((config.user.as_str(), config.working_dir.as_str()), ("1000:1000", "/srv"));
    assert_eq!((config.has_healthcheck, config.stop_signal.as_str()), (true, "SIGQUIT"));
    assert_eq!(config.labels.get("team").map(String::as_str), Some("shop"));
    assert_eq!((detail.os.as_str(), detail.layers.len()), ("linux", 1));
    assert_eq!(detail.architecture, stage.engine.info().architecture);
}

async fn disk_usage(stage: &Stage) {
    let id = stage.run("head -c 3000000 /dev/urandom > /file").await;
    stage.engine.container_wait(&id).await.expect("ended");
    let usage = stage.engine.disk_usage().await.expect("measured");
    assert!(usage.images > 1_000_000, "{usage:?}");
    assert!(usage.containers >= 3_000_000, "{usage:?}");
    assert!(usage.container_sizes.get(&id).is_some_and(|size| *size >= 3_000_000), "{usage:?}");
    let image = stage.engine.container_inspect(&id).await.expect("there").image_id;
    assert!(usage.image_unique_sizes.contains_key(&image), "{usage:?}");
}
