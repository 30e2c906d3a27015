//! Updating, undoing, and what stays of it, through the app: what the window's buttons do.

use app::wire::{
    Actor, ContainerState, HistoryKind, HistoryResult, JobStatus, Status, UpdateChoice, UpdateKind,
    UpdateRequest,
};
use testkit::image::versioned_web;

use crate::on_both;
use crate::stage::{Stage, soon, until};

on_both!(
    an_update_can_be_looked_at_made_and_undone,
    what_was_previewed_is_what_comes,
    a_version_that_fails_is_not_offered_again,
    a_tag_that_fails_is_not_offered_again,
    all_are_updated_in_the_order_they_need_each_other,
);

fn of(container: &str) -> UpdateRequest {
    UpdateRequest { container: container.to_owned(), ..UpdateRequest::default() }
}

/// Value of the variable `V` in a container's settings.
async fn version(stage: &Stage, name: &str) -> String {
    let json = stage.app.container_raw(name.to_owned()).await.expect("told");
    let inspect: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let env = inspect["Config"]["Env"].as_array().expect("a list");
    let found = env.iter().filter_map(|one| one.as_str()?.strip_prefix("V="));
    found.collect::<String>()
}

async fn an_update_can_be_looked_at_made_and_undone(stage: Stage) {
    stage.set_updates(|_| {});
    let registry = testkit::registry().await;
    let old = stage.web(&registry, &registry.host(), "shop").await;
    let digest = versioned_web("2").push_to(&registry, "shop:latest").await;
    let preview = stage.app.update_preview("shop".to_owned(), None).await.expect("told");
    assert_eq!((preview.kind, preview.running), (UpdateKind::SameTag, true));
    assert_eq!(preview.to.digest, digest);
    assert!(preview.changes.iter().any(|change| change.key.as_deref() == Some("V")), "{:?}", preview.changes);
    assert!(preview.blocked.is_none() && preview.download.is_some());
    let job = stage.update(of("shop")).await;
    assert_eq!(job.status, JobStatus::Succeeded, "{:?}", job.problem);
    assert_eq!(job.outcome["result"], "done");
    assert_eq!(version(&stage, "shop").await, "2");
    let view = stage.app.freshness().await.expect("told");
    let row = view.containers.iter().find(|row| row.name == "shop").expect("listed");
    assert!(row.undo_until.is_some(), "{row:?}");
    assert!(
        view.containers.iter().all(|row| !row.name.contains(".old-")),
        "what is kept is no service: {view:?}"
    );
    let kept = stage.app.update_kept().await.expect("told");
    assert_eq!((kept.kept.len(), kept.leftovers.len()), (1, 0), "{kept:?}");
    assert_eq!((kept.kept[0].name.as_str(), kept.kept[0].newest), ("shop", true));
    let undo = stage.app.update_undo("shop".to_owned(), false, Actor::Person).await.expect("starts");
    let job = stage.ended(&undo).await;
    assert_eq!(job.status, JobStatus::Succeeded, "{:?}", job.problem);
    assert_eq!(version(&stage, "shop").await, "1");
    stage.row_becomes("shop", |row| row.is_some_and(|row| row.id == old)).await;
    let history = stage.app.update_history(Some("shop".to_owned())).await.expect("told");
    let told: Vec<_> = history.iter().map(|entry| (entry.what, entry.result, entry.by)).collect();
    assert_eq!(
        told,
        [
            (HistoryKind::Undo, HistoryResult::Done, Actor::Person),
            (HistoryKind::Update, HistoryResult::Undone, Actor::CommandLine),
        ]
    );
    let nothing = stage.app.update_undo("shop".to_owned(), false, Actor::Person).await;
    assert_eq!(nothing.map_err(|problem| problem.code), Err("update.nothingToUndo".to_owned()));
}

/// Between the look and the click the tag moves on: what was looked at is what is installed.
async fn what_was_previewed_is_what_comes(stage: Stage) {
    stage.set_updates(|_| {});
    let registry = testkit::registry().await;
    stage.web(&registry, &registry.host(), "shop").await;
    versioned_web("2").push_to(&registry, "shop:latest").await;
    let preview = stage.app.update_preview("shop".to_owned(), None).await.expect("told");
    versioned_web("3").push_to(&registry, "shop:latest").await;
    let garbage = stage.update(UpdateRequest { digest: Some("sha256:x".to_owned()), ..of("shop") }).await;
    assert_eq!(garbage.problem.expect("refused").code, "input.invalid");
    assert_eq!(version(&stage, "shop").await, "1");
    let job = stage.update(UpdateRequest { digest: Some(preview.to.digest), ..of("shop") }).await;
    assert_eq!(job.status, JobStatus::Succeeded, "{:?}", job.problem);
    assert_eq!(version(&stage, "shop").await, "2");
    // Kept until it is let go of.
    let kept = stage.app.update_kept().await.expect("told").kept;
    stage.app.update_kept_remove(kept[0].id.clone()).await.expect("let go");
    assert_eq!(stage.app.update_kept().await.expect("told").kept, []);
    stage.row_becomes(&kept[0].parked_name, |row| row.is_none()).await;
    let unknown = stage.app.update_kept_remove("nothing".to_owned()).await.expect_err("unknown");
    assert_eq!(unknown.code, "update.unknown");
}

async fn a_version_that_fails_is_not_offered_again(stage: Stage) {
    stage.set_updates(|_| {});
    let registry = testkit::registry().await;
    let old = stage.web(&registry, &registry.host(), "shop").await;
    let digest = versioned_web("2").cmd(&["/nosuch"]).push_to(&registry, "shop:latest").await;
    let job = stage.update(of("shop")).await;
    let problem = job.problem.expect("taken back");
    assert_eq!(problem.code, "update.putBack", "{problem:?}");
    let row = stage.row("shop").await.expect("back");
    assert_eq!((row.id, row.state), (old, ContainerState::Running));
    let view = stage.check(&["shop"]).await;
    let told = &view.containers[0];
    assert_eq!((told.status, told.choice.skip.as_ref()), (Status::Skipped, Some(&digest)), "{told:?}");
    assert!(!told.updatable);
    // The next one is.
    versioned_web("3").push_to(&registry, "shop:latest").await;
    stage.forget_answers();
    let view = stage.check(&["shop"]).await;
    assert_eq!(view.containers[0].status, Status::UpdateAvailable, "{view:?}");
    let history = stage.app.update_history(None).await.expect("told");
    assert_eq!((history.len(), history[0].result), (1, HistoryResult::PutBack));
}

async fn a_tag_that_fails_is_not_offered_again(stage: Stage) {
    stage.set_updates(|_| {});
    let registry = testkit::registry().await;
    versioned_web("1").push_to(&registry, "shop:1.0.0").await;
    versioned_web("2").cmd(&["sh", "-c", "exit 3"]).push_to(&registry, "shop:1.0.1").await;
    stage.run_from(&registry.reference("shop:1.0.0"), "shop").await;
    let view = stage.check(&["shop"]).await;
    let best = view.containers[0].best.clone();
    assert_eq!(best.as_deref(), Some("1.0.1"), "{view:?}");
    let job = stage.update(UpdateRequest { tag: best, ..of("shop") }).await;
    assert_eq!(job.problem.expect("taken back").code, "update.putBack");
    assert_eq!(version(&stage, "shop").await, "1");
    let view = stage.app.freshness().await.expect("told");
    let told = view.containers.iter().find(|row| row.name == "shop").expect("listed");
    assert_eq!((told.status, told.updatable), (Status::Skipped, false), "{told:?}");
}

/// Three of one Compose project, the one that the others need last in the list; one by a newer tag.
async fn all_are_updated_in_the_order_they_need_each_other(stage: Stage) {
    stage.set_updates(|updates| updates.stop_on_failure = false);
    let registry = testkit::registry().await;
    for name in ["web", "api", "db"] {
        stage.web(&registry, &registry.host(), name).await;
        versioned_web("2").push_to(&registry, &format!("{name}:latest")).await;
    }
    versioned_web("2").cmd(&["/nosuch"]).push_to(&registry, "api:latest").await;
    versioned_web("1").push_to(&registry, "tagged:1.0.0").await;
    versioned_web("2").push_to(&registry, "tagged:1.0.1").await;
    stage.run_from(&registry.reference("tagged:1.0.0"), "tagged").await;
    stage.check(&[]).await;
    let all = stage.app.update_all(Vec::new(), Actor::Person).await.expect("starts");
    let job = stage.ended(&all).await;
    let problem = job.problem.expect("not all");
    assert_eq!(problem.code, "update.someFailed");
    let counts = ["updated", "failed", "left"].map(|key| job.outcome[key].clone());
    assert_eq!(counts, ["3", "1", "0"]);
    for (name, expected) in [("web", "2"), ("db", "2"), ("api", "1"), ("tagged", "2")] {
        assert_eq!(version(&stage, name).await, expected, "{name}");
    }
    let row = stage.row("tagged").await.expect("listed");
    assert!(row.image.ends_with("tagged:1.0.1"), "{row:?}");
    // There is nothing left that one click could do.
    let again = stage.app.update_all(Vec::new(), Actor::Person).await.expect("starts");
    let job = stage.ended(&again).await;
    assert_eq!((job.status, job.outcome["updated"].as_str()), (JobStatus::Succeeded, "0"));
}

/// The first failure ends it, when that is wanted; what was not reached is counted.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_failure_can_end_it() {
    let stage = Stage::docker().await;
    stage.set_updates(|updates| updates.stop_on_failure = true);
    let registry = testkit::registry().await;
    for name in ["one", "two"] {
        stage.web(&registry, &registry.host(), name).await;
        versioned_web("2").cmd(&["/nosuch"]).push_to(&registry, &format!("{name}:latest")).await;
    }
    stage.check(&[]).await;
    let all = stage.app.update_all(Vec::new(), Actor::Person).await.expect("starts");
    let job = stage.ended(&all).await;
    let counts = ["updated", "failed", "left"].map(|key| job.outcome[key].clone());
    assert_eq!(counts, ["0", "1", "1"]);
}

/// Cancelled while the new one is watched: the old one is back, and what was chosen before is not changed by it.
#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_brings_the_old_one_back() {
    let stage = Stage::docker().await;
    stage.set_updates(|updates| updates.gate_seconds = 600);
    let registry = testkit::registry().await;
    let old = stage.web(&registry, &registry.host(), "shop").await;
    versioned_web("2").push_to(&registry, "shop:latest").await;
    let id = stage.app.update_start(of("shop"), Actor::Person).await.expect("starts");
    assert_eq!(stage.app.update_start(of("shop"), Actor::Person).await, Ok(id.clone()), "one at a time");
    stage
        .row_becomes("shop", |row| {
            row.is_some_and(|row| row.id != old && row.state == ContainerState::Running)
        })
        .await;
    let updating = stage.app.freshness().await.expect("told");
    let row = updating.containers.iter().find(|row| row.name == "shop").expect("listed");
    assert_eq!(row.status, Status::Updating, "{row:?}");
    stage.app.job_cancel(&id);
    let job = soon("the end", stage.ended(&id)).await;
    assert_eq!((job.status, job.problem), (JobStatus::Cancelled, None));
    stage.row_becomes("shop", |row| row.is_some_and(|row| row.id == old)).await;
    until("only the old one", || async { stage.app.container_list().await.expect("listed").len() == 1 })
        .await;
    let view = stage.check(&["shop"]).await;
    assert_eq!(view.containers[0].choice, UpdateChoice::default());
    assert_eq!(stage.app.update_recover().await, Ok(Vec::new()));
}
