//! What happens while nobody looks.

use std::time::Duration;

use harness::{Stage, pull_image, run_container, wait_long};
use serde_json::json;
use testkit::image;

#[tokio::test]
async fn a_check_on_the_schedule_tells_once_in_the_language_of_the_system() {
    let (engine, registry) = (testkit::docker().await, testkit::registry().await);
    for name in ["shop", "blog"] {
        let image = format!("{name}/web:1");
        image::versioned_web("1").push_to(&registry, &image).await;
        pull_image(&engine, &registry.reference(&image)).await;
        run_container(&engine, name, &registry.reference(&image), &[]).await;
        image::versioned_web("2").push_to(&registry, &image).await;
    }
    let stage = Stage::with_engine(&engine);
    let notices = stage.home().join("notices");
    let stage = stage
        .variable("MOORING_TEST_NOTICES", &notices.display().to_string())
        .variable("LANG", "de_DE.UTF-8")
        .variable("LANGUAGE", "de");
    let window = stage.open().await;
    let told = || async { std::fs::read_to_string(&notices).ok().filter(|text| !text.is_empty()) };
    // The first check is due half a minute after the start.
    let words = wait_long(Duration::from_secs(60), "a notification", told).await;
    assert!(
        words.contains("shop") && words.contains("blog") && words.contains("2 Updates sind verfügbar"),
        "{words}"
    );

    // Asked by hand, nothing is told a second time.
    let job = window.invoke("freshness_check", json!({"references": []})).await;
    let over = || async {
        let jobs = window.invoke("job_list", json!({})).await;
        jobs.as_array()?.iter().any(|one| one["id"] == job && one["status"] == "succeeded").then_some(())
    };
    wait_long(Duration::from_secs(20), "the second check", over).await;
    assert_eq!(told().await.unwrap_or_default().lines().count(), 1);
    window.check_quiet().await;
}
