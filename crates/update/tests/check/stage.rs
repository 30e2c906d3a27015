//! A private engine, a registry that counts and lies, a checker with a clock of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use engine::model::container::ContainerSpec;
use engine::{Endpoint, Engine};
use job::JobContext;
use registry::{Limits, Options, Registry};
use store::Store;
use testkit::Kind;
use testkit::{LyingRegistry, TestEngine, TestRegistry};
use update::check::{Checker, Confirm, ContainerRow, Facts, ImageRow, Mode, Report, SCHEMA, Scope};
use update::status::{LocalImage, StoreKind};

/// Time for what should happen at once, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// A registry to push to, one in front of it to ask, and a checker.
pub(crate) struct Desk {
    pub(crate) real: TestRegistry,
    pub(crate) liar: LyingRegistry,
    pub(crate) registry: Registry,
    pub(crate) checker: Checker,
    ahead: Arc<AtomicI64>,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        Self::with(|plan| plan).await
    }

    pub(crate) async fn with(plan: impl FnOnce(testkit::Plan) -> testkit::Plan) -> Self {
        let real = testkit::registry().await;
        let liar = plan(LyingRegistry::before(&real)).start();
        let ahead = Arc::new(AtomicI64::new(0));
        let clock = {
            let ahead = ahead.clone();
            Arc::new(move || {
                jiff::Timestamp::now() + jiff::SignedDuration::from_secs(ahead.load(Ordering::Relaxed))
            })
        };
        let mut options = Options::new("mooring-test", clock.clone());
        options.limits = Limits { head: Duration::from_secs(3), ..Limits::default() };
        let store = Arc::new(Store::in_memory(&[SCHEMA]).expect("a store"));
        let registry = Registry::new(options);
        let checker = Checker::new(registry.clone(), store, clock);
        Self { real, liar, registry, checker, ahead }
    }

    /// Lets time pass.
    pub(crate) fn later(&self, hours: i64) {
        self.ahead.fetch_add(hours * 3600, Ordering::Relaxed);
    }

    /// Checks without looking for newer tags, and counts requests anew.
    pub(crate) async fn check(&self, facts: &Facts) -> Report {
        self.check_as(facts, mode()).await
    }

    pub(crate) async fn check_as(&self, facts: &Facts, mode: Mode) -> Report {
        self.liar.forget();
        self.checker.check(facts, &Scope::Everything, &mode, &mut |_| ()).await
    }

    pub(crate) fn heads(&self) -> usize {
        self.liar.count(Kind::HeadManifest)
    }

    pub(crate) fn gets(&self) -> usize {
        self.liar.count(Kind::GetManifest)
    }

    /// An image as it would be here, under these names, having been pulled with these digests.
    pub(crate) fn local(&self, id: char, names: &[&str], digests: &[(&str, &str)]) -> LocalImage {
        LocalImage {
            id: format!("sha256:{}", id.to_string().repeat(64)),
            repo_tags: names.iter().map(|name| self.liar.reference(name)).collect(),
            repo_digests: digests
                .iter()
                .map(|(name, digest)| self.liar.reference(&format!("{name}@{digest}")))
                .collect(),
            ..LocalImage::default()
        }
    }
}

/// The button, without newer tags.
pub(crate) fn mode() -> Mode {
    Mode { newer_tags: false, ..Mode::by_user() }
}

/// With newer tags.
pub(crate) fn newer() -> Mode {
    Mode { newer_tags: true, ..mode() }
}

pub(crate) fn confirming(confirm: Confirm) -> Mode {
    Mode { confirm, ..mode() }
}

/// Facts made by hand.
pub(crate) fn facts(images: Vec<LocalImage>) -> Facts {
    let platform = oci::Platform::parse("linux/amd64").ok();
    Facts { engine: "test".into(), store: StoreKind::Classic, platform, images, containers: Vec::new() }
}

/// The row of the only image, or of the one whose name ends so.
pub(crate) fn image<'r>(report: &'r Report, name: &str) -> &'r ImageRow {
    let found = report.images.iter().find(|row| row.reference.ends_with(name));
    found.unwrap_or_else(|| panic!("no {name} in {:#?}", report.images))
}

pub(crate) fn container<'r>(report: &'r Report, id: &str) -> &'r ContainerRow {
    report.containers.iter().find(|row| row.id == id).unwrap_or_else(|| panic!("no {id} in {report:#?}"))
}

/// A desk and an engine that pulls from its registry.
pub(crate) struct Stage {
    pub(crate) desk: Desk,
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
        let engine =
            Engine::connect(&Endpoint::Unix(test.socket()), PATIENCE).await.expect("it has just answered");
        Self { desk: Desk::new().await, test, engine }
    }

    pub(crate) fn is_podman(&self) -> bool {
        self.test.kind() == testkit::EngineKind::Podman
    }

    /// Pulls from the desk's registry; returns the full name.
    pub(crate) async fn pull(&self, name: &str) -> String {
        let reference = self.desk.liar.reference(name);
        self.engine.image_pull(&reference, None, None, &JobContext::detached()).await.expect("pulled");
        reference
    }

    /// Makes a container of what somebody would type; returns its id.
    pub(crate) async fn create(&self, image: &str) -> String {
        let command = Some(vec!["sleep".to_owned(), "60".to_owned()]);
        let spec = ContainerSpec { image: image.to_owned(), command, ..ContainerSpec::default() };
        self.engine.container_create(&spec).await.expect("made").id
    }

    pub(crate) async fn facts(&self) -> Facts {
        Facts::read(&self.engine).await.expect("facts")
    }

    pub(crate) async fn check(&self) -> Report {
        let facts = self.facts().await;
        self.desk.check(&facts).await
    }

    pub(crate) async fn check_as(&self, mode: Mode) -> Report {
        let facts = self.facts().await;
        self.desk.check_as(&facts, mode).await
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
