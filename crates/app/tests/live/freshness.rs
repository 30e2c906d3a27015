//! What is outdated: verdicts of a check, what changes them, and that nobody is asked without one.

use std::time::Duration;

use app::wire::{ContainerFreshness, Follow, FreshnessView, ImageFreshness, JobStatus, Status, UpdateChoice};
use testkit::image::versioned_web;
use testkit::{Kind, LyingRegistry, RateLimit, Rule, Then, TokenAuth};

use crate::on_both;
use crate::stage::{Stage, soon, until};

on_both!(
    an_update_is_found_by_one_question,
    why_something_is_not_known_is_told,
    what_is_only_here_is_asked_of_nobody,
    what_the_user_chose_changes_the_verdict,
    a_newer_version_is_told_by_its_tag,
    what_was_downloaded_is_not_yet_applied,
);

fn container<'v>(view: &'v FreshnessView, name: &str) -> &'v ContainerFreshness {
    view.containers.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("{name}: {view:?}"))
}

fn image<'v>(view: &'v FreshnessView, reference: &str) -> &'v ImageFreshness {
    let found = view.images.iter().find(|one| one.reference == reference);
    found.unwrap_or_else(|| panic!("{reference}: {view:?}"))
}

async fn an_update_is_found_by_one_question(stage: Stage) {
    let registry = testkit::registry().await;
    let liar = LyingRegistry::before(&registry).start();
    stage.web(&registry, &liar.host(), "shop").await;
    stage.run_from(&liar.reference("shop:latest"), "second").await;
    let before = stage.app.freshness().await.expect("told");
    assert_eq!(container(&before, "shop").reason.as_deref(), Some("neverChecked"), "{before:?}");
    liar.forget();
    let view = stage.check(&[]).await;
    assert_eq!(container(&view, "shop").status, Status::UpToDate, "{view:?}");
    assert_eq!((view.checking.as_deref(), view.checked_at.is_some()), (None, true));
    assert_eq!((liar.count(Kind::HeadManifest), liar.count(Kind::GetManifest)), (1, 0));
    let digest = versioned_web("2").push_to(&registry, "shop:latest").await;
    // An answer of a moment ago still counts; asking about one of them is no other question.
    let again = stage.check(&["second"]).await;
    assert_eq!((again.containers.len(), again.images.len()), (1, 1), "{again:?}");
    assert_eq!(liar.count(Kind::HeadManifest), 1);
    stage.forget_answers();
    let view = stage.check(&["shop"]).await;
    assert_eq!(container(&view, "shop").status, Status::UpdateAvailable, "{view:?}");
    assert!(container(&view, "shop").updatable);
    let told = image(&view, &liar.reference("shop"));
    assert_eq!(told.remote.as_deref(), Some(digest.as_str()));
    assert!(!told.local.is_empty() && !told.local.contains(&digest), "{told:?}");
    // What is known is told from memory.
    liar.forget();
    assert_eq!(
        container(&stage.app.freshness().await.expect("told"), "second").status,
        Status::UpdateAvailable
    );
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(liar.requests().is_empty(), "nobody is asked without a check: {:?}", liar.requests());
    let nobody = stage.app.freshness_check(vec!["nobody".to_owned()]).await.expect_err("not here");
    assert_eq!(nobody.code, "image.gone");
}

async fn why_something_is_not_known_is_told(stage: Stage) {
    let registry = testkit::registry().await;
    let liar = LyingRegistry::before(&registry).start();
    stage.web(&registry, &liar.host(), "shop").await;
    let table: [(&str, Then); 5] = [
        ("notFound", Then::error(404, "MANIFEST_UNKNOWN", "manifest unknown")),
        ("forbidden", Then::status(403)),
        ("serverError", Then::status(500)),
        ("authRequired", Then::status(401).with_header("WWW-Authenticate", "Basic realm=\"x\"")),
        ("rateLimited", Then::status(429).with_header("Retry-After", "600")),
    ];
    for (reason, then) in table {
        stage.forget_answers();
        assert_eq!(container(&stage.check(&["shop"]).await, "shop").status, Status::UpToDate);
        liar.change(|behavior| behavior.rules = vec![Rule::on("(HEAD|GET) /v2/shop/").then(then.clone())]);
        stage.age_answers();
        let view = stage.check(&["shop"]).await;
        let told = container(&view, "shop");
        assert_eq!((told.status, told.reason.as_deref()), (Status::Unknown, Some(reason)), "{told:?}");
        assert_eq!(told.last_good, Some(Status::UpToDate), "{reason}: what was known is not forgotten");
        let problem = told.problem.as_ref().expect("in words");
        assert_eq!(problem.code, format!("freshness.{reason}"));
        assert!(!told.updatable);
        liar.clear_rules();
    }
    let image = image(&stage.app.freshness().await.expect("told"), &liar.reference("shop")).clone();
    assert!(image.retry_at.is_some(), "{image:?}");
}

async fn what_is_only_here_is_asked_of_nobody(stage: Stage) {
    let registry = testkit::registry().await;
    let liar = LyingRegistry::before(&registry).start();
    // Podman gives what was loaded a digest as well; a name of no registry says it there.
    let name = if stage.is_podman() { "localhost/tool:1" } else { "docker.io/library/tool:1" };
    testkit::image::sleeper().load_into(&stage.test, &[name]).await;
    stage.run_from(name, "tool").await;
    let digest = versioned_web("1").push_to(&registry, "fixed:1").await;
    stage.run_from(&format!("{}@{digest}", liar.reference("fixed")), "fixed").await;
    liar.forget();
    let view = stage.check(&[]).await;
    assert_eq!(container(&view, "tool").status, Status::LocalOnly, "{view:?}");
    assert_eq!(container(&view, "fixed").status, Status::Pinned, "{view:?}");
    assert!(liar.requests().is_empty(), "{:?}", liar.requests());
}

async fn what_the_user_chose_changes_the_verdict(stage: Stage) {
    let registry = testkit::registry().await;
    let liar = LyingRegistry::before(&registry).start();
    stage.web(&registry, &liar.host(), "shop").await;
    let digest = versioned_web("2").push_to(&registry, "shop:latest").await;
    assert_eq!(container(&stage.check(&[]).await, "shop").status, Status::UpdateAvailable);
    let stands = async |choice: UpdateChoice| {
        stage.app.update_choose("shop".to_owned(), choice.clone()).await.expect("kept");
        let view = stage.app.freshness().await.expect("told");
        assert_eq!(container(&view, "shop").choice, choice);
        (container(&view, "shop").status, container(&view, "shop").updatable)
    };
    let skip = UpdateChoice { skip: Some(digest), ..UpdateChoice::default() };
    assert_eq!(stands(skip).await, (Status::Skipped, false));
    let wait = UpdateChoice { wait_days: 3, ..UpdateChoice::default() };
    assert_eq!(stands(wait).await, (Status::UpdateAvailable, false));
    let local = UpdateChoice { local_only: true, ..UpdateChoice::default() };
    assert_eq!(stands(local).await, (Status::LocalOnly, false));
    assert_eq!(stands(UpdateChoice::default()).await, (Status::UpdateAvailable, true));
    let nobody = stage.app.update_choose("nobody".to_owned(), UpdateChoice::default()).await;
    assert_eq!(nobody.expect_err("gone").code, "container.gone");
}

async fn a_newer_version_is_told_by_its_tag(stage: Stage) {
    let registry = testkit::registry().await;
    for version in ["1.2.3", "1.2.4", "1.3.0", "2.0.0"] {
        versioned_web(version).push_to(&registry, &format!("shop:{version}")).await;
    }
    stage.run_from(&registry.reference("shop:1.2.3"), "shop").await;
    let view = stage.check(&[]).await;
    let told = container(&view, "shop");
    assert_eq!((told.status, told.updatable), (Status::NewerTag, true), "{told:?}");
    let newer = told.newer.clone().expect("told");
    assert_eq!(
        (newer.patch.as_deref(), newer.minor.as_deref(), newer.major.as_deref()),
        (Some("1.2.4"), Some("1.3.0"), Some("2.0.0"))
    );
    let mut best = Vec::new();
    for follow in [Follow::Tag, Follow::Patch, Follow::Minor, Follow::Major] {
        let choice = UpdateChoice { follow: Some(follow), ..UpdateChoice::default() };
        stage.app.update_choose("shop".to_owned(), choice).await.expect("kept");
        best.push(container(&stage.check(&["shop"]).await, "shop").best.clone());
    }
    assert_eq!(best, [None, Some("1.2.4"), Some("1.3.0"), Some("2.0.0")].map(|tag| tag.map(str::to_owned)));
}

async fn what_was_downloaded_is_not_yet_applied(stage: Stage) {
    let registry = testkit::registry().await;
    stage.web(&registry, &registry.host(), "shop").await;
    versioned_web("2").push_to(&registry, "shop:latest").await;
    let reference = registry.reference("shop");
    let id = stage.app.image_pull(reference.clone(), None).await.expect("starts");
    assert_eq!(stage.ended(&id).await.status, JobStatus::Succeeded);
    // Nobody was asked: the engine tells.
    until("the engine's word", || async {
        let view = stage.app.freshness().await.expect("told");
        container(&view, "shop").status == Status::PulledNotApplied
    })
    .await;
    let view = stage.check(&["shop"]).await;
    let told = container(&view, "shop");
    assert_eq!((told.reference.as_str(), told.status), (reference.as_str(), Status::PulledNotApplied));
    assert!(told.updatable, "{told:?}");
}

/// Forty repositories, one of them hanging: the others are told while it hangs, and a cancel ends it at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_check_tells_as_it_goes_and_can_be_cancelled() {
    let stage = Stage::docker().await;
    let registry = testkit::registry().await;
    versioned_web("1").push_to(&registry, "app:1").await;
    let liar = LyingRegistry::before(&registry).alias("many/", "app").start();
    let names = (0..8).map(|n| liar.reference(&format!("many/{n}:1")));
    for name in names {
        let id = stage.app.image_pull(name, None).await.expect("starts");
        assert_eq!(stage.ended(&id).await.status, JobStatus::Succeeded);
    }
    until("the names", || async { stage.app.freshness().await.expect("told").images.len() == 8 }).await;
    liar.add(Rule::on("HEAD /v2/many/3/").then(Then::Hang));
    let id = stage.app.freshness_check(Vec::new()).await.expect("starts");
    let known = async || {
        let view = stage.app.freshness().await.expect("told");
        (view.images.iter().filter(|one| one.status == Status::UpToDate).count(), view.checking)
    };
    until("all but one", || async { known().await == (7, Some(id.clone())) }).await;
    let joined = stage.app.freshness_check(Vec::new()).await.expect("joins");
    assert_eq!(joined, id, "one check at a time");
    stage.app.job_cancel(&id);
    let job = soon("the end", stage.ended(&id)).await;
    assert_eq!(job.status, JobStatus::Cancelled);
    let view = stage.app.freshness().await.expect("told");
    assert_eq!((view.checking, view.checked_at), (None, None), "it was not everything");
}

/// A registry that lets in a few at a time and wants tokens: everything is told in the end, and nobody asks too early.
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_waited_for() {
    let stage = Stage::docker().await;
    let registry = testkit::registry().await;
    versioned_web("1").push_to(&registry, "app:1").await;
    let liar = LyingRegistry::before(&registry).auth(TokenAuth::default()).alias("many/", "app").start();
    for n in 0..8 {
        let id = stage.app.image_pull(liar.reference(&format!("many/{n}:1")), None).await.expect("starts");
        assert_eq!(stage.ended(&id).await.status, JobStatus::Succeeded);
    }
    until("the names", || async { stage.app.freshness().await.expect("told").images.len() == 8 }).await;
    liar.forget();
    liar.change(|behavior| behavior.limit = Some(RateLimit::new(5, Duration::from_secs(3))));
    let view = stage.check(&[]).await;
    assert!(view.images.iter().all(|one| one.status == Status::UpToDate), "{view:?}");
    assert_eq!((liar.count(Kind::Token), liar.count(Kind::GetManifest)), (1, 0));
    assert!(liar.too_early(Duration::from_millis(500)).is_empty());
}
