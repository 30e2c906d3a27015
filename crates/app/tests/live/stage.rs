//! A private engine with the app on it, and small helpers that read like the sentence they stand for.

use std::future::Future;
use std::path::Path;
use std::time::Duration;

use app::wire::{
    Actor, ContainerRow, FreshnessView, JobStatus, JobUpdate, JobView, RunSpec, UpdateRequest, UpdateSettings,
};
use app::{App, Environment, Options};
use testkit::image::versioned_web;
use testkit::{DockerOptions, ImageBuilder, TestEngine, TestRegistry};

/// Time a test may wait for something that should happen at once, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// A private engine and the app on it.
pub(crate) struct Stage {
    pub(crate) app: App,
    pub(crate) test: TestEngine,
    pub(crate) data: tempfile::TempDir,
}

impl Stage {
    pub(crate) async fn docker() -> Self {
        Self::over(testkit::docker_with(DockerOptions::default()).await).await
    }

    pub(crate) async fn podman() -> Self {
        Self::over(testkit::podman().await).await
    }

    pub(crate) async fn over(test: TestEngine) -> Self {
        let socket = test.socket();
        let data = tempfile::tempdir().expect("folder");
        let app = open(data.path(), &socket);
        ready(&app).await;
        Self { app, test, data }
    }

    pub(crate) fn is_podman(&self) -> bool {
        self.test.kind() == testkit::EngineKind::Podman
    }

    /// Loads an image; returns the name it is used by.
    pub(crate) async fn image(&self, name: &str, image: &ImageBuilder) -> String {
        image.load_into(&self.test, &[&format!("docker.io/library/{name}:1")]).await;
        format!("{name}:1")
    }

    /// Runs an image of a shell line to a container of this name; returns its id.
    pub(crate) async fn run(&self, name: &str, line: &str) -> String {
        let image = self.image("busybox", &testkit::image::busybox()).await;
        let command = ["sh", "-c", line].map(str::to_owned).to_vec();
        let spec = RunSpec { image, name: name.to_owned(), command, ..RunSpec::default() };
        self.run_spec(spec).await.outcome["containerId"].clone()
    }

    /// Runs a form that is expected to work.
    pub(crate) async fn run_spec(&self, spec: RunSpec) -> JobView {
        let id = self.app.run_start(spec).await.expect("can be run");
        let job = self.ended(&id).await;
        assert_eq!(job.status, JobStatus::Succeeded, "{:?}", job.problem);
        job
    }

    /// Pushes a version of the web server under a name and runs it from there.
    pub(crate) async fn web(&self, registry: &TestRegistry, host: &str, name: &str) -> String {
        versioned_web("1").push_to(registry, &format!("{name}:latest")).await;
        self.run_from(&format!("{host}/{name}:latest"), name).await
    }

    /// Pulls an image if need be and runs it; returns the container's id.
    pub(crate) async fn run_from(&self, reference: &str, name: &str) -> String {
        let spec = RunSpec { image: reference.to_owned(), name: name.to_owned(), ..RunSpec::default() };
        self.run_spec(spec).await.outcome["containerId"].clone()
    }

    /// Asks the registries about these, or everything, and returns how it stands then.
    pub(crate) async fn check(&self, wanted: &[&str]) -> FreshnessView {
        let wanted: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
        let id = self.app.freshness_check(wanted.clone()).await.expect("starts");
        let job = self.ended(&id).await;
        assert_eq!(job.status, JobStatus::Succeeded, "{:?}", job.problem);
        self.app.freshness_about(&wanted).await.expect("told")
    }

    /// Forgets what registries answered: the next check asks again.
    pub(crate) fn forget_answers(&self) {
        self.change_store("DELETE FROM freshness; DELETE FROM freshness_tags; DELETE FROM freshness_pause");
    }

    /// Lets what registries answered be two minutes old: the next check asks again, and knows what it was.
    pub(crate) fn age_answers(&self) {
        let then = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(2);
        self.change_store(&format!("UPDATE freshness SET entry = json_set(entry, '$.askedAt', '{then}')"));
    }

    fn change_store(&self, sql: &str) {
        let store = rusqlite::Connection::open(self.data.path().join("mooring.db")).expect("opens");
        store.execute_batch(sql).expect("changed");
    }

    /// Updates a container as it would be from the command line and returns how that ended.
    pub(crate) async fn update(&self, request: UpdateRequest) -> JobView {
        let id = self.app.update_start(request, Actor::CommandLine).await.expect("starts");
        self.ended(&id).await
    }

    /// Shortens the time a new container is watched: what these tests are about does not hang on it.
    pub(crate) fn set_updates(&self, how: impl FnOnce(&mut UpdateSettings)) {
        let mut settings = self.app.settings_get();
        settings.updates.gate_seconds = 1;
        how(&mut settings.updates);
        self.app.settings_set(&settings).expect("kept");
    }

    /// Waits for a job's end.
    pub(crate) async fn ended(&self, id: &str) -> JobView {
        let mut last = None;
        let watching = self.app.job_watch(id.to_owned(), |update: JobUpdate| {
            last = Some(update.job);
            true
        });
        soon("the job's end", watching).await.expect("known");
        last.expect("at least one update")
    }

    /// Returns a row by name.
    pub(crate) async fn row(&self, name: &str) -> Option<ContainerRow> {
        let rows = self.app.container_list().await.expect("listed");
        rows.into_iter().find(|row| row.name == name)
    }

    /// Waits until the row of this name is as it should be.
    pub(crate) async fn row_becomes(&self, name: &str, is_so: impl Fn(Option<&ContainerRow>) -> bool) {
        until(&format!("the row {name}"), || async { is_so(self.row(name).await.as_ref()) }).await;
    }

    /// Asks the engine itself, past the app.
    pub(crate) async fn ask(&self, method: &str, path: &str) {
        let response = self.test.request(method, path, "application/json", b"").await;
        assert!(response.status < 400, "{method} {path}: {}", response.text());
    }
}

/// Opens an app that knows only this socket.
pub(crate) fn open(data: &Path, socket: &Path) -> App {
    open_in(data, socket, Environment::of_this_computer())
}

/// Opens an app that knows only this socket, on a computer like this.
pub(crate) fn open_in(data: &Path, socket: &Path, environment: Environment) -> App {
    let engine = Some(format!("unix://{}", socket.display()));
    App::open(Options { data_dir: data.to_owned(), environment, engine }).expect("opens")
}

/// Waits until the lists are there. On a busy machine an engine may be too slow for the first try.
pub(crate) async fn ready(app: &App) {
    until("the lists", || async { app.engine_ready().await.is_ok() }).await;
}

/// Waits for something, and says what did not come when it does not.
pub(crate) async fn soon<T>(what: &str, wait: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("{what} did not come"))
}

/// Asks again and again until the answer is yes.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    soon(what, async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    })
    .await;
}
