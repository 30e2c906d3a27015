//! Updates of Swarm services on a swarm of one (UPDATES.md 7.5, case X16): what the engine says in the end counts.

#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use engine::model::service::Task;
use engine::{Endpoint, Engine};
use job::{Job, JobContext, JobId, StepState};
use oci::{Digest, Reference};
use serde_json::{Value, json};
use testkit::image::versioned_web;
use testkit::{DockerOptions, ImageBuilder, LyingRegistry, Network, TestEngine, TestRegistry};
use update::service::{
    RolledBack, STEPS, ServiceError, ServiceOutcome, ServiceRequest, of_container, previous_image, settle,
    undo, update,
};

/// Time for what should happen at once, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(60);
/// Time for a whole update of two copies, each watched for 15 s.
const LIMIT: Duration = Duration::from_secs(150);

/// A swarm of one with a registry, running `app:t` at its first version.
struct Swarm {
    real: TestRegistry,
    liar: LyingRegistry,
    engine: Engine,
    first: String,
    test: TestEngine,
}

impl Swarm {
    async fn with(replicas: u64) -> Self {
        let options = DockerOptions { network: Network::Routed, ..DockerOptions::default() };
        let test = testkit::docker_with(options).await;
        test.swarm_init().await;
        let real = testkit::registry().await;
        let liar = LyingRegistry::before(&real).listen_on(test.gateway()).start();
        let digest = versioned_web("1").push_to(&real, "app:t").await;
        let first = format!("{}@{digest}", liar.reference("app:t"));
        let body = service(&first, replicas).to_string();
        let made = test.request("POST", "/services/create", "application/json", body.as_bytes()).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let engine = Engine::connect(&Endpoint::Unix(test.socket()), PATIENCE).await.expect("it answers");
        let swarm = Self { real, liar, engine, first, test };
        swarm.until_running(&swarm.first, usize::try_from(replicas).expect("few")).await;
        swarm
    }

    /// Pushes another version of `app:t` and asks for it.
    async fn next(&self, image: &ImageBuilder) -> ServiceRequest {
        let digest = image.push_to(&self.real, "app:t").await;
        ServiceRequest {
            service: "app".to_owned(),
            reference: Reference::parse(&self.liar.reference("app:t")).expect("a reference"),
            digest: Digest::parse(&digest).expect("a digest"),
            auth: None,
            limit: LIMIT,
        }
    }

    async fn update(&self, request: &ServiceRequest) -> ServiceOutcome {
        update(&self.engine, request, &JobContext::detached()).await.expect("an end")
    }

    async fn spec(&self) -> Value {
        self.engine.service_inspect_raw("app").await.expect("there")["Spec"].clone()
    }

    /// Copies that shall run and do.
    async fn running(&self) -> Vec<Task> {
        let mut tasks = self.engine.task_list("app").await.expect("listed");
        tasks.retain(|task| task.state == "running" && task.desired_state == "running");
        tasks
    }

    async fn until_running(&self, image: &str, copies: usize) {
        let all_run = async {
            loop {
                let tasks = self.running().await;
                if tasks.len() == copies && tasks.iter().all(|task| task.image == image) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        if tokio::time::timeout(PATIENCE, all_run).await.is_err() {
            panic!("{copies} copies of {image} do not run: {:#?}", self.engine.task_list("app").await);
        }
    }

    /// The user's own rules are in place, and nothing of ours is left.
    async fn assert_users_rules(&self) {
        let spec = self.spec().await;
        assert_eq!(spec["UpdateConfig"]["FailureAction"], "pause", "{spec:#}");
        assert_eq!(spec["UpdateConfig"]["Parallelism"], 2, "{spec:#}");
        assert_eq!(spec["Labels"], json!({ "shop": "yes" }));
    }
}

/// A service whose user has it pause at a failure, and replaces two copies at once.
fn service(image: &str, replicas: u64) -> Value {
    json!({
        "Name": "app",
        "Labels": { "shop": "yes" },
        "TaskTemplate": {
            "ContainerSpec": { "Image": image, "StopGracePeriod": 1_000_000_000 },
            "RestartPolicy": { "Delay": 500_000_000 },
        },
        "Mode": { "Replicated": { "Replicas": replicas } },
        "UpdateConfig": { "Parallelism": 2, "FailureAction": "pause", "Monitor": 1_000_000_000 },
        "RollbackConfig": { "Parallelism": 2, "Monitor": 1_000_000_000 },
    })
}

fn job() -> Job {
    Job::begin(JobId::new("1"), "service.update", "app", &STEPS, Arc::new(jiff::Timestamp::now))
}

fn name(request: &ServiceRequest) -> String {
    format!("{}@{}", request.reference.canonical(), request.digest)
}

/// X16, a good image, and the way back by hand.
#[tokio::test(flavor = "multi_thread")]
async fn x16_a_good_image_is_rolled_out_and_can_be_undone() {
    let swarm = Swarm::with(2).await;
    let request = swarm.next(&versioned_web("2")).await;
    let job = job();
    let outcome = update(&swarm.engine, &request, &job.context()).await.expect("an end");
    assert_eq!(outcome, ServiceOutcome::Completed);
    swarm.until_running(&name(&request), 2).await;
    let progress = job.snapshot().progress.expect("told");
    assert_eq!((progress.current, progress.total), (2, Some(2)));
    assert_eq!(swarm.update(&request).await, ServiceOutcome::Nothing);

    let container = swarm.running().await[0].container.clone().expect("it runs");
    let raw = swarm.engine.container_inspect_raw(&container).await.expect("here");
    let labels = serde_json::from_value(raw["Config"]["Labels"].clone()).expect("labels");
    let id = of_container(&labels).expect("a copy of a service");
    assert_eq!(previous_image(&swarm.engine, id).await.expect("told"), Some(swarm.first.clone()));
    assert_eq!(undo(&swarm.engine, id, LIMIT, &JobContext::detached()).await.expect("back"), swarm.first);
    swarm.until_running(&swarm.first, 2).await;
    swarm.assert_users_rules().await;
}

/// X16, an image whose program ends.
#[tokio::test(flavor = "multi_thread")]
async fn x16_a_crashing_image_goes_back() {
    let swarm = Swarm::with(2).await;
    let request = swarm.next(&versioned_web("2").cmd(&["sh", "-c", "sleep 2; exit 3"])).await;
    let job = job();
    let outcome = update(&swarm.engine, &request, &job.context()).await.expect("an end");
    let ServiceOutcome::RolledBack { why: RolledBack::Failed, words } = outcome else {
        panic!("{outcome:?}")
    };
    assert!(words.contains("non-zero exit (3)"), "{words}");
    let steps = job.snapshot().steps;
    assert!(steps.iter().any(|step| step.id == "putBack" && step.state == StepState::Running), "{steps:?}");
    swarm.until_running(&swarm.first, 2).await;
    swarm.assert_users_rules().await;
    let nothing = undo(&swarm.engine, "app", LIMIT, &JobContext::detached()).await.expect_err("forgotten");
    assert!(matches!(nothing, ServiceError::NothingToGoBackTo(_)), "{nothing:?}");
}

/// X16, an image whose health check says no.
#[tokio::test(flavor = "multi_thread")]
async fn x16_an_unhealthy_image_goes_back() {
    let swarm = Swarm::with(2).await;
    let sick = versioned_web("2").healthcheck("false", Duration::from_secs(1), 2);
    let request = swarm.next(&sick).await;
    let outcome = swarm.update(&request).await;
    let ServiceOutcome::RolledBack { why: RolledBack::Failed, words } = outcome else {
        panic!("{outcome:?}")
    };
    assert!(words.contains("unhealthy"), "{words}");
    swarm.until_running(&swarm.first, 2).await;
    swarm.assert_users_rules().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settling_gives_the_rules_back_and_replaces_no_copy() {
    let swarm = Swarm::with(1).await;
    let request = swarm.next(&versioned_web("2")).await;
    assert_eq!(swarm.update(&request).await, ServiceOutcome::Completed);
    assert_eq!(swarm.spec().await["UpdateConfig"]["FailureAction"], "rollback");
    let ids = |tasks: Vec<Task>| tasks.into_iter().map(|task| task.id).collect::<BTreeSet<_>>();
    let before = ids(swarm.engine.task_list("app").await.expect("listed"));

    assert!(settle(&swarm.engine, "app").await.expect("settled"));
    swarm.assert_users_rules().await;
    assert!(!settle(&swarm.engine, "app").await.expect("nothing to do"));
    assert_eq!(previous_image(&swarm.engine, "app").await.expect("told"), None);
    // A rollout would have begun by the time the next change is through.
    let (version, spec) = {
        let raw = swarm.engine.service_inspect_raw("app").await.expect("there");
        (raw["Version"]["Index"].as_u64().expect("a number"), raw["Spec"].clone())
    };
    let mut scaled = spec;
    scaled["Mode"]["Replicated"]["Replicas"] = json!(2);
    swarm.engine.service_update("app", version, &scaled, false, None).await.expect("scaled");
    swarm.until_running(&name(&request), 2).await;
    let after = ids(swarm.engine.task_list("app").await.expect("listed"));
    assert_eq!((after.len(), after.is_superset(&before)), (before.len() + 1, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_leads_back() {
    let swarm = Swarm::with(2).await;
    let request = swarm.next(&versioned_web("2")).await;
    let job = job();
    let (context, mut seen) = (job.context(), job.watch());
    let cancel = async {
        // One copy is new already.
        let begun = seen.wait_for(|job| job.progress.as_ref().is_some_and(|progress| progress.current == 1));
        tokio::time::timeout(PATIENCE, begun).await.expect("in time").expect("it lives");
        job.cancel();
    };
    let (outcome, ()) = tokio::join!(update(&swarm.engine, &request, &context), cancel);
    let outcome = outcome.expect("an end");
    assert!(matches!(outcome, ServiceOutcome::RolledBack { why: RolledBack::Cancelled, .. }), "{outcome:?}");
    swarm.until_running(&swarm.first, 2).await;
    swarm.assert_users_rules().await;
    let early = update(&swarm.engine, &request, &context).await.expect_err("cancelled");
    assert!(matches!(early, ServiceError::Cancelled), "{early:?}");
}

/// The engine crashes in the middle: its swarm goes on when it is back, and whatever comes of that is told as it is.
#[tokio::test(flavor = "multi_thread")]
async fn an_update_outlives_its_engine() {
    let mut swarm = Swarm::with(2).await;
    let request = swarm.next(&versioned_web("2")).await;
    let job = job();
    let (context, engine, mut seen) = (job.context(), swarm.engine.clone(), job.watch());
    let wanted = request.clone();
    let update = tokio::spawn(async move { update(&engine, &wanted, &context).await });
    let begun = seen.wait_for(|job| job.progress.as_ref().is_some_and(|progress| progress.current == 1));
    tokio::time::timeout(PATIENCE, begun).await.expect("in time").expect("it lives");
    swarm.test.kill();
    swarm.test.restart().await;
    match update.await.expect("no panic").expect("an end") {
        ServiceOutcome::Completed => swarm.until_running(&name(&request), 2).await,
        ServiceOutcome::RolledBack { why: RolledBack::Failed, .. } => {
            swarm.until_running(&swarm.first, 2).await;
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_rolled_is_told() {
    let swarm = Swarm::with(0).await;
    let mut request = swarm.next(&versioned_web("2")).await;
    // Nothing runs, so nothing is replaced, and the engine never says that it is through.
    assert_eq!(swarm.update(&request).await, ServiceOutcome::Completed);
    assert_eq!(swarm.spec().await["TaskTemplate"]["ContainerSpec"]["Image"], name(&request));
    request.service = "nobody".to_owned();
    let none = update(&swarm.engine, &request, &JobContext::detached()).await.expect_err("no service");
    assert!(matches!(none, ServiceError::NoService(_)), "{none:?}");
}
