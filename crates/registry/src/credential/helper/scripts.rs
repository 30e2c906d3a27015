//! Helpers that really run: small shell scripts, the well-behaved and the others.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::Helpers;
use crate::credential::{Asked, Credential, CredentialError, Environment, System};

/// Long enough for a script on a busy machine.
const PATIENT: Duration = Duration::from_secs(10);

/// A computer whose only helpers are these scripts; each counts its runs in a file beside it.
fn helpers(dir: &Path, limit: Duration, scripts: &[(&str, &str)]) -> Helpers {
    for (name, body) in scripts {
        let path = dir.join(format!("docker-credential-{name}"));
        write(&path, &format!("#!/bin/sh\necho x >> {0}.runs\n{body}\n", path.display()));
    }
    let variables = BTreeMap::from([("PATH".to_owned(), dir.display().to_string())]);
    let environment = Environment { system: System::Linux, home: dir.to_owned(), uid: None, variables };
    Helpers::new(environment, limit)
}

/// Written by a child: a file that this process had open for writing cannot be run while another thread forks.
fn write(path: &Path, text: &str) {
    let mut child = Command::new("/bin/sh")
        .args(["-c", r#"cat > "$0" && chmod 755 "$0""#])
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

fn runs(dir: &Path, name: &str) -> usize {
    std::fs::read_to_string(dir.join(format!("docker-credential-{name}.runs")))
        .unwrap_or_default()
        .lines()
        .count()
}

async fn get(script: &str) -> Result<Option<Credential>, CredentialError> {
    let dir = tempfile::tempdir().unwrap();
    helpers(dir.path(), PATIENT, &[("x", script)]).get("x", "ghcr.io", Asked::ByUser).await
}

#[tokio::test]
async fn the_address_goes_in_and_the_credential_comes_out() {
    let script = r#"read -r url || true; printf '{"ServerURL":"%s","Username":"%s-%s","Secret":"s3"}' "$url" "$1" "$url""#;
    let Ok(Some(Credential::Password { username, password })) = get(script).await else { panic!("none") };
    assert_eq!((username.as_str(), password.expose()), ("get-ghcr.io", "s3"));
}

#[tokio::test]
async fn not_found_is_a_normal_answer() {
    assert_eq!(get("echo 'credentials not found in native keychain'; exit 1").await, Ok(None));
}

#[tokio::test]
async fn a_failure_is_told_in_the_helpers_words() {
    let failed = |message: &str| {
        Err(CredentialError::HelperFailed { name: "x".to_owned(), message: message.to_owned() })
    };
    assert_eq!(
        get("printf 'the vault\\033[31m is\\nlocked'; exit 1").await,
        failed("the vault [31m is locked")
    );
    assert_eq!(get("exit 3").await, failed("exit status: 3"));
    assert_eq!(get(r#"echo '{"Secret":"sesame"}'; exit 1"#).await, failed("exit status: 1"));
}

#[tokio::test]
async fn one_that_does_not_read_is_judged_by_what_it_says() {
    let script = r#"exec <&-; echo '{"Username":"me","Secret":"s"}'"#;
    assert!(matches!(get(script).await, Ok(Some(Credential::Password { .. }))));
}

#[tokio::test]
async fn one_that_talks_without_end_is_stopped() {
    let reason = "more than 64 KiB";
    let too_long = Err(CredentialError::HelperBadAnswer { name: "x".to_owned(), reason });
    assert_eq!(get("head -c 1048576 /dev/zero").await, too_long);
    assert_eq!(get("cat /dev/zero").await, too_long);
}

#[tokio::test]
async fn one_that_hangs_is_ended_with_its_children() {
    let dir = tempfile::tempdir().unwrap();
    let limit = Duration::from_millis(500);
    let helpers = helpers(dir.path(), limit, &[("x", "sleep 600 & echo $! > \"$0.child\"; wait")]);
    let began = Instant::now();
    let outcome = helpers.get("x", "ghcr.io", Asked::ByUser).await;
    assert_eq!(outcome, Err(CredentialError::HelperTimeout { name: "x".to_owned(), limit }));
    assert!(began.elapsed() < Duration::from_secs(60));
    if let Ok(child) = std::fs::read_to_string(dir.path().join("docker-credential-x.child")) {
        assert_gone(child.trim()).await;
    }
    // The failure is remembered: three hundred images meet it once.
    assert_eq!(helpers.get("x", "ghcr.io", Asked::ByUser).await, outcome);
    assert_eq!(runs(dir.path(), "x"), 1);
}

/// Ended, or ended and not yet collected by whoever inherited it.
async fn assert_gone(pid: &str) {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        if stat.is_empty() || stat.contains(") Z ") {
            return;
        }
        assert!(Instant::now() < end, "process {pid} lives on: {stat}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

const GOOD: &str = r#"sleep 0.1; echo '{"Username":"me","Secret":"s"}'"#;

#[tokio::test]
async fn many_questions_at_once_are_one_run_per_address() {
    let dir = tempfile::tempdir().unwrap();
    let helpers = helpers(dir.path(), PATIENT, &[("x", GOOD)]);
    let ask = |number: usize| {
        helpers.get("x", if number.is_multiple_of(2) { "a.io" } else { "b.io" }, Asked::Background)
    };
    let answers = futures_util::future::join_all((0..20).map(ask)).await;
    assert!(answers.iter().all(|answer| matches!(answer, Ok(Some(_)))));
    assert_eq!(runs(dir.path(), "x"), 2);
    helpers.forget().await;
    helpers.get("x", "a.io", Asked::Background).await.unwrap();
    assert_eq!(runs(dir.path(), "x"), 3);
}

#[tokio::test]
async fn in_the_background_nothing_runs_that_may_ask_for_a_password() {
    let dir = tempfile::tempdir().unwrap();
    let helpers = helpers(dir.path(), PATIENT, &[("pass", GOOD)]);
    let refused = helpers.get("pass", "ghcr.io", Asked::Background).await;
    assert_eq!(refused, Err(CredentialError::OnlyByUser { place: "docker-credential-pass".to_owned() }));
    assert_eq!(runs(dir.path(), "pass"), 0);
    assert!(helpers.get("pass", "ghcr.io", Asked::ByUser).await.unwrap().is_some());
    // What was answered to a click serves the background for some minutes.
    assert!(helpers.get("pass", "ghcr.io", Asked::Background).await.unwrap().is_some());
    assert_eq!(runs(dir.path(), "pass"), 1);
}

#[tokio::test]
async fn what_is_not_installed_is_named_and_what_is_no_name_is_not_looked_for() {
    let dir = tempfile::tempdir().unwrap();
    let helpers = helpers(dir.path(), PATIENT, &[]);
    for name in ["nowhere", "../x", "", "a b", "x\u{0}"] {
        let outcome = helpers.get(name, "ghcr.io", Asked::ByUser).await;
        assert!(matches!(outcome, Err(CredentialError::HelperMissing { .. })), "{name:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn helpers_are_found_where_installers_put_them() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    std::fs::create_dir_all(home.join(".docker/bin")).unwrap();
    write(
        &home.join(".docker/bin/docker-credential-x"),
        "#!/bin/sh\necho '{\"Username\":\"me\",\"Secret\":\"s\"}'\n",
    );
    let environment = Environment { system: System::MacOs, home, uid: None, variables: BTreeMap::new() };
    let helpers = Helpers::new(environment, PATIENT);
    assert!(helpers.get("x", "ghcr.io", Asked::ByUser).await.unwrap().is_some());
}

#[tokio::test]
async fn accounts_are_listed() {
    let dir = tempfile::tempdir().unwrap();
    let list = r#"[ "$1" = list ] && echo '{"https://index.docker.io/v1/":"me"}'"#;
    let helpers =
        helpers(dir.path(), PATIENT, &[("x", list), ("none", "echo null"), ("bad", "echo '[sesame]'")]);
    let accounts = helpers.list("x", Asked::Background).await.unwrap();
    assert_eq!(accounts.get("https://index.docker.io/v1/").map(String::as_str), Some("me"));
    assert!(helpers.list("none", Asked::Background).await.unwrap().is_empty());
    let error = helpers.list("bad", Asked::Background).await.unwrap_err();
    assert!(!error.to_string().contains("sesame"), "{error}");
}
