//! Why something does not answer, on real sockets; and what does answer, on real engines.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use engine::discover::{
    Environment, Files, Found, Outcome, Platform, TroubleKind, candidates, preferred, survey,
};
use engine::model::system::EngineKind;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const LIMIT: Duration = Duration::from_secs(5);

/// The machine's files, and no variables but these.
fn environment(variables: &[(&str, &str)]) -> Environment {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Environment {
        platform: Platform::Linux,
        home: "/nonexistent".into(),
        variables: variables.collect::<BTreeMap<_, _>>(),
        uid: Some(4711),
        groups: vec![4711],
        files: Files::of_this_computer(),
    }
}

/// Surveys a computer whose `DOCKER_HOST` is the address given, and returns what came of that address.
async fn knock(address: &str) -> Found {
    let environment = environment(&[("DOCKER_HOST", address)]);
    survey(&environment, &candidates(&environment), LIMIT).await.swap_remove(0)
}

fn kind(found: &Found) -> TroubleKind {
    match &found.outcome {
        Outcome::Silent(trouble) => trouble.kind.clone(),
        Outcome::Answering(info) => panic!("{} answers: {info:?}", found.candidate.endpoint),
    }
}

fn url(socket: &Path) -> String {
    format!("unix://{}", socket.display())
}

/// Serves one fixed answer to every request on a socket.
fn server(dir: &Path, answer: &'static str) -> PathBuf {
    let socket = dir.join("server.sock");
    let listener = tokio::net::UnixListener::bind(&socket).unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    socket
}

#[tokio::test]
async fn nothing_there() {
    let dir = tempfile::tempdir().unwrap();
    let found = knock(&url(&dir.path().join("nobody.sock"))).await;
    assert_eq!(kind(&found), TroubleKind::NotInstalled);
    let Outcome::Silent(trouble) = found.outcome else { unreachable!() };
    assert!(trouble.raw.contains("nobody.sock"), "{}", trouble.raw);
}

#[tokio::test]
async fn installed_but_not_running() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("usr/bin")).unwrap();
    fs::write(dir.path().join("usr/bin/podman"), "").unwrap();
    let mut environment = environment(&[("XDG_RUNTIME_DIR", dir.path().to_str().unwrap())]);
    environment.files = Files::below(dir.path());
    let found = survey(&environment, &candidates(&environment), LIMIT).await;
    assert_eq!(kind(&found[0]), TroubleKind::InstalledNotRunning { program: "Podman".into() });
}

#[tokio::test]
async fn a_socket_left_over() {
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("old.sock");
    drop(UnixListener::bind(&socket).unwrap());
    assert_eq!(kind(&knock(&url(&socket)).await), TroubleKind::StaleSocket { program: None });
}

#[tokio::test]
async fn somebody_silent_costs_the_limit_once() {
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("silent.sock");
    let _listener = UnixListener::bind(&socket).unwrap();
    let environment =
        environment(&[("DOCKER_HOST", &url(&socket)), ("CONTAINER_HOST", "unix:///nonexistent/p.sock")]);
    let begun = Instant::now();
    let found = survey(&environment, &candidates(&environment), Duration::from_millis(300)).await;
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    assert_eq!(kind(&found[0]), TroubleKind::Silent);
    assert!(preferred(&found).is_none());
}

#[tokio::test]
async fn somebody_else() {
    let answers = [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\nConnection: close\r\n\r\nnot found",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        "SSH-2.0-OpenSSH_9.2p1\r\n",
    ];
    for answer in answers {
        let dir = tempfile::tempdir().unwrap();
        let found = knock(&url(&server(dir.path(), answer))).await;
        assert_eq!(kind(&found), TroubleKind::NotAnEngine, "{answer:?}");
    }
}

#[tokio::test]
async fn versions_out_of_reach() {
    let dir = tempfile::tempdir().unwrap();
    let old = server(
        dir.path(),
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"ApiVersion\":\"1.24\",\"MinAPIVersion\":\"1.1\"}",
    );
    assert_eq!(kind(&knock(&url(&old)).await), TroubleKind::VersionTooOld);
    let dir = tempfile::tempdir().unwrap();
    let new = server(
        dir.path(),
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"ApiVersion\":\"1.199\",\"MinAPIVersion\":\"1.190\"}",
    );
    assert_eq!(kind(&knock(&url(&new)).await), TroubleKind::VersionTooNew);
}

#[tokio::test]
async fn ssh_comes_later_and_tls_wants_its_files() {
    assert_eq!(kind(&knock("ssh://ann@box").await), TroubleKind::SshLater);
    let environment = environment(&[
        ("DOCKER_HOST", "tcp://127.0.0.1:1"),
        ("DOCKER_CERT_PATH", "/nonexistent/certificates"),
    ]);
    let found = survey(&environment, &candidates(&environment), LIMIT).await;
    assert_eq!(kind(&found[0]), TroubleKind::TlsRefused);
}

/// Root may open everything, so the survey runs in a process of another user: this test starts itself again.
#[tokio::test]
async fn no_right_to_the_socket() {
    const SOCKET: &str = "MOORING_TEST_SOCKET";
    #[expect(clippy::disallowed_methods, reason = "how this test hands itself the socket")]
    if let Ok(socket) = std::env::var(SOCKET) {
        let found = knock(&url(Path::new(&socket))).await;
        println!("found {:?}", kind(&found));
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let socket = dir.path().join("closed.sock");
    let _listener = UnixListener::bind(&socket).unwrap();
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o000)).unwrap();
    if !rustix::process::getuid().is_root() {
        assert!(matches!(kind(&knock(&url(&socket)).await), TroubleKind::PermissionDenied { .. }));
        return;
    }
    let program = copy_of_this_test(dir.path());
    let output = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(program)
        .args(["--exact", "no_right_to_the_socket", "--nocapture"])
        .env(SOCKET, &socket)
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        printed.contains("found PermissionDenied"),
        "{printed}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The build's folder may be closed to other users.
fn copy_of_this_test(dir: &Path) -> PathBuf {
    let copy = dir.join("test");
    fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).unwrap();
    copy
}

#[tokio::test]
async fn real_engines_answer_and_their_left_overs_do_not() {
    let (mut docker, podman) = tokio::join!(testkit::docker(), testkit::podman());
    let environment =
        environment(&[("DOCKER_HOST", &docker.host_url()), ("CONTAINER_HOST", &podman.host_url())]);
    let found = survey(&environment, &candidates(&environment), LIMIT).await;
    let kinds: Vec<_> = found
        .iter()
        .filter_map(|found| match &found.outcome {
            Outcome::Answering(info) => Some((info.kind, info.api_version.as_str())),
            Outcome::Silent(_) => None,
        })
        .collect();
    assert_eq!(kinds, [(EngineKind::Docker, "1.41"), (EngineKind::Podman, "1.41")]);
    assert_eq!(preferred(&found).unwrap().candidate.endpoint.to_string(), docker.host_url());

    docker.kill();
    let found = survey(&environment, &candidates(&environment), LIMIT).await;
    assert!(matches!(kind(&found[0]), TroubleKind::StaleSocket { .. }), "{:?}", found[0].outcome);
    assert_eq!(preferred(&found).unwrap().candidate.endpoint.to_string(), podman.host_url());
}
