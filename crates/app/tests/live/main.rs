//! The app on real engines: the picture stays true, jobs do what they say, nothing is lost.

#![allow(missing_docs, reason = "tests say it in their names")]

mod containers;
mod freshness;
mod inside;
mod inventory;
mod loss;
mod pulls;
mod registries;
mod runs;
mod stage;
mod trust;
mod updates;

/// Makes one test per engine out of a function that takes a [`stage::Stage`].
#[macro_export]
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod docker {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() { super::$test($crate::stage::Stage::docker().await).await; })*
        }
        mod podman {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() { super::$test($crate::stage::Stage::podman().await).await; })*
        }
    };
}
