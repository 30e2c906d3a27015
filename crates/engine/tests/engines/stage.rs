//! A private engine with our connection to it, and small helpers that read like the sentence they stand for.

use std::future::Future;
use std::time::Duration;

use engine::model::container::ContainerSpec;
use engine::{Endpoint, Engine, EngineError};
use testkit::{ImageBuilder, TestEngine};

/// Time a test may wait for something that should happen at once, on a machine with much else to do.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A private engine and our connection to it.
pub(crate) struct Stage {
    pub(crate) test: TestEngine,
    pub(crate) engine: Engine,
}

impl Stage {
    pub(crate) async fn docker() -> Self {
        Self::over(testkit::docker().await).await
    }

    pub(crate) async fn podman() -> Self {
        Self::over(testkit::podman().await).await
    }

    async fn over(test: TestEngine) -> Self {
        let endpoint = Endpoint::Unix(test.socket());
        let engine = Engine::connect(&endpoint, PATIENCE).await.expect("it has just answered");
        Self { test, engine }
    }

    pub(crate) fn is_podman(&self) -> bool {
        self.test.kind() == testkit::EngineKind::Podman
    }

    /// Loads an image and returns the name it can be used by.
    pub(crate) async fn image(&self, name: &str, image: &ImageBuilder) -> String {
        let name = format!("localhost/{name}:1");
        image.load_into(&self.test, &[&name]).await;
        name
    }

    /// Makes and starts a container of a shell line; returns its id.
    pub(crate) async fn run(&self, line: &str) -> String {
        let image = self.image("busybox", &testkit::image::busybox()).await;
        let spec = ContainerSpec { image, command: Some(shell(line)), ..ContainerSpec::default() };
        self.start(&spec).await
    }

    /// Makes and starts a container.
    pub(crate) async fn start(&self, spec: &ContainerSpec) -> String {
        let made = self.engine.container_create(spec).await.expect("made");
        self.engine.container_start(&made.id).await.expect("started");
        made.id
    }
}

/// The words that run a line in a shell.
pub(crate) fn shell(line: &str) -> Vec<String> {
    ["sh", "-c", line].map(str::to_owned).to_vec()
}

/// Waits for something, and says what did not come when it does not.
pub(crate) async fn soon<T>(what: &str, wait: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("{what} did not come"))
}

/// Asks again and again until the answer is yes.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    soon(what, async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}

/// Status of a refusal.
pub(crate) fn status(error: &EngineError) -> u16 {
    match error {
        EngineError::Refused { status, .. } => *status,
        other => panic!("not refused but: {other}"),
    }
}

/// Runs each function on every engine, in modules named after them.
macro_rules! on_every_engine {
    ($($name:ident),+ $(,)?) => {
        mod docker {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { super::$name(&$crate::stage::Stage::docker().await).await; })+
        }
        mod podman {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { super::$name(&$crate::stage::Stage::podman().await).await; })+
        }
    };
}
pub(crate) use on_every_engine;
