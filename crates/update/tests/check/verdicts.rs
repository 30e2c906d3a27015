//! D1 to D7, D11, D13: what an engine has against what the registry has.

use testkit::image::web;
use testkit::{Format, ImageBuilder, push_attestation, push_index_of};
use update::check::{Confirm, Facts};
use update::status::{ContainerStatus, RefStatus, Via, Word};

use crate::stage::{Stage, confirming, container, image, on_every_engine};

on_every_engine!(
    d01_same_tag_newer,
    d02_only_another_platform_changed,
    d03_several_digests,
    d04_nobody_to_ask,
    d05_pinned,
    d06_pulled_not_applied,
    d07_made_from_an_id,
    d11_every_media_type,
    d13_platform_gone,
    only_what_is_new_is_inspected,
);

async fn d01_same_tag_newer(stage: &Stage) {
    web("one").push_to(&stage.desk.real, "web:latest").await;
    let reference = stage.pull("web:latest").await;
    let id = stage.create(&reference).await;
    let report = stage.check().await;
    assert_eq!(container(&report, &id).status.word(), Word::UpToDate, "{report:#?}");
    let newer = web("two").push_to(&stage.desk.real, "web:latest").await;
    stage.desk.later(1);
    let report = stage.check().await;
    let ContainerStatus::Image { status: RefStatus::UpdateAvailable { remote, .. } } =
        &container(&report, &id).status
    else {
        panic!("{report:#?}")
    };
    assert_eq!(remote.as_str(), newer);
    assert_eq!(image(&report, "web").status.word(), Word::UpdateAvailable);
    assert_eq!((stage.desk.heads(), stage.desk.gets()), (1, 0), "{:#?}", stage.desk.liar.requests());
}

/// Our child beside another platform's and an attestation.
async fn push_both(stage: &Stage, other: &str) -> String {
    let ours = web("one").push_child(&stage.desk.real, "both").await;
    let theirs = ImageBuilder::scratch().file("x", other, 0o644).platform("linux", "s390x", None);
    let theirs = theirs.push_child(&stage.desk.real, "both").await;
    let attestation = push_attestation(&stage.desk.real, "both", &ours, other).await;
    push_index_of(&stage.desk.real, "both:latest", Format::Oci, &[ours, theirs, attestation]).await
}

async fn d02_only_another_platform_changed(stage: &Stage) {
    push_both(stage, "old").await;
    let reference = stage.pull("both:latest").await;
    let id = stage.create(&reference).await;
    let newer = push_both(stage, "new").await;
    let report = stage.check_as(confirming(Confirm::Never)).await;
    assert!(
        matches!(&image(&report, "both").status, RefStatus::UpdateAvailable { confirmed: false, .. }),
        "{report:#?}"
    );
    assert_eq!((stage.desk.heads(), stage.desk.gets()), (1, 0));
    let report = stage.check_as(confirming(Confirm::Auto)).await;
    let ContainerStatus::Image { status: RefStatus::UpToDate { digest, via, .. } } =
        &container(&report, &id).status
    else {
        panic!("{report:#?}")
    };
    assert_eq!((digest.as_str(), *via), (newer.as_str(), Via::Platform));
    assert_eq!((stage.desk.heads(), stage.desk.gets()), (0, 2), "index and child, once");
    stage.desk.later(7);
    let report = stage.check().await;
    assert_eq!(image(&report, "both").status.word(), Word::UpToDate);
    assert_eq!((stage.desk.heads(), stage.desk.gets()), (1, 0), "what is behind a digest is kept");
}

async fn d03_several_digests(stage: &Stage) {
    let older = push_both(stage, "old").await;
    stage.pull("both:latest").await;
    let newer = push_both(stage, "new").await;
    let reference = stage.pull("both:latest").await;
    let id = stage.create(&reference).await;
    let report = stage.check_as(confirming(Confirm::Never)).await;
    let row = container(&report, &id);
    assert_eq!(row.status.word(), Word::UpToDate, "{report:#?}");
    assert!(image(&report, "both").local.iter().any(|digest| digest.as_str() == newer), "{report:#?}");
    push_both(stage, "old").await;
    stage.desk.later(7);
    let report = stage.check_as(confirming(Confirm::Never)).await;
    let status = &image(&report, "both").status;
    assert_eq!(status.remote().map(oci::Digest::as_str), Some(older.as_str()));
    assert_eq!(status.word(), Word::UpToDate, "{report:#?}");
}

async fn d04_nobody_to_ask(stage: &Stage) {
    web("one").push_to(&stage.desk.real, "web:latest").await;
    let reference = stage.pull("web:latest").await;
    let pulled = stage.create(&reference).await;
    web("loaded").load_into(&stage.test, &["localhost/loaded:1"]).await;
    let loaded = stage.create("localhost/loaded:1").await;
    let path = format!("/commit?container={pulled}&repo=localhost/committed&tag=1");
    let answer = stage.test.request("POST", &path, "application/json", b"{}").await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let committed = stage.create("localhost/committed:1").await;
    let report = stage.check().await;
    for id in [&loaded, &committed] {
        assert_eq!(container(&report, id).status.word(), Word::LocalOnly, "{report:#?}");
    }
    assert_eq!(stage.desk.heads(), 1, "only the pulled one is asked for");
    stage.engine.image_tag(&reference, "mine", "9").await.expect("tagged");
    stage.desk.later(7);
    let report = stage.check().await;
    // Podman has a digest for every name: nothing tells that this one came from elsewhere, and no guess is made.
    let expected = if stage.is_podman() { Word::Unknown } else { Word::UpToDate };
    assert_eq!(image(&report, "mine:9").status.word(), expected, "{report:#?}");
    assert_eq!(stage.desk.heads(), 1, "one reference, one request");
}

async fn d05_pinned(stage: &Stage) {
    let digest = web("one").push_to(&stage.desk.real, "web:latest").await;
    let pinned = format!("web@{digest}");
    // Podman calls a container by its image's tag where there is one, and forgets that a digest was asked for.
    stage.pull(if stage.is_podman() { &pinned } else { "web:latest" }).await;
    let bare = stage.create(&stage.desk.liar.reference(&pinned)).await;
    let tagged = match stage.is_podman() {
        // Podman 4.3 takes a tag and a digest together in a pull only.
        true => None,
        false => Some(stage.create(&stage.desk.liar.reference(&format!("web:latest@{digest}"))).await),
    };
    web("two").push_to(&stage.desk.real, "web:latest").await;
    let report = stage.check().await;
    let moved = |id: &str| match container(&report, id).status.image() {
        Some(RefStatus::Pinned { tag_moved, .. }) => *tag_moved,
        _ => panic!("{report:#?}"),
    };
    assert_eq!(moved(&bare), None);
    if let Some(tagged) = tagged {
        assert_eq!(moved(&tagged), Some(true));
    }
    assert_eq!(stage.desk.heads(), usize::from(!stage.is_podman()));
}

async fn d06_pulled_not_applied(stage: &Stage) {
    web("one").push_to(&stage.desk.real, "web:latest").await;
    let reference = stage.pull("web:latest").await;
    let id = stage.create(&reference).await;
    web("two").push_to(&stage.desk.real, "web:latest").await;
    stage.pull("web:latest").await;
    let report = stage.check().await;
    let row = container(&report, &id);
    let ContainerStatus::PulledNotApplied { image_id, image: newer } = &row.status else {
        panic!("{report:#?}")
    };
    assert_eq!(newer.word(), Word::UpToDate);
    assert_ne!(*image_id, row.image_id);
    web("three").push_to(&stage.desk.real, "web:latest").await;
    stage.desk.later(7);
    let report = stage.check().await;
    let ContainerStatus::PulledNotApplied { image: newer, .. } = &container(&report, &id).status else {
        panic!("{report:#?}")
    };
    assert_eq!(newer.word(), Word::UpdateAvailable, "the registry is further on");
}

async fn d07_made_from_an_id(stage: &Stage) {
    web("one").push_to(&stage.desk.real, "web:latest").await;
    let reference = stage.pull("web:latest").await;
    let own = stage.engine.image_inspect(&reference).await.expect("here").id;
    let by_id = stage.create(&own).await;
    let local = web("local").load_into(&stage.test, &["localhost/local:1"]).await;
    let local = stage.create(&local).await;
    let report = stage.check().await;
    assert_eq!(container(&report, &by_id).status.word(), Word::UpToDate, "{report:#?}");
    assert_eq!(container(&report, &local).status.word(), Word::LocalOnly, "{report:#?}");
}

async fn d11_every_media_type(stage: &Stage) {
    let mut expected = Vec::new();
    for (name, format) in [("docker", Format::Docker), ("oci", Format::Oci)] {
        let one = if format == Format::Oci { web(name).oci() } else { web(name) };
        expected.push((
            format!("{name}-one:latest"),
            one.push_to(&stage.desk.real, &format!("{name}-one:latest")).await,
        ));
        let list = format!("{name}-list");
        let child = one.push_child(&stage.desk.real, &list).await;
        let digest = push_index_of(&stage.desk.real, &format!("{list}:latest"), format, &[child]).await;
        expected.push((format!("{list}:latest"), digest));
    }
    for (name, _) in &expected {
        stage.pull(name).await;
    }
    let report = stage.check_as(confirming(Confirm::Never)).await;
    for (name, digest) in &expected {
        let status = &image(&report, name.trim_end_matches(":latest")).status;
        assert_eq!(status.word(), Word::UpToDate, "{name}: {status:?}");
        assert_eq!(status.remote().map(oci::Digest::as_str), Some(digest.as_str()), "{name}");
    }
    assert_eq!((stage.desk.heads(), stage.desk.gets()), (4, 0));
    let heard = stage.desk.liar.requests();
    let accept: Vec<_> =
        heard.iter().flat_map(|heard| &heard.headers).filter(|(name, _)| name == "accept").collect();
    for format in [Format::Docker, Format::Oci] {
        let complete = accept
            .iter()
            .all(|(_, value)| value.contains(format.manifest()) && value.contains(format.index()));
        assert!(complete, "{accept:?}");
    }
}

async fn d13_platform_gone(stage: &Stage) {
    push_both(stage, "old").await;
    let reference = stage.pull("both:latest").await;
    let id = stage.create(&reference).await;
    let theirs = ImageBuilder::scratch().file("x", "y", 0o644).platform("linux", "s390x", None);
    let theirs = theirs.push_child(&stage.desk.real, "both").await;
    push_index_of(&stage.desk.real, "both:latest", Format::Oci, &[theirs]).await;
    let report = stage.check().await;
    let row = container(&report, &id);
    assert_eq!(
        (row.status.word(), row.status.reason()),
        (Word::Unknown, Some("noMatchingPlatform")),
        "{report:#?}"
    );
    assert_eq!(row.best, None);
}

async fn only_what_is_new_is_inspected(stage: &Stage) {
    web("one").push_to(&stage.desk.real, "web:latest").await;
    let reference = stage.pull("web:latest").await;
    let first = stage.create(&reference).await;
    let recorder = testkit::Recorder::start(&stage.test.socket());
    let endpoint = engine::Endpoint::Unix(recorder.socket());
    let listened =
        engine::Engine::connect(&endpoint, std::time::Duration::from_secs(30)).await.expect("connected");
    let before = Facts::read(&listened).await.expect("facts");
    assert_eq!(before, stage.facts().await);
    recorder.clear();
    assert_eq!(before.read_again(&listened).await.expect("facts"), before);
    assert_eq!(recorder.count(), 2, "{:?}", recorder.requests());
    let second = stage.create(&reference).await;
    stage.engine.image_tag(&reference, "localhost/mine", "1").await.expect("tagged");
    recorder.clear();
    let after = before.read_again(&listened).await.expect("facts");
    assert_eq!(recorder.count(), 3, "{:?}", recorder.requests());
    assert_eq!(after, stage.facts().await);
    assert!([first, second].iter().all(|id| after.containers.iter().any(|container| container.id == *id)));
}
