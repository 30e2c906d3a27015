//! What is remembered: ages, marks, and when nobody is asked.

use testkit::image::web;
use update::check::{Mode, Scope};
use update::status::{LocalReason, Word};

use crate::stage::{Desk, facts, image, mode};

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_remembered_for_hours_and_the_button_asks_again_after_a_minute() {
    let desk = Desk::new().await;
    let digest = web("one").push_to(&desk.real, "web:latest").await;
    let facts = facts(vec![desk.local('1', &["web:latest"], &[("web", &digest)])]);
    let background = Mode { newer_tags: false, ..Mode::background() };
    let heads = async |mode: Mode| {
        desk.check_as(&facts, mode).await;
        desk.heads()
    };
    assert_eq!(heads(background).await, 1);
    assert_eq!(heads(background).await, 0);
    assert_eq!(heads(mode()).await, 0, "not below a minute");
    desk.later(1);
    assert_eq!(heads(background).await, 0);
    assert_eq!(heads(mode()).await, 1);
    desk.later(7);
    assert_eq!(heads(background).await, 1);
    desk.checker.forget(&desk.liar.host()).expect("forgotten");
    assert_eq!(heads(background).await, 1, "after signing in everything is asked anew");
}

/// A pull changes the verdict without any request.
#[tokio::test(flavor = "multi_thread")]
async fn verdicts_follow_the_engine_without_asking() {
    let desk = Desk::new().await;
    let old = web("one").push_to(&desk.real, "web:latest").await;
    let new = web("two").push_to(&desk.real, "web:latest").await;
    let before = facts(vec![desk.local('1', &["web:latest"], &[("web", &old)])]);
    assert_eq!(image(&desk.check(&before).await, "web").status.word(), Word::UpdateAvailable);
    let after = facts(vec![desk.local('2', &["web:latest"], &[("web", &new)])]);
    desk.liar.forget();
    let report = desk.checker.known(&after, &Scope::Everything, &mode());
    assert_eq!(image(&report, "web").status.word(), Word::UpToDate);
    assert_eq!(desk.liar.requests().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_built_here_is_not_asked_for() {
    let desk = Desk::new().await;
    let mut facts =
        facts(vec![desk.local('1', &["mine:1"], &[("mine", &format!("sha256:{}", "1".repeat(64)))])]);
    facts.store = update::status::StoreKind::Podman;
    desk.checker.mark("test", &facts.images[0].id, Some(LocalReason::Built)).expect("marked");
    let report = desk.check(&facts).await;
    assert_eq!(image(&report, "mine:1").status.reason(), Some("built"));
    assert_eq!(desk.liar.requests().len(), 0);
    desk.checker.mark("test", &facts.images[0].id, None).expect("taken back");
    let report = desk.check(&facts).await;
    assert_eq!(image(&report, "mine:1").status.reason(), Some("notFound"));
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_asks_nobody_and_says_so() {
    let desk = Desk::new().await;
    let digest = web("one").push_to(&desk.real, "web:latest").await;
    let facts = facts(vec![desk.local('1', &["web:latest"], &[("web", &digest)])]);
    let report = desk.check_as(&facts, Mode { offline: true, ..mode() }).await;
    assert_eq!(image(&report, "web").status.reason(), Some("offline"));
    assert_eq!(desk.liar.requests().len(), 0);
    let some = Scope::Some { images: ["other".to_owned()].into(), containers: [].into() };
    assert!(desk.checker.known(&facts, &some, &mode()).images.is_empty());
}
