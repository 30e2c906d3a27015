//! Signing in and out, private images, pushing.

use std::os::unix::fs::PermissionsExt as _;

use app::wire::{CredentialSource, JobStatus, KeepSecret, SignIn, Status};
use app::{App, Environment};
use testkit::image::versioned_web;
use testkit::{LyingRegistry, TestRegistry, TokenAuth};

use crate::on_both;
use crate::stage::{Stage, open_in, ready, until};

on_both!(
    a_private_image_comes_once_somebody_signed_in,
    dockers_own_sign_in_is_enough,
    an_image_is_pushed_and_what_was_pushed_is_told,
    a_push_that_is_not_allowed_says_whose_account_it_needs,
);

const SECRET: &str = "s3cret:with colon";

fn sign_in(host: &str, secret: &str, keep: KeepSecret) -> SignIn {
    SignIn { host: host.to_owned(), username: "me".to_owned(), secret: secret.to_owned(), keep }
}

async fn private() -> (TestRegistry, LyingRegistry) {
    let registry = testkit::registry().await;
    versioned_web("1").push_to(&registry, "app:1").await;
    let liar = LyingRegistry::before(&registry).auth(TokenAuth::account("me", SECRET)).start();
    (registry, liar)
}

async fn a_private_image_comes_once_somebody_signed_in(stage: Stage) {
    let (_registry, liar) = private().await;
    let (host, image) = (liar.host(), liar.reference("app:1"));
    let id = stage.app.image_pull(image.clone(), None).await.expect("starts");
    assert_eq!(stage.ended(&id).await.status, JobStatus::Failed, "not for everybody");
    let wrong = stage.app.registry_sign_in(sign_in(&host, "wrong", KeepSecret::File)).await;
    assert_eq!(wrong.map_err(|problem| problem.code), Err("registry.signInRefused".to_owned()));
    assert_eq!(ours(&stage.app).await, [""; 0], "nothing is kept that was not accepted");
    let file = stage.data.path().join("credentials.json");
    assert!(!file.exists());
    let given = sign_in(&host, SECRET, KeepSecret::File);
    assert!(!format!("{given:?}").contains(SECRET));
    let view = stage.app.registry_sign_in(given).await.expect("accepted");
    assert_eq!(
        (view.username.as_deref(), view.source, view.in_use),
        (Some("me"), CredentialSource::File, true)
    );
    assert_eq!(file.metadata().expect("kept").permissions().mode() & 0o777, 0o600);
    stage.app.registry_check(host.clone()).await.expect("holds");
    let id = stage.app.image_pull(image.clone(), None).await.expect("starts");
    let job = stage.ended(&id).await;
    assert_eq!(job.status, JobStatus::Succeeded, "{:?}", job.problem);
    until("the image", || async { stage.app.freshness().await.expect("told").images.len() == 1 }).await;
    assert_eq!(stage.check(&[&image]).await.images[0].status, Status::UpToDate);
    stage.app.registry_sign_out(host.clone()).await.expect("ours");
    assert_eq!(ours(&stage.app).await, [""; 0]);
    let view = stage.check(&[&image]).await;
    assert_eq!(view.images[0].reason.as_deref(), Some("authRequired"), "{view:?}");
    let again = stage.app.registry_sign_out(host).await.expect_err("there is none");
    assert_eq!(again.code, "registry.signedOut");
    assert_secret_is_nowhere(&stage);
}

async fn ours(app: &App) -> Vec<String> {
    app.registry_list().await.into_iter().filter(|view| view.ours).map(|view| view.host).collect()
}

/// Not in the store, not in a log, not in the history of jobs.
fn assert_secret_is_nowhere(stage: &Stage) {
    let mut folders = vec![stage.data.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("readable").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if let Ok(bytes) = std::fs::read(entry.path()) {
                let found = bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
                assert!(!found, "{}", entry.path().display());
            }
        }
    }
}

async fn dockers_own_sign_in_is_enough(stage: Stage) {
    let (_registry, liar) = private().await;
    let folder = tempfile::tempdir().expect("folder");
    let auth = "bWU6czNjcmV0OndpdGggY29sb24="; // me:s3cret:with colon
    let text = format!("{{\"auths\": {{\"{}\": {{\"auth\": \"{auth}\"}}}}}}", liar.host());
    std::fs::write(folder.path().join("config.json"), text).expect("writes");
    let mut environment = Environment::of_this_computer();
    environment.variables.insert("DOCKER_CONFIG".to_owned(), folder.path().display().to_string());
    let data = tempfile::tempdir().expect("folder");
    let app = open_in(data.path(), &stage.test.socket(), environment);
    ready(&app).await;
    let id = app.image_pull(liar.reference("app:1"), None).await.expect("starts");
    let mut last = None;
    let watching = app.job_watch(id, |update| {
        last = Some(update.job);
        true
    });
    watching.await.expect("known");
    let job = last.expect("told");
    assert_eq!(job.status, JobStatus::Succeeded, "{:?}", job.problem);
    let listed = app.registry_list().await;
    let found = listed.iter().find(|view| view.host == liar.host()).expect("listed");
    assert_eq!(
        (found.source, found.ours, found.username.as_deref()),
        (CredentialSource::DockerConfig, false, Some("me"))
    );
    let theirs = app.registry_sign_out(liar.host()).await.expect_err("not ours");
    assert_eq!(theirs.code, "registry.notOurs");
    assert!(theirs.facts["source"].ends_with("config.json"), "{theirs:?}");
}

async fn an_image_is_pushed_and_what_was_pushed_is_told(stage: Stage) {
    let registry = testkit::registry_with_auth("me", SECRET).await;
    stage.image("tool", &testkit::image::busybox().layer().noise("/big", 4 << 20)).await;
    let name = registry.reference("tools/tool:2");
    stage.app.image_tag("tool:1".to_owned(), name.clone()).await.expect("named");
    stage
        .app
        .registry_sign_in(sign_in(&registry.host(), SECRET, KeepSecret::Session))
        .await
        .expect("accepted");
    let id = stage.app.image_push(name.clone()).await.expect("starts");
    let mut shown = false;
    let watching = stage.app.job_watch(id.clone(), |update| {
        shown |= update.job.progress.is_some();
        true
    });
    watching.await.expect("known");
    let job = stage.ended(&id).await;
    assert_eq!(job.status, JobStatus::Succeeded, "{:?}", job.problem);
    assert!(shown || stage.is_podman(), "it is seen to go on");
    assert_eq!(job.outcome["reference"], name);
    let head = registry.request("HEAD", "/v2/tools/tool/manifests/2", &[("Accept", MANIFESTS)], b"").await;
    assert_eq!(head.header("docker-content-digest"), Some(job.outcome["digest"].as_str()));
    // What was made here has a registry from now on. Podman packs anew for a push and keeps the digest it had before.
    if stage.is_podman() {
        return;
    }
    until("the word of the registry", || async {
        stage.forget_answers();
        let view = stage.check(&[&name]).await;
        view.images[0].status == Status::UpToDate
    })
    .await;
}

const MANIFESTS: &str =
    "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json";

async fn a_push_that_is_not_allowed_says_whose_account_it_needs(stage: Stage) {
    let registry = testkit::registry_with_auth("me", SECRET).await;
    stage.image("tool", &testkit::image::busybox()).await;
    let name = registry.reference("tool:2");
    let missing = stage.app.image_push(name.clone()).await.expect_err("no such name here");
    assert_eq!(missing.code, "image.gone", "{missing:?}");
    stage.app.image_tag("tool:1".to_owned(), name.clone()).await.expect("named");
    let id = stage.app.image_push(name).await.expect("starts");
    let problem = stage.ended(&id).await.problem.expect("refused");
    assert_eq!(
        (problem.code.as_str(), problem.facts["registry"].as_str()),
        ("push.denied", registry.host().as_str())
    );
}
