//! Images built from folders.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::EngineError;
use engine::model::container::ContainerSpec;
use engine::model::image::BuildSpec;
use engine::model::log::LogQuery;
use futures_util::TryStreamExt;
use job::{Job, JobContext, JobId, Unit};
use testkit::image::busybox;

use crate::stage::{Stage, on_every_engine, shell, soon, until};

on_every_engine!(
    build,
    build_cached,
    build_failing,
    build_cancelled,
    build_ignoring,
    build_unreadable,
    build_bad_file
);

/// A folder with a Dockerfile on busybox.
struct Folder(tempfile::TempDir);

impl Folder {
    async fn on(stage: &Stage, lines: &str) -> Self {
        let base = stage.image("base", &busybox()).await;
        let folder = Self(tempfile::tempdir().expect("a folder"));
        folder.write("Dockerfile", &format!("FROM {base}\n{lines}\n"));
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("has one")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn spec(&self) -> BuildSpec {
        BuildSpec {
            context: self.path().to_owned(),
            dockerfile: PathBuf::from("Dockerfile"),
            tags: vec!["localhost/built:1".into(), "localhost/other:2".into()],
            args: Vec::new(),
            target: None,
            platform: None,
            no_cache: false,
            pull: false,
        }
    }
}

fn job() -> Job {
    Job::begin(JobId::new("1"), "image.build", "x", &["build"], Arc::new(jiff::Timestamp::now))
}

fn said(job: &Job) -> String {
    job.lines_since(0).into_iter().map(|line| line.text + "\n").collect()
}

/// Runs a line in a built image and returns what it says.
async fn output(stage: &Stage, image: &str, line: &str) -> Vec<String> {
    let spec = ContainerSpec { image: image.into(), command: Some(shell(line)), ..ContainerSpec::default() };
    let id = stage.start(&spec).await;
    stage.engine.container_wait(&id).await.expect("ended");
    let all = LogQuery { follow: false, tail: None, since: None };
    let lines: Vec<_> = stage.engine.container_logs(&id, all, false).try_collect().await.expect("readable");
    lines.into_iter().map(|line| line.text).collect()
}

async fn build(stage: &Stage) {
    let folder = Folder::on(stage, "ARG WHO\nCOPY a /a\nRUN echo hello $WHO > /b").await;
    folder.write("a", &"x".repeat(3_000_000));
    let job = job();
    let spec = BuildSpec { args: vec![("WHO".into(), "you & me".into())], ..folder.spec() };
    let built = stage.engine.image_build(&spec, &job.context()).await.expect("built");
    assert!(built.id.starts_with("sha256:"), "{}", built.id);
    let detail = stage.engine.image_inspect("localhost/built:1").await.expect("there");
    assert_eq!(detail.id, built.id);
    assert_eq!(stage.engine.image_inspect("localhost/other:2").await.expect("there").id, built.id);
    assert_eq!(output(stage, &built.id, "cat /b; wc -c < /a").await, ["hello you & me", "3000000"]);
    let progress = job.snapshot().progress.expect("told");
    assert_eq!((progress.unit, progress.current, progress.total), (Unit::Steps, 4, Some(4)));
    assert!(said(&job).contains("RUN echo hello"), "{}", said(&job));
}

async fn build_cached(stage: &Stage) {
    let folder = Folder::on(stage, "RUN cat /proc/sys/kernel/random/uuid > /once").await;
    let once = stage.engine.image_build(&folder.spec(), &JobContext::detached()).await.expect("built");
    let again = stage.engine.image_build(&folder.spec(), &JobContext::detached()).await.expect("built");
    let content = |id| output(stage, id, "cat /once");
    assert_eq!(content(&once.id).await, content(&again.id).await);
    let spec = BuildSpec { no_cache: true, ..folder.spec() };
    let fresh = stage.engine.image_build(&spec, &JobContext::detached()).await.expect("built");
    assert_ne!(content(&once.id).await, content(&fresh.id).await);
}

async fn build_failing(stage: &Stage) {
    let folder = Folder::on(stage, "RUN echo going wrong; exit 3\nRUN true").await;
    let job = job();
    let error = stage.engine.image_build(&folder.spec(), &job.context()).await.expect_err("it fails");
    let EngineError::Refused { status: 200, message, .. } = &error else { panic!("{error}") };
    assert!(message.contains('3') && message.contains("RUN echo going wrong; exit 3"), "{message}");
    assert!(said(&job).contains("going wrong"), "{}", said(&job));
    assert!(stage.engine.image_inspect("localhost/built:1").await.is_err());
    let progress = job.snapshot().progress.expect("told");
    assert_eq!((progress.current, progress.total), (1, Some(3)));
}

/// On Docker the step dies with the connection. On Podman it runs to its end: then nothing follows, and nothing is named.
async fn build_cancelled(stage: &Stage) {
    let folder = Folder::on(stage, "RUN echo begun; sleep 7.4321\nRUN echo more").await;
    let (job, spec) = (job(), folder.spec());
    let (context, engine) = (job.context(), stage.engine.clone());
    let building = tokio::spawn(async move { engine.image_build(&spec, &context).await });
    until("the step", || async { runs("7.4321") }).await;
    job.cancel();
    let ended = soon("the end", building).await.expect("no panic");
    assert!(matches!(ended, Err(EngineError::Cancelled { .. })), "{ended:?}");
    let cancelled = std::time::Instant::now();
    until("the end of the step", || async { !runs("7.4321") }).await;
    if !stage.is_podman() {
        assert!(cancelled.elapsed().as_secs() < 5, "the step went on for {:?}", cancelled.elapsed());
    }
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert!(stage.engine.image_inspect("localhost/built:1").await.is_err());
    assert_eq!(stage.engine.container_list().await.expect("listed"), []);
}

/// Says whether some process here was started with this word.
fn runs(word: &str) -> bool {
    let processes = fs::read_dir("/proc").expect("Linux").flatten();
    let words = |path: PathBuf| fs::read(path.join("cmdline")).unwrap_or_default();
    processes
        .map(|entry| words(entry.path()))
        .any(|line| line.split(|b| *b == 0).any(|part| part == word.as_bytes()))
}

async fn build_ignoring(stage: &Stage) {
    let folder = Folder::on(stage, "COPY . /all\nRUN find /all | sort > /list").await;
    folder.write(".dockerignore", "# secrets\n**/*.key\nnode_modules\n*.md\n!README.md\nDockerfile\n");
    for name in
        ["a.key", "deep/er/b.key", "node_modules/x/y", "README.md", "NOTES.md", "src/main", "deep/c.md"]
    {
        folder.write(name, "x");
    }
    std::os::unix::fs::symlink("src/main", folder.path().join("link")).expect("made");
    let built = stage.engine.image_build(&folder.spec(), &JobContext::detached()).await.expect("built");
    let mut list = output(stage, &built.id, "cat /list; readlink /all/link").await;
    // The engine takes out of the context what it only needed to know.
    list.retain(|line| !line.ends_with("Dockerfile") && !line.ends_with(".dockerignore"));
    let expected =
        ["/all", "/all/README.md", "/all/deep", "/all/deep/c.md", "/all/deep/er", "/all/link", "/all/src"];
    assert_eq!(list, [&expected[..], &["/all/src/main", "src/main"]].concat());
}

async fn build_unreadable(stage: &Stage) {
    let folder = Folder::on(stage, "COPY . /all").await;
    let spec = BuildSpec { dockerfile: "Containerfile".into(), ..folder.spec() };
    let error = stage.engine.image_build(&spec, &JobContext::detached()).await.expect_err("not there");
    assert!(matches!(&error, EngineError::Local { cause, .. } if cause.contains("Containerfile")), "{error}");
    // What goes wrong in the middle is told by its name, too. Root may read everything, so a name has to do.
    let name = <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"bad\xff");
    fs::write(folder.path().join(name), "x").expect("written");
    let error = stage.engine.image_build(&folder.spec(), &JobContext::detached()).await.expect_err("no text");
    assert!(matches!(&error, EngineError::Local { cause, .. } if cause.contains("not Unicode")), "{error}");
}

async fn build_bad_file(stage: &Stage) {
    let folder = Folder::on(stage, "NONSENSE here").await;
    let error =
        stage.engine.image_build(&folder.spec(), &JobContext::detached()).await.expect_err("no instruction");
    assert!(error.to_string().to_lowercase().contains("unknown instruction"), "{error}");
}
