//! Newer version tags: listed once, offered when the registry has them, within what the user chose.

use testkit::image::web;
use testkit::{Kind, Rule, Tags, Then};
use update::check::{Choice, ContainerFacts, Facts, Follow, Scope};
use update::status::{ContainerStatus, RefStatus, Word};

use crate::stage::{Desk, container, facts, image, newer};

const ID: &str = "c";

/// 1.25.3 is here, others are at the registry.
async fn shop() -> (Desk, Facts) {
    let desk = Desk::new().await;
    let digest = web("old").push_to(&desk.real, "shop:1.25.3").await;
    for tag in ["1.25.4", "1.26.0", "2.0.0", "2.1.0-rc1", "latest"] {
        web(tag).push_to(&desk.real, &format!("shop:{tag}")).await;
    }
    let mut facts = facts(vec![desk.local('1', &["shop:1.25.3"], &[("shop", &digest)])]);
    facts.containers = vec![ContainerFacts {
        id: ID.into(),
        name: "shop".into(),
        reference: desk.liar.reference("shop:1.25.3"),
        image_id: facts.images[0].id.clone(),
        ..ContainerFacts::default()
    }];
    (desk, facts)
}

#[tokio::test(flavor = "multi_thread")]
async fn newer_tags_are_listed_once_and_confirmed() {
    let (desk, facts) = shop().await;
    let report = desk.check_as(&facts, newer()).await;
    let row = image(&report, "shop:1.25.3");
    let RefStatus::NewerTag { steps, verified, same_tag, .. } = &row.status else { panic!("{report:#?}") };
    let steps: Vec<_> = steps.iter().map(|(_, tag)| tag).collect();
    assert_eq!(steps, ["1.25.4", "1.26.0", "2.0.0"]);
    assert_eq!((verified.len(), same_tag.word()), (3, Word::UpToDate));
    assert_eq!(row.best.as_deref(), Some("1.26.0"), "one click stays below a major step");
    assert_eq!(container(&report, ID).status.word(), Word::NewerTag);
    assert_eq!((desk.liar.count(Kind::Tags), desk.heads(), desk.gets()), (1, 4, 0));
    desk.later(1);
    desk.liar.forget();
    let background = update::check::Mode { refresh: false, ..newer() };
    let again = desk.check_as(&facts, background).await;
    assert_eq!(desk.liar.requests().len(), 0, "all of it is remembered");
    assert_eq!(again, report);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_that_is_listed_and_missing_makes_way() {
    let (desk, facts) = shop().await;
    desk.liar.change(|behavior| {
        let tags = ["1.25.3", "1.25.9", "1.25.8", "1.25.4", "1.26.0"].map(str::to_owned).to_vec();
        behavior.tags = Tags::Paged { tags, page: 2 };
    });
    desk.liar.add(Rule::on("HEAD /v2/shop/manifests/1.26.0").then(Then::status(500)));
    let report = desk.check_as(&facts, newer()).await;
    let row = image(&report, "shop:1.25.3");
    let RefStatus::NewerTag { steps, verified, .. } = &row.status else { panic!("{report:#?}") };
    assert_eq!((steps.patch.as_deref(), steps.minor.as_deref()), (Some("1.25.4"), Some("1.26.0")));
    assert_eq!(verified.len(), 1, "what did not answer is shown and not actionable");
    assert_eq!(row.best.as_deref(), Some("1.25.4"));
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_of_the_user_decide() {
    let (desk, facts) = shop().await;
    desk.check_as(&facts, newer()).await;
    let chosen = |choice: Choice| {
        desk.checker.set_choice("test", "shop", &choice).expect("kept");
        assert_eq!(desk.checker.choice("test", "shop").expect("read"), choice);
        desk.checker.known(&facts, &Scope::Everything, &newer()).containers.remove(0)
    };
    let follow = |follow| Choice { follow: Some(follow), ..Choice::default() };
    assert_eq!(chosen(follow(Follow::Tag)).status.word(), Word::UpToDate);
    assert_eq!(chosen(follow(Follow::Patch)).best.as_deref(), Some("1.25.4"));
    assert_eq!(chosen(follow(Follow::Major)).best.as_deref(), Some("2.0.0"));
    let skip = Choice { skip: Some("1.25.4".into()), ..follow(Follow::Patch) };
    let row = chosen(skip);
    assert!(matches!(&row.status, ContainerStatus::Skipped { what, .. } if what == "1.25.4"), "{row:#?}");
    let skip = Choice { skip: Some("1.26.0".into()), ..Choice::default() };
    assert_eq!(chosen(skip).best.as_deref(), Some("1.25.4"));
    let row = chosen(Choice { wait_days: 3, ..Choice::default() });
    assert!(row.held_until.is_some() && row.best.is_some(), "{row:#?}");
    desk.later(24 * 4);
    assert_eq!(chosen(Choice { wait_days: 3, ..Choice::default() }).held_until, None);
    assert_eq!(chosen(Choice { local_only: true, ..Choice::default() }).status.reason(), Some("userMarked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skipped_digest_is_not_offered_again() {
    let (desk, facts) = shop().await;
    let unwanted = web("bad").push_to(&desk.real, "shop:1.25.3").await;
    let skip = Choice { skip: Some(unwanted.clone()), ..Choice::default() };
    desk.checker.set_choice("test", "shop", &skip).expect("kept");
    let report = desk.check(&facts).await;
    assert!(
        matches!(&container(&report, ID).status, ContainerStatus::Skipped { what, .. } if *what == unwanted),
        "{report:#?}"
    );
    assert_eq!(image(&report, "shop:1.25.3").status.word(), Word::UpdateAvailable);
    web("good").push_to(&desk.real, "shop:1.25.3").await;
    desk.later(1);
    let report = desk.check(&facts).await;
    assert_eq!(container(&report, ID).status.word(), Word::UpdateAvailable);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_without_end_is_read_so_far_and_says_so() {
    let (desk, facts) = shop().await;
    let report = desk.check_as(&facts, newer()).await;
    assert!(!image(&report, "shop:1.25.3").tags_incomplete);
    desk.liar.change(|behavior| behavior.tags = Tags::Endless { page: 1000 });
    desk.later(7);
    let report = desk.check_as(&facts, newer()).await;
    let row = image(&report, "shop:1.25.3");
    assert!(row.tags_incomplete && row.status.word() == Word::UpToDate, "{row:#?}");
    assert!(desk.liar.count(Kind::Tags) <= 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_base_is_a_second_proposal() {
    let desk = Desk::new().await;
    let digest = web("old").push_to(&desk.real, "base:3.12-alpine3.19").await;
    for tag in ["3.12-alpine3.20", "3.13-alpine3.19", "3.13-alpine3.20"] {
        web(tag).push_to(&desk.real, &format!("base:{tag}")).await;
    }
    let mut facts = facts(vec![desk.local('1', &["base:3.12-alpine3.19"], &[("base", &digest)])]);
    facts.containers = vec![ContainerFacts {
        id: ID.into(),
        name: "base".into(),
        reference: desk.liar.reference("base:3.12-alpine3.19"),
        image_id: facts.images[0].id.clone(),
        ..ContainerFacts::default()
    }];
    let choice = Choice { other_bases: true, ..Choice::default() };
    desk.checker.set_choice("test", "base", &choice).expect("kept");
    let report = desk.check_as(&facts, newer()).await;
    let Some(RefStatus::NewerTag { steps, verified, other_bases, .. }) =
        container(&report, ID).status.image()
    else {
        panic!("{report:#?}")
    };
    assert_eq!((steps.rebuild.as_deref(), steps.minor.as_deref()), (None, Some("3.13-alpine3.19")));
    assert_eq!(verified.len(), 3, "both proposals are confirmed");
    assert_eq!(other_bases.rebuild.as_deref(), Some("3.12-alpine3.20"));
    assert_eq!(other_bases.minor.as_deref(), Some("3.13-alpine3.20"));
}
