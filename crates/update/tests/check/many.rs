//! D8, D10 and the bars of section 11 that can be counted.

use std::time::{Duration, Instant};

use testkit::image::web;
use testkit::{Plan, RateLimit, Rule, Then};
use update::check::{ContainerFacts, Facts, Row, Scope};
use update::status::Word;

use crate::stage::{Desk, facts, mode};

/// So many repositories of one image.
async fn many(count: usize, plan: impl FnOnce(Plan) -> Plan) -> (Desk, Facts) {
    let desk = Desk::with(|liar| plan(liar.alias("many", "web"))).await;
    let digest = web("one").push_to(&desk.real, "web:latest").await;
    let image = |n: usize| {
        let name = format!("many/{n:03}");
        let mut image = desk.local('1', &[&format!("{name}:latest")], &[(&name, &digest)]);
        image.id = format!("sha256:{n:064x}");
        image
    };
    let facts = facts((0..count).map(image).collect());
    (desk, facts)
}

#[tokio::test(flavor = "multi_thread")]
async fn d08_a_registry_without_digests() {
    let (desk, facts) = many(300, Plan::without_digest_header).await;
    let report = desk.check(&facts).await;
    assert!(report.images.iter().all(|row| row.status.word() == Word::UpToDate), "{report:#?}");
    assert_eq!((report.images.len(), desk.gets()), (300, 300));
    assert!(desk.registry.sends_no_digest(&desk.liar.host()));
    assert!(desk.heads() <= 64, "{} HEADs: those in flight until the registry was marked", desk.heads());
}

#[tokio::test(flavor = "multi_thread")]
async fn d10_a_limit_slows_down_and_nothing_is_lost() {
    let limit = RateLimit::new(100, Duration::from_secs(5));
    let (desk, facts) = many(300, |plan| plan.limit(limit)).await;
    let started = Instant::now();
    let report = desk.check(&facts).await;
    let took = started.elapsed();
    assert!(report.images.iter().all(|row| row.status.word() == Word::UpToDate), "{report:#?}");
    // The limit itself makes it ten seconds; the rest is this machine's.
    assert!(took >= Duration::from_secs(10) && took < Duration::from_secs(30), "{took:?}");
    let early = desk.liar.too_early(Duration::from_millis(500));
    assert!(early.is_empty(), "{early:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_for_each_reference_and_results_as_they_come() {
    const SLOW: Duration = Duration::from_secs(2);
    let slow = Rule::on("HEAD /v2/many/039/").then(Then::Wait(SLOW));
    let (desk, mut facts) = many(40, |plan| plan.rule(slow)).await;
    facts.containers = (0..300)
        .map(|n| {
            let image = &facts.images[n % 40];
            ContainerFacts {
                id: format!("{n:064x}"),
                name: format!("c{n}"),
                reference: image.repo_tags[0].clone(),
                image_id: image.id.clone(),
                ..ContainerFacts::default()
            }
        })
        .collect();
    let (mut told, started) = (Vec::new(), Instant::now());
    let mut sink = |row: Row| {
        if let Row::Container(row) = row {
            told.push((row.status.word(), started.elapsed()));
        }
    };
    let report = desk.checker.check(&facts, &Scope::Everything, &mode(), &mut sink).await;
    assert_eq!((desk.heads(), desk.gets(), told.len()), (40, 0, 300));
    assert!(told.iter().all(|(word, _)| *word == Word::UpToDate));
    let early = told.iter().filter(|(_, at)| *at < SLOW).count();
    assert!((1..300).contains(&early), "{early} did not wait for the slow one");
    assert_eq!(report.containers.len(), 300);
    let figures = desk.liar.figures();
    assert!(figures.most_in_flight <= 16, "{figures:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_before_a_cancel_is_kept() {
    let (desk, facts) = many(60, |plan| plan.latency(Duration::from_millis(50))).await;
    let (first, mut rows) = tokio::sync::mpsc::unbounded_channel();
    let checking = {
        let (checker, facts) = (desk.checker.clone(), facts.clone());
        tokio::spawn(async move {
            let mut sink = |row: Row| drop(first.send(row));
            checker.check(&facts, &Scope::Everything, &mode(), &mut sink).await
        })
    };
    rows.recv().await.expect("a row");
    checking.abort();
    assert!(checking.await.is_err());
    let report = desk.checker.known(&facts, &Scope::Everything, &mode());
    let known = report.images.iter().filter(|row| row.status.word() == Word::UpToDate).count();
    assert!((1..60).contains(&known), "{known}");
    assert!(report.images.iter().all(|row| matches!(row.status.reason(), None | Some("neverChecked"))));
}
