//! A private Docker with as much in it as a busy developer has.

use harness::run_container;
use testkit::{ImageBuilder, TestEngine, image};

pub(crate) const CONTAINERS: usize = 50;
pub(crate) const IMAGES: usize = 200;

/// Starts it: 50 running containers and 200 images of their own.
pub(crate) async fn docker() -> TestEngine {
    let engine = testkit::docker().await;
    image::sleeper().load_into(&engine, &["shop/service-0:1.0.0"]).await;
    for number in 1..IMAGES {
        let name = format!("shop/service-{number}:1.{number}.0");
        let file = ImageBuilder::scratch().file("number", number.to_string(), 0o644).cmd(&["/number"]);
        file.load_into(&engine, &[&name]).await;
    }
    for number in 0..CONTAINERS {
        run_container(&engine, &format!("service-{number}"), "shop/service-0:1.0.0", &[]).await;
    }
    engine
}
