//! Files and folders in and out of containers.

use bytes::Bytes;
use engine::EngineError;
use engine::model::container::{ContainerSpec, FileChangeKind};
use engine::model::log::LogQuery;
use futures_util::{Stream, TryStreamExt, stream};
use serde_json::json;
use testkit::image::busybox;

use crate::stage::{Stage, on_every_engine, shell, status};

on_every_engine!(
    stat,
    put_keeps_owners,
    copy_to_another,
    put_into_volume,
    put_nowhere,
    put_broken,
    get_nothing,
    size_and_changes
);

/// A container that never ran, of an image with a user and a folder.
async fn created(stage: &Stage, name: &str) -> String {
    let image = busybox().user("1000:1000").directory("/data", 0o755).symlink("/short", "/data");
    let image = stage.image("files", &image).await;
    let command = Some(shell("ls -ln /data"));
    let spec = ContainerSpec { name: Some(name.into()), image, command, ..ContainerSpec::default() };
    stage.engine.container_create(&spec).await.expect("made").id
}

/// An archive of files: name, owner, permissions, content.
fn packed(files: &[(&str, u64, u32, &str)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, owner, mode, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_uid(*owner);
        header.set_gid(*owner);
        header.set_mode(*mode);
        header.set_size(text.len() as u64);
        archive.append_data(&mut header, name, text.as_bytes()).expect("packed");
    }
    archive.into_inner().expect("packed")
}

fn pieces(archive: &[u8]) -> impl Stream<Item = Result<Bytes, EngineError>> + Send + 'static {
    let pieces: Vec<_> = archive.chunks(300).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    stream::iter(pieces)
}

/// Reads an archive: name, owner, permissions, content.
async fn read(stage: &Stage, id: &str, path: &str) -> Vec<(String, u64, u32, String)> {
    let bytes: Vec<Bytes> = stage.engine.archive_get(id, path).try_collect().await.expect("readable");
    let bytes = bytes.concat();
    let mut files = Vec::new();
    for entry in tar::Archive::new(&bytes[..]).entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        let name = entry.path().expect("a name").to_string_lossy().trim_end_matches('/').to_owned();
        let (owner, mode) =
            (entry.header().uid().expect("told"), entry.header().mode().expect("told") & 0o7777);
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).expect("text");
        files.push((name, owner, mode, text));
    }
    files
}

async fn stat(stage: &Stage) {
    let id = created(stage, "files").await;
    let look = |path| stage.engine.archive_stat(&id, path);
    let folder = look("/data").await.expect("readable").expect("there");
    assert_eq!((folder.name.as_str(), folder.is_directory(), folder.permissions()), ("data", true, 0o755));
    let link = look("/short").await.expect("readable").expect("there");
    assert_eq!((link.is_symlink(), link.link_target.as_deref()), (true, Some("/data")));
    let file = look("/bin/busybox").await.expect("readable").expect("there");
    assert!(file.is_file() && file.size > 1_000_000 && file.link_target.is_none(), "{file:?}");
    assert_eq!(look("/none & such").await.expect("readable"), None);
    let nobody = stage.engine.archive_stat("nobody", "/data").await.expect_err("no container");
    assert_eq!(status(&nobody), 404);
}

/// What is written has the owners of the archive; what is read has them on Docker only.
async fn put_keeps_owners(stage: &Stage) {
    let id = created(stage, "files").await;
    let archive = packed(&[("one", 777, 0o640, "hello"), ("sub/two", 0, 0o755, "x")]);
    stage.engine.archive_put(&id, "/data", pieces(&archive)).await.expect("written");
    let files = read(stage, &id, "/data").await;
    let owners: Vec<_> = files.iter().map(|(name, owner, mode, _)| (name.as_str(), *owner, *mode)).collect();
    let (root, one) = if stage.engine.archive_keeps_owners() { (0, 777) } else { (1000, 1000) };
    let expected = [
        ("data", root, 0o755),
        ("data/one", one, 0o640),
        ("data/sub", root, 0o755),
        ("data/sub/two", root, 0o755),
    ];
    assert_eq!(owners, expected);
    assert_eq!((files[1].3.as_str(), files[3].3.as_str()), ("hello", "x"));
    let inside = output(stage, &id).await;
    assert!(inside.iter().any(|line| line.contains("777") && line.ends_with("one")), "{inside:?}");
}

/// Runs the container, which lists its folder.
async fn output(stage: &Stage, id: &str) -> Vec<String> {
    stage.engine.container_start(id).await.expect("started");
    stage.engine.container_wait(id).await.expect("ended");
    let all = LogQuery { follow: false, tail: None, since: None };
    let lines: Vec<_> = stage.engine.container_logs(id, all, false).try_collect().await.expect("readable");
    lines.into_iter().map(|line| line.text).collect()
}

/// Straight from one container into another, both stopped, through a link.
async fn copy_to_another(stage: &Stage) {
    let (old, new) = (created(stage, "old").await, created(stage, "new").await);
    let big = "0123456789".repeat(300_000);
    let archive = packed(&[("one", 1000, 0o600, &big)]);
    stage.engine.archive_put(&old, "/short", pieces(&archive)).await.expect("written through a link");
    let copy = stage.engine.archive_get(&old, "/data");
    stage.engine.archive_put(&new, "/", copy).await.expect("copied");
    let file = stage.engine.archive_stat(&new, "/data/one").await.expect("readable").expect("there");
    assert_eq!((file.size, file.permissions()), (3_000_000, 0o600));
    assert_eq!(read(stage, &new, "/data/one").await[0].3, big);
}

/// What is written under a volume's mount lands in the volume, though the container never ran.
async fn put_into_volume(stage: &Stage) {
    let image = stage.image("busybox", &busybox()).await;
    stage.engine.volume_create("data", &[].into()).await.expect("made");
    let mount = json!({ "Type": "volume", "Source": "data", "Target": "/var/data" });
    let body = json!({ "Image": image, "HostConfig": { "Mounts": [mount] } });
    let create = |name| stage.engine.container_create_raw(name, &body, None);
    let writer = create("writer").await.expect("made").id;
    let archive = packed(&[("one", 0, 0o640, "hello")]);
    stage.engine.archive_put(&writer, "/var/data", pieces(&archive)).await.expect("written");
    stage.engine.container_remove(&writer, false).await.expect("removed");
    let reader = create("reader").await.expect("made").id;
    let files = read(stage, &reader, "/var/data/.").await;
    let one = files.iter().find(|(name, ..)| name.trim_start_matches("./") == "one");
    assert_eq!(one.map(|(.., text)| text.as_str()), Some("hello"), "{files:?}");
    let other = created(stage, "other").await;
    let copy = stage.engine.archive_get(&reader, "/var/data/.");
    stage.engine.archive_put(&other, "/data", copy).await.expect("copied out of the volume");
    assert!(stage.engine.archive_stat(&other, "/data/one").await.expect("readable").is_some());
}

async fn put_nowhere(stage: &Stage) {
    let id = created(stage, "files").await;
    let archive = packed(&[("one", 0, 0o644, &"x".repeat(5_000_000))]);
    for folder in ["/nowhere/at/all", "/bin/busybox"] {
        let error = stage.engine.archive_put(&id, folder, pieces(&archive)).await.expect_err("no folder");
        assert_eq!(status(&error), 404, "{error}");
        assert!(error.to_string().contains(folder), "{error}");
    }
    let nobody =
        stage.engine.archive_put("nobody", "/data", pieces(&archive)).await.expect_err("no container");
    assert_eq!(status(&nobody), 404);
    assert_eq!(stage.engine.archive_stat(&id, "/nowhere").await.expect("readable"), None);
}

/// The stream's own error comes back, not what the connection made of it.
async fn put_broken(stage: &Stage) {
    let id = created(stage, "files").await;
    let gone = EngineError::Local { operation: "read backup".into(), cause: "the disk is gone".into() };
    let stream = stream::iter([Ok(Bytes::from_static(&[0; 512])), Err(gone)]);
    let error = stage.engine.archive_put(&id, "/data", stream).await.expect_err("broken");
    assert_eq!(error.to_string(), "read backup: the disk is gone");
    let trash = stream::iter([Ok(Bytes::from(vec![7; 65_536]))]);
    let error = stage.engine.archive_put(&id, "/data", trash).await.expect_err("no archive");
    assert!(error.to_string().contains("invalid tar header"), "{error}");
}

async fn get_nothing(stage: &Stage) {
    let id = created(stage, "files").await;
    let all: Result<Vec<Bytes>, _> = stage.engine.archive_get(&id, "/none").try_collect().await;
    assert_eq!(status(&all.expect_err("nothing there")), 404);
}

async fn size_and_changes(stage: &Stage) {
    let id = created(stage, "files").await;
    let before = stage.engine.container_size(&id).await.expect("measured");
    let archive = packed(&[("one", 0, 0o644, &"x".repeat(2_000_000))]);
    stage.engine.archive_put(&id, "/data", pieces(&archive)).await.expect("written");
    let after = stage.engine.container_size(&id).await.expect("measured");
    assert!(before < 10_000 && (2_000_000..2_100_000).contains(&after), "{before} {after}");
    let changes = stage.engine.container_changes(&id).await.expect("listed");
    let added: Vec<_> = changes.iter().filter(|change| change.kind == FileChangeKind::Added).collect();
    assert_eq!(added.iter().map(|change| change.path.as_str()).collect::<Vec<_>>(), ["/data/one"]);
    assert_eq!(status(&stage.engine.container_size("nobody").await.expect_err("no container")), 404);
}
