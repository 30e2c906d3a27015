//! What is done to containers and images that are there.

use app::wire::{LogMessage, LogRequest, RunMount, RunSpec};
use tokio::sync::mpsc;

use crate::on_both;
use crate::stage::{Stage, soon, until};

on_both!(
    removing_lists_what_goes_and_keeps_volumes,
    a_used_image_stays_an_unused_one_goes,
    names_come_and_go,
    every_line_of_a_log_arrives,
    a_quiet_log_shows_what_is_there_and_what_comes,
    a_log_is_saved_whole,
    a_folder_becomes_an_image,
    what_is_paused_or_removes_itself_can_be_stopped_and_removed,
    a_name_taken_away_leaves_the_others,
);

async fn removing_lists_what_goes_and_keeps_volumes(stage: Stage) {
    let image = stage.image("busybox", &testkit::image::busybox()).await;
    let mount = |source: &str, target: &str| RunMount {
        kind: "volume".to_owned(),
        source: source.to_owned(),
        target: target.to_owned(),
        read_only: false,
    };
    let spec = RunSpec {
        image,
        name: "db".to_owned(),
        command: ["sh", "-c", "echo x > /changed; sleep 1000"].map(str::to_owned).to_vec(),
        mounts: vec![mount("kept", "/data"), mount("", "/scratch")],
        ..RunSpec::default()
    };
    stage.run_spec(spec).await;
    let removal = soon("changed file", async {
        loop {
            let removal = stage.app.container_removal("db".to_owned()).await.expect("a list");
            if removal.changes.paths.contains(&"/changed".to_owned()) {
                break removal;
            }
        }
    })
    .await;
    assert!(removal.running);
    let [anonymous] = &removal.anonymous_volumes[..] else { panic!("{removal:?}") };
    assert_eq!(anonymous.destination, "/scratch");
    assert_eq!(removal.named_volumes.iter().map(|one| one.source.as_str()).collect::<Vec<_>>(), ["kept"]);
    let foreign = stage.app.container_remove("db".to_owned(), vec!["kept".to_owned()]).await;
    assert_eq!(foreign.expect_err("not one of the list").code, "input.invalid");
    stage.app.container_remove("db".to_owned(), vec![anonymous.source.clone()]).await.expect("removes");
    assert!(stage.row("db").await.is_none());
    crate::stage::until("the volumes", || async {
        let names = stage.app.volume_list().await.expect("listed").into_iter().map(|volume| volume.name);
        names.collect::<Vec<_>>() == ["kept"]
    })
    .await;
}

async fn a_used_image_stays_an_unused_one_goes(stage: Stage) {
    stage.run("web", "sleep 1000").await;
    let refused = stage.app.image_remove("busybox:1".to_owned()).await.expect_err("in use");
    assert_eq!((refused.code.as_str(), refused.facts["containers"].as_str()), ("image.inUse", "web"));
    let removal = stage.app.image_removal("busybox:1".to_owned()).await.expect("a list");
    assert_eq!(removal.used_by.len(), 1);
    stage.app.container_remove("web".to_owned(), Vec::new()).await.expect("removes");
    stage.app.image_tag("busybox:1".to_owned(), "tools/box:2".to_owned()).await.expect("names");
    stage.app.image_remove("busybox:1".to_owned()).await.expect("removes with all names");
    assert_eq!(stage.app.image_list().await.expect("listed"), []);
}

async fn names_come_and_go(stage: Stage) {
    stage.image("tool", &testkit::image::busybox()).await;
    let last = stage.app.image_untag("tool:1".to_owned()).await.expect_err("the image would go");
    assert_eq!(last.code, "image.lastName");
    stage.app.image_tag("tool:1".to_owned(), "mine:3".to_owned()).await.expect("names");
    let mine = if stage.is_podman() { "localhost/mine:3" } else { "mine:3" };
    assert_eq!(names(&stage).await, [mine, "tool:1"]);
    stage.app.image_untag("tool:1".to_owned()).await.expect("has another");
    assert_eq!(names(&stage).await, [mine]);
    let bad = stage.app.image_tag("mine:3".to_owned(), "Not A Name".to_owned()).await.expect_err("no name");
    assert!(bad.code.starts_with("image."), "{bad:?}");
}

async fn names(stage: &Stage) -> Vec<String> {
    let mut names: Vec<String> =
        stage.app.image_list().await.expect("listed").into_iter().flat_map(|image| image.names).collect();
    names.sort();
    names
}

async fn every_line_of_a_log_arrives(stage: Stage) {
    stage.run("talker", "for i in $(seq 30000); do echo $i; done; echo last >&2").await;
    let (sender, mut messages) = mpsc::unbounded_channel();
    let request = LogRequest { container: "talker".to_owned(), follow: true, tail: None };
    let reading =
        stage.app.logs_open(request, move |message| sender.send(message).is_ok()).await.expect("opens");
    let (mut out, mut err) = (0, Vec::new());
    while let Some(message) = soon("a batch", messages.recv()).await {
        match message {
            LogMessage::Lines { batch, lines } => {
                for line in lines {
                    if line.err {
                        err.push(line.text);
                    } else {
                        out += 1;
                        assert_eq!(line.text, out.to_string());
                    }
                }
                stage.app.logs_acknowledge(reading, batch);
            }
            LogMessage::End { problem } => {
                assert_eq!(problem, None);
                break;
            }
        }
    }
    assert_eq!((out, err), (30_000, vec!["last".to_owned()]));
}

/// A container that said something long ago and says nothing now, until it is asked to.
async fn a_quiet_log_shows_what_is_there_and_what_comes(stage: Stage) {
    let id = stage.run("quiet", "echo here; trap 'echo more' HUP; while true; do sleep 0.2; done").await;
    let (sender, mut messages) = mpsc::unbounded_channel();
    let request = LogRequest { container: "quiet".to_owned(), follow: true, tail: None };
    stage.app.logs_open(request, move |message| sender.send(message).is_ok()).await.expect("opens");
    for expected in ["here", "more"] {
        let message = soon("a batch", messages.recv()).await.expect("open");
        let LogMessage::Lines { lines, .. } = message else { panic!("{message:?}") };
        assert_eq!(lines.into_iter().map(|line| line.text).collect::<Vec<_>>(), [expected]);
        // A second of silence, then the next word.
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        stage.ask("POST", &format!("/containers/{id}/kill?signal=HUP")).await;
    }
}

async fn a_log_is_saved_whole(stage: Stage) {
    stage.run("talker", "echo one; echo two; exit 0").await;
    stage.row_becomes("talker", |row| row.is_some_and(|row| row.end.is_some())).await;
    let file = stage.data.path().join("talker.log");
    stage.app.logs_write("talker".to_owned(), file.clone()).await.expect("writes");
    let text = std::fs::read_to_string(&file).expect("written");
    let words: Vec<&str> = text.lines().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(words, ["one", "two"]);
    let nowhere = stage.data.path().join("no/such/folder/x.log");
    let refused = stage.app.logs_write("talker".to_owned(), nowhere).await.expect_err("no folder");
    assert_eq!(refused.code, "local.fileUnwritable");
}

async fn a_folder_becomes_an_image(stage: Stage) {
    stage.image("busybox", &testkit::image::busybox()).await;
    let folder = tempfile::tempdir().expect("folder");
    let dockerfile = "FROM docker.io/library/busybox:1\nCOPY hello /hello\nCMD [\"cat\", \"/hello\"]\n";
    std::fs::write(folder.path().join("Dockerfile"), dockerfile).expect("writes");
    std::fs::write(folder.path().join("hello"), "built\n").expect("writes");
    let path = folder.path().display().to_string();
    let found = stage.app.build_folder(path.clone()).await;
    assert_eq!((found.dockerfiles.as_slice(), found.context_files), (&["Dockerfile".to_owned()][..], 2));
    let request = app::wire::BuildRequest {
        folder: path,
        dockerfile: "Dockerfile".to_owned(),
        tag: "my-app".to_owned(),
        ..Default::default()
    };
    let id = stage.app.build_start(request).await.expect("starts");
    let job = stage.ended(&id).await;
    // Podman files what has no registry under `localhost/`, and finds it by the short name, too.
    let name = if stage.is_podman() { "localhost/my-app" } else { "my-app" };
    assert_eq!(job.outcome.get("reference").map(String::as_str), Some(name), "{:?}", job.problem);
    assert!(names(&stage).await.contains(&name.to_owned()), "{:?}", names(&stage).await);
    assert_eq!(stage.app.image_page("my-app".to_owned()).await.expect("found").row.names, [name]);
    stage
        .run_spec(RunSpec { image: "my-app".to_owned(), name: "run".to_owned(), ..RunSpec::default() })
        .await;
    stage.row_becomes("run", |row| row.is_some_and(|row| row.exit_code == Some(0))).await;
}

async fn what_is_paused_or_removes_itself_can_be_stopped_and_removed(stage: Stage) {
    for (name, stop_first) in [("frozen", true), ("gone", false)] {
        stage.run(name, "trap 'exit 0' TERM; while :; do sleep 0.1; done").await;
        stage.app.container_pause(name.to_owned()).await.expect("pauses");
        if stop_first {
            stage.app.container_stop(name.to_owned()).await.expect("stops");
        }
        stage.app.container_remove(name.to_owned(), Vec::new()).await.expect("removes");
        assert!(stage.row(name).await.is_none(), "{name}");
    }
    let spec = RunSpec {
        image: "busybox:1".to_owned(),
        name: "brief".to_owned(),
        command: ["sleep", "1000"].map(str::to_owned).to_vec(),
        mounts: vec![RunMount {
            kind: "volume".to_owned(),
            target: "/data".to_owned(),
            ..RunMount::default()
        }],
        auto_remove: true,
        ..RunSpec::default()
    };
    stage.run_spec(spec).await;
    let removal = stage.app.container_removal("brief".to_owned()).await.expect("listed");
    let volumes = removal.anonymous_volumes.iter().map(|volume| volume.source.clone()).collect();
    stage.app.container_remove("brief".to_owned(), volumes).await.expect("removes");
    stage.row_becomes("brief", |row| row.is_none()).await;
    let volumes = || async { stage.app.volume_list().await.expect("listed") };
    until("no volume is left", || async { volumes().await.is_empty() }).await;
}

/// An image with several names loses one at a time, and all of them only when the image itself goes.
async fn a_name_taken_away_leaves_the_others(stage: Stage) {
    let image = stage.image("busybox", &testkit::image::busybox()).await;
    stage.app.image_tag(image.clone(), "tool:1".to_owned()).await.expect("named");
    stage.app.image_tag(image.clone(), "tool:2".to_owned()).await.expect("named");
    stage.app.image_untag("tool:1".to_owned()).await.expect("taken away");
    let local = if stage.is_podman() { "localhost/tool:2" } else { "tool:2" };
    assert_eq!(names(&stage).await, ["busybox:1", local]);
    stage.app.image_remove(image).await.expect("removed");
    assert_eq!(names(&stage).await, [""; 0]);
}
