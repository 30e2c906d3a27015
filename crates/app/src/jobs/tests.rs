use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use tokio::sync::Notify;

use super::*;
use crate::wire::JobStatus;

struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("folder") }
    }

    /// A process: its own connection and its own lock on the same folder.
    fn process(&self) -> Jobs {
        let store = Store::open(&self.folder.path().join("mooring.db"), &[SCHEMA]).expect("opens");
        let clock: Clock = Arc::new(|| Timestamp::UNIX_EPOCH);
        Jobs::open(Arc::new(store), self.folder.path(), Announcer::new(), clock).expect("opens")
    }
}

fn pull(subject: &str) -> Plan {
    let key = format!("pull {subject}");
    Plan { kind: JobKind::ImagePull, subject: subject.to_owned(), key, steps: &["pull"] }
}

async fn ended(jobs: &Jobs, id: &JobId) -> JobUpdate {
    let mut last = None;
    let watching = jobs.watch(id.as_str(), |update| {
        last = Some(update);
        true
    });
    watching.await.expect("known");
    last.expect("at least one update")
}

#[tokio::test]
async fn an_ended_job_is_in_the_history_with_its_words() {
    let bench = Bench::new();
    let jobs = bench.process();
    let id = jobs.start(pull("nginx"), |context| async move {
        context.step("pull");
        context.log("one\ntwo");
        context.outcome("imageId", "sha256:1");
        Ok(())
    });
    assert_eq!(ended(&jobs, &id).await.job.status, JobStatus::Succeeded);
    drop(jobs);
    let later = bench.process();
    let kept = ended(&later, &id).await;
    assert_eq!(kept.job.outcome["imageId"], "sha256:1");
    assert_eq!(kept.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["one", "two"]);
}

#[tokio::test]
async fn the_same_thing_twice_is_one_job() {
    let jobs = Bench::new().process();
    let runs = Arc::new(AtomicU32::new(0));
    let go = Arc::new(Notify::new());
    let begin = || {
        let (runs, go) = (Arc::clone(&runs), Arc::clone(&go));
        jobs.start(pull("nginx"), move |_| async move {
            runs.fetch_add(1, Ordering::SeqCst);
            go.notified().await;
            Ok(())
        })
    };
    let (first, second) = (begin(), begin());
    assert_eq!(first, second);
    assert_ne!(first, jobs.start(pull("redis"), |_| async { Ok(()) }));
    go.notify_one();
    ended(&jobs, &first).await;
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn cancel_says_cancelling_and_then_the_truth() {
    let jobs = Bench::new().process();
    let id = jobs.start(pull("nginx"), |context| async move {
        context.cancelled().await;
        Err(Stop::Cancelled)
    });
    jobs.cancel(id.as_str());
    assert_eq!(ended(&jobs, &id).await.job.status, JobStatus::Cancelled);
}

/// The process may end right after winding down: what is not in the history by then is lost.
#[tokio::test]
async fn winding_down_waits_for_the_history() {
    let bench = Bench::new();
    let jobs = bench.process();
    let id = jobs.start(pull("nginx"), |context| async move {
        context.cancelled().await;
        Err(Stop::Cancelled)
    });
    jobs.wind_down(Duration::from_secs(60)).await;
    let kept = history::read(&jobs.shared.store, &id).expect("readable").expect("kept");
    assert_eq!(kept.0.status, job::JobStatus::Cancelled);
}

#[tokio::test]
async fn a_panic_is_a_failed_job_not_a_lost_one() {
    let jobs = Bench::new().process();
    let id = jobs.start(pull("nginx"), |_| async { panic!("bug") });
    let update = ended(&jobs, &id).await;
    assert_eq!(update.job.status, JobStatus::Failed);
    assert_eq!(update.job.problem.expect("says why").code, "internal");
}

#[tokio::test]
async fn a_crash_shows_as_interrupted_and_the_living_are_left_alone() {
    let bench = Bench::new();
    let (crashing, living) = (bench.process(), bench.process());
    let lost = crashing.start(pull("nginx"), |_| std::future::pending());
    let kept = living.start(pull("redis"), |_| std::future::pending());
    // What the system does at a crash: the lock goes, the row stays.
    std::fs::remove_file(
        bench.folder.path().join("running").join(format!("{}.lock", crashing.shared.owner.id())),
    )
    .expect("removes");
    let later = bench.process();
    let status = |id: &JobId| {
        later
            .list()
            .into_iter()
            .find(|job| job.id == id.as_str())
            .map(|job| (job.status, job.ours))
            .expect("listed")
    };
    assert_eq!(status(&lost), (JobStatus::Interrupted, false));
    assert_eq!(status(&kept), (JobStatus::Running, false));
}

#[tokio::test]
async fn a_running_job_cannot_be_forgotten_an_ended_one_can() {
    let jobs = Bench::new().process();
    let running = jobs.start(pull("nginx"), |_| std::future::pending());
    let over = jobs.start(pull("redis"), |_| async { Ok(()) });
    ended(&jobs, &over).await;
    jobs.dismiss(running.as_str());
    jobs.dismiss(over.as_str());
    assert_eq!(jobs.list().into_iter().map(|job| job.id).collect::<Vec<_>>(), [running.to_string()]);
}
