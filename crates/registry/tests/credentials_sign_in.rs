//! Signing in to real registries, and to what is none.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use jiff::Timestamp;
use registry::credential::{
    Asked, Chain, Credential, CredentialError, Credentials as _, Environment, Logins, MemoryStore, Secret,
    SignInError, Source, StoreKind, System, sign_in, sign_out,
};
use registry::{ErrorKind, Options, Registry, Verified};
use testkit::{LyingRegistry, Rule, Then, TokenAuth};

struct Desk {
    home: tempfile::TempDir,
    chain: Chain,
    registry: Registry,
}

fn desk() -> Desk {
    let home = tempfile::tempdir().unwrap();
    let environment = Environment {
        system: System::Linux,
        home: home.path().to_owned(),
        uid: Some(1000),
        variables: BTreeMap::new(),
    };
    let chain = Chain::new(environment, Logins::new(vec![Arc::new(MemoryStore::default())]));
    let mut options = Options::new("mooring-test", Arc::new(Timestamp::now));
    options.credentials = Arc::new(chain.clone());
    Desk { home, chain, registry: Registry::new(options) }
}

fn ada(password: &str) -> Credential {
    Credential::Password { username: "ada".to_owned(), password: Secret::new(password) }
}

impl Desk {
    async fn sign_in(&self, host: &str, password: &str) -> Result<Verified, SignInError> {
        sign_in(&self.registry, &self.chain, host, &ada(password), StoreKind::Session).await
    }

    async fn kept(&self, host: &str) -> Option<Credential> {
        self.chain.find(host, "", Asked::Background).await.unwrap()
    }
}

#[tokio::test]
async fn the_right_password_is_kept_and_used() {
    let (server, desk) = (testkit::registry_with_auth("ada", "hunter2").await, desk());
    let reference = oci::Reference::parse(&server.reference("team/app")).unwrap();
    let before = desk.registry.tags(&reference).await.unwrap_err();
    assert_eq!(*before.kind(), ErrorKind::AuthRequired);
    assert_eq!(desk.sign_in(&server.host(), "hunter2").await.unwrap(), Verified::Accepted);
    assert_eq!(desk.kept(&server.host()).await, Some(ada("hunter2")));
    let after = desk.registry.tags(&reference).await.unwrap_err();
    assert!(matches!(after.kind(), ErrorKind::NotFound(_)), "signed in, and there is nothing yet: {after}");
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_not_kept() {
    let (server, desk) = (testkit::registry_with_auth("ada", "hunter2").await, desk());
    let error = desk.sign_in(&server.host(), "sesame").await.unwrap_err();
    let SignInError::Registry(refused) = &error else { panic!("{error}") };
    assert_eq!(*refused.kind(), ErrorKind::AuthRejected);
    assert!(!format!("{error} {error:?}").contains("sesame"));
    assert_eq!(desk.kept(&server.host()).await, None);
}

#[tokio::test]
async fn a_registry_that_lets_everybody_in_says_so() {
    let (server, desk) = (testkit::registry().await, desk());
    assert_eq!(
        desk.sign_in(&format!("http://{}/v2/", server.host()), "any").await.unwrap(),
        Verified::NotNeeded
    );
    assert_eq!(desk.kept(&server.host()).await, Some(ada("any")));
}

#[tokio::test]
async fn what_is_no_registry_gets_no_password() {
    let desk = desk();
    // Taken by somebody who does not listen: nobody else can have it, and nobody answers.
    let taken = tokio::net::TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let closed = taken.local_addr().unwrap().to_string();
    let error = desk.sign_in(&closed, "hunter2").await.unwrap_err();
    assert!(
        matches!(&error, SignInError::Registry(error) if matches!(error.kind(), ErrorKind::ConnectFailed { .. })),
        "{error}"
    );
    assert!(matches!(desk.sign_in("acme", "hunter2").await, Err(SignInError::NotAHost { .. })));
    assert_eq!(desk.kept(&closed).await, None);
}

#[tokio::test]
async fn a_password_is_shown_to_the_host_it_is_for_and_no_other() {
    let thief = LyingRegistry::alone().basic_auth("ada", "hunter2").start();
    let elsewhere = Then::redirect(307, &format!("{}/v2/", thief.url()));
    let liar = LyingRegistry::alone().rule(Rule::on("GET /v2/").then(elsewhere)).start();
    let desk = desk();
    assert!(desk.sign_in(&liar.host(), "hunter2").await.is_err());
    let heard = thief.requests();
    assert!(!heard.is_empty() && heard.iter().all(|one| one.header("authorization").is_none()), "{heard:?}");
}

#[tokio::test]
async fn where_tokens_are_given_the_account_is_proved_to_the_giver() {
    let liar = LyingRegistry::alone().auth(TokenAuth::account("ada", "hunter2")).start();
    let desk = desk();
    let error = desk.sign_in(&liar.host(), "sesame").await.unwrap_err();
    assert!(
        matches!(&error, SignInError::Registry(error) if *error.kind() == ErrorKind::AuthRejected),
        "{error}"
    );
    assert_eq!(desk.sign_in(&liar.host(), "hunter2").await.unwrap(), Verified::Accepted);
}

#[tokio::test]
async fn where_it_cannot_be_kept_that_is_said() {
    let (server, desk) = (testkit::registry_with_auth("ada", "hunter2").await, desk());
    let outcome =
        sign_in(&desk.registry, &desk.chain, &server.host(), &ada("hunter2"), StoreKind::Keychain).await;
    let no_store = CredentialError::NoStore { kind: StoreKind::Keychain };
    assert!(matches!(&outcome, Err(SignInError::Keep(error)) if *error == no_store), "{outcome:?}");
}

#[tokio::test]
async fn signing_out_removes_what_is_ours_and_tells_of_the_rest() {
    let (server, desk) = (testkit::registry_with_auth("ada", "hunter2").await, desk());
    let host = server.host();
    desk.sign_in(&host, "hunter2").await.unwrap();
    let path = desk.home.path().join(".docker/config.json");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let text = format!(r#"{{"auths": {{"{host}": {{"username": "docker", "password": "p"}}}}}}"#);
    std::fs::write(&path, &text).unwrap();
    let signed_out = sign_out(&desk.chain, &host).await.unwrap();
    assert_eq!(signed_out.removed, [StoreKind::Session]);
    let [left] = signed_out.elsewhere.as_slice() else { panic!("{signed_out:?}") };
    assert_eq!(
        (left.username.as_deref(), &left.source),
        (Some("docker"), &Source::DockerConfig { path: path.clone() })
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "others' files are read only");
    assert_eq!(sign_out(&desk.chain, &host).await.unwrap().removed, []);
}

#[tokio::test]
async fn what_podman_login_leaves_behind_is_used() {
    let (server, desk) = (testkit::registry_with_auth("ada", "hunter:2").await, desk());
    let path = desk.home.path().join(".config/containers/auth.json");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut command = Command::new("podman");
    command.args(["login", "--tls-verify=false", "--username", "ada", "--password-stdin", "--authfile"]);
    command.arg(&path).arg(server.host()).stdin(Stdio::piped()).stdout(Stdio::null());
    let Ok(mut podman) = command.spawn() else { testkit::not_run("podman is not installed") };
    podman.stdin.take().unwrap().write_all(b"hunter:2").unwrap();
    assert!(podman.wait().unwrap().success(), "podman login failed");
    let reference = oci::Reference::parse(&server.reference("team/app")).unwrap();
    let answer = desk.registry.tags(&reference).await.unwrap_err();
    assert!(matches!(answer.kind(), ErrorKind::NotFound(_)), "signed in, and there is nothing yet: {answer}");
    let listing = desk.chain.found(Asked::Background).await;
    let [found] = listing.found.as_slice() else { panic!("{listing:?}") };
    assert_eq!((found.host.as_str(), found.username.as_deref()), (server.host().as_str(), Some("ada")));
    assert_eq!(found.source, Source::PodmanAuth { path });
}
