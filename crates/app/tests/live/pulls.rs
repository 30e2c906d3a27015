//! Downloading: progress that adds up, one job for the same thing, a cancel that cancels, errors in words.

use app::wire::{JobStatus, PartState};

use crate::on_both;
use crate::stage::{Stage, until};

on_both!(a_pull_ends_with_the_image, the_same_twice_joins_and_cancel_stops, a_wrong_tag_says_so);

async fn a_pull_ends_with_the_image(stage: Stage) {
    let registry = testkit::registry().await;
    testkit::image::busybox().layer().noise("/big", 8 << 20).push_to(&registry, "shop/web:1.2").await;
    let reference = registry.reference("shop/web:1.2");
    let id = stage.app.image_pull(reference.clone(), None).await.expect("starts");
    let mut before = 0;
    let watching = stage.app.job_watch(id.clone(), |update| {
        if let Some(progress) = &update.job.progress {
            assert!(progress.current >= before, "runs backwards: {} after {before}", progress.current);
            before = progress.current;
        }
        true
    });
    watching.await.expect("known");
    let job = stage.ended(&id).await;
    assert_eq!(job.status, JobStatus::Succeeded, "{:?}", job.problem);
    assert_eq!(job.outcome["reference"], reference);
    let images = stage.app.image_list().await.expect("listed");
    assert!(images.iter().any(|image| image.names == [reference.clone()]), "{images:?}");
    if !stage.is_podman() {
        let parts = job.progress.expect("shown").parts;
        assert!(parts.iter().all(|part| part.state == PartState::Done), "{parts:?}");
    }
}

async fn the_same_twice_joins_and_cancel_stops(stage: Stage) {
    let registry = testkit::registry().await;
    testkit::image::busybox().layer().noise("/big", 24 << 20).push_to(&registry, "big:1").await;
    let slow = testkit::FaultProxy::start(&registry.host(), testkit::Fault::Throttle(400_000)).await;
    let reference = format!("{}/big:1", slow.host());
    let id = stage.app.image_pull(reference.clone(), None).await.expect("starts");
    assert_eq!(stage.app.image_pull(reference.clone(), None).await.expect("joins"), id);
    until("bytes", || async { slow.bytes_passed() > 200_000 }).await;
    stage.app.job_cancel(&id);
    assert_eq!(stage.ended(&id).await.status, JobStatus::Cancelled);
    until("the engine to hang up", || async { slow.open_connections() == 0 }).await;
    let images = stage.app.image_list().await.expect("listed");
    assert!(!images.iter().any(|image| image.names.contains(&reference)), "nothing is named");
}

async fn a_wrong_tag_says_so(stage: Stage) {
    let registry = testkit::registry().await;
    testkit::image::busybox().push_to(&registry, "shop/web:1").await;
    for (name, codes) in [
        ("shop/web:9", ["image.tagMissing", "image.nameUnknown"]),
        ("nothing/here:1", ["image.nameUnknown", "image.pullDenied"]),
    ] {
        let id = stage.app.image_pull(registry.reference(name), None).await.expect("starts");
        let job = stage.ended(&id).await;
        let problem = job.problem.expect("says why");
        assert!(
            codes.contains(&problem.code.as_str()) || problem.code == "image.tagMissing",
            "{name}: {problem:?}"
        );
    }
}
