//! Every place of credentials at once, as the client asks them: files that tools write, helpers that run, and our own.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use registry::credential::{
    Asked, Chain, Credential, CredentialError, Credentials as _, Environment, FileStore, Found, Logins,
    MemoryStore, Secret, SecretStore, Source, StoreKind, System,
};

/// A computer with a home of its own.
struct Computer {
    home: tempfile::TempDir,
    stores: Vec<Arc<dyn SecretStore>>,
}

impl Computer {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        Self { home, stores: vec![Arc::new(MemoryStore::default())] }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    fn file(&self, path: &str, text: &str) -> &Self {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// Written by a child: a file that this process had open for writing cannot be run while another thread forks.
    fn helper(&self, name: &str, body: &str) -> &Self {
        let path = self.path(&format!("bin/docker-credential-{name}"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", r#"cat > "$0" && chmod 755 "$0""#]).arg(&path).stdin(Stdio::piped());
        let mut child = shell.spawn().unwrap();
        write!(child.stdin.take().unwrap(), "#!/bin/sh\necho \"$1\" >> {}.runs\n{body}\n", path.display())
            .unwrap();
        assert!(child.wait().unwrap().success());
        self
    }

    fn runs(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(&format!("bin/docker-credential-{name}.runs"))).unwrap_or_default()
    }

    fn chain(&self) -> Chain {
        let set = |name: &str, path: &str| (name.to_owned(), self.path(path).display().to_string());
        let variables = BTreeMap::from([set("PATH", "bin"), set("XDG_RUNTIME_DIR", "run")]);
        let home = self.home.path().to_owned();
        let environment = Environment { system: System::Linux, home, uid: Some(1000), variables };
        Chain::new(environment, Logins::new(self.stores.clone()))
    }

    async fn find(&self, host: &str, repository: &str) -> String {
        said(self.chain().find(host, repository, Asked::ByUser).await)
    }
}

fn said(outcome: Result<Option<Credential>, CredentialError>) -> String {
    match outcome {
        Ok(None) => "none".to_owned(),
        Ok(Some(Credential::Password { username, password })) => {
            format!("{username} / {}", password.expose())
        }
        Ok(Some(Credential::IdentityToken { username, token })) => {
            format!("{username} token {}", token.expose())
        }
        Err(error) => error.to_string(),
    }
}

fn password(username: &str, password: &str) -> Credential {
    Credential::Password { username: username.to_owned(), password: Secret::new(password) }
}

fn auths(entries: &[(&str, &str)]) -> String {
    let entries: Vec<String> = entries
        .iter()
        .map(|(key, name)| format!(r#""{key}": {{"username": "{name}", "password": "p"}}"#))
        .collect();
    format!(r#"{{"auths": {{{}}}}}"#, entries.join(", "))
}

#[tokio::test]
async fn nobody_signed_in_anywhere_is_no_error() {
    let computer = Computer::new();
    assert_eq!(computer.find("ghcr.io", "a/b").await, "none");
    assert_eq!(computer.chain().found(Asked::ByUser).await, registry::credential::Listing::default());
}

#[tokio::test]
async fn places_are_asked_in_their_order() {
    let computer = Computer::new();
    computer.file(".dockercfg", r#"{"old.io": {"auth": "b2xkOnA="}, "docker.io": {"auth": "b2xkOnA="}}"#);
    assert_eq!(computer.find("docker.io", "library/nginx").await, "old / p");
    computer.file(".docker/config.json", &auths(&[("https://index.docker.io/v1/", "docker")]));
    assert_eq!(computer.find("docker.io", "library/nginx").await, "docker / p");
    computer.file(".config/containers/auth.json", &auths(&[("docker.io", "lasting")]));
    assert_eq!(computer.find("docker.io", "library/nginx").await, "lasting / p");
    computer
        .file("run/containers/auth.json", &auths(&[("docker.io/team", "team"), ("docker.io", "session")]));
    assert_eq!(computer.find("docker.io", "library/nginx").await, "session / p");
    assert_eq!(computer.find("docker.io", "team/app").await, "team / p");
    let chain = computer.chain();
    chain.logins().keep("index.docker.io", &password("ours", "q"), StoreKind::Session).await.unwrap();
    assert_eq!(computer.find("docker.io", "team/app").await, "ours / q");
    assert_eq!(computer.find("old.io", "a").await, "old / p");
}

#[tokio::test]
async fn a_helper_is_asked_before_the_entry() {
    let computer = Computer::new();
    computer.helper("vault", r#"echo '{"ServerURL":"x","Username":"<token>","Secret":"refresh"}'"#);
    computer.helper("empty", "echo credentials not found in native keychain; exit 1");
    computer.file(
        ".docker/config.json",
        r#"{"auths": {"a.io": {"auth": "ZmlsZTpw"}, "b.io": {"auth": "ZmlsZTpw"}},
            "credHelpers": {"a.io": "vault", "c.io": "empty"}, "credsStore": "empty"}"#,
    );
    assert_eq!(computer.find("a.io", "x").await, "<token> token refresh");
    assert_eq!(computer.find("b.io", "x").await, "file / p", "the helper has nothing, the file has");
    assert_eq!(computer.find("c.io", "x").await, "none");
}

#[tokio::test]
async fn a_helper_that_is_gone_is_trouble_only_where_it_was_promised() {
    let computer = Computer::new();
    computer.file(".docker/config.json", r#"{"auths": {"mine.io": {}}, "credsStore": "desktop"}"#);
    assert_eq!(computer.find("public.io", "x").await, "none");
    assert_eq!(computer.find("mine.io", "x").await, "docker-credential-desktop is not installed");
}

#[tokio::test]
async fn in_the_background_a_vault_stays_closed() {
    let computer = Computer::new();
    computer.helper("pass", r#"echo '{"ServerURL":"x","Username":"me","Secret":"s"}'"#);
    computer.file(".docker/config.json", r#"{"auths": {"mine.io": {}}, "credsStore": "pass"}"#);
    let chain = computer.chain();
    let outcome = chain.find("mine.io", "x", Asked::Background).await;
    assert!(matches!(outcome, Err(CredentialError::OnlyByUser { .. })), "{outcome:?}");
    assert_eq!(said(chain.find("public.io", "x", Asked::Background).await), "none");
    assert_eq!(computer.runs("pass"), "");
    assert_eq!(said(chain.find("mine.io", "x", Asked::ByUser).await), "me / s");
    assert_eq!(said(chain.find("mine.io", "x", Asked::Background).await), "me / s");
    assert_eq!(computer.runs("pass"), "get\n");
}

#[tokio::test]
async fn a_broken_file_is_named_and_hides_no_other() {
    let computer = Computer::new();
    computer.file("run/containers/auth.json", "{\n\"auths\": sesame");
    computer.file(".docker/config.json", &auths(&[("good.io", "me")]));
    assert_eq!(computer.find("good.io", "x").await, "me / p");
    let broken = format!("{} is broken in line 2", computer.path("run/containers/auth.json").display());
    assert_eq!(computer.find("other.io", "x").await, broken);
    let listing = computer.chain().found(Asked::ByUser).await;
    assert_eq!(listing.problems.iter().map(ToString::to_string).collect::<Vec<_>>(), [broken]);
    assert_eq!(listing.found.len(), 1);
}

#[tokio::test]
async fn everything_is_listed_with_where_it_comes_from_and_without_a_secret() {
    let computer = Computer::new();
    let list = r#"[ "$1" = list ] && echo '{"https://index.docker.io/v1/":"hub","extra.io":"other","https://index.docker.io/v1/access-token":"hub"}'"#;
    computer.helper("desktop", list);
    computer.file("run/containers/auth.json", &auths(&[("quay.io/team", "pod")]));
    computer.file(
        ".docker/config.json",
        r#"{"auths": {"https://index.docker.io/v1/": {}, "b.io": {"username": "file", "password": "sesame"}},
            "credsStore": "desktop"}"#,
    );
    let chain = computer.chain();
    chain.logins().keep("b.io", &password("ours", "sesame"), StoreKind::Session).await.unwrap();
    let listing = chain.found(Asked::ByUser).await;
    assert!(!format!("{listing:?}").contains("sesame"));
    let (podman, docker) = (computer.path("run/containers/auth.json"), computer.path(".docker/config.json"));
    let desktop = Source::Helper { name: "desktop".to_owned(), path: docker.clone() };
    let expected = [
        ("b.io", "", "ours", Source::SessionMemory, true),
        ("quay.io", "team", "pod", Source::PodmanAuth { path: podman }, true),
        ("b.io", "", "file", Source::DockerConfig { path: docker }, false),
        ("docker.io", "", "hub", desktop.clone(), true),
        ("extra.io", "", "other", desktop, true),
    ];
    let expected = expected.map(|(host, namespace, username, source, used)| Found {
        host: host.to_owned(),
        namespace: namespace.to_owned(),
        username: Some(username.to_owned()),
        source,
        used,
    });
    assert_eq!(listing.found, expected);
    assert_eq!(listing.problems, []);
}

#[tokio::test]
async fn our_own_are_kept_listed_and_removed_in_every_store() {
    let mut computer = Computer::new();
    let path = computer.path("mooring/credentials.json");
    computer.stores.push(Arc::new(FileStore::at(path.clone())));
    let chain = computer.chain();
    let logins = chain.logins();
    let token = Credential::IdentityToken { username: "<token>".to_owned(), token: Secret::new("refresh") };
    logins
        .keep("https://GHCR.io/", &password("first", "a:b\"c\u{1f512}"), StoreKind::PlainFile)
        .await
        .unwrap();
    logins.keep("acr.io", &token, StoreKind::PlainFile).await.unwrap();
    assert_eq!(said(logins.find("ghcr.io", Asked::Background).await), "first / a:b\"c\u{1f512}");
    assert_eq!(said(logins.find("acr.io", Asked::Background).await), "<token> token refresh");
    logins.keep("ghcr.io", &password("second", "s"), StoreKind::Session).await.unwrap();
    assert_eq!(said(logins.find("ghcr.io", Asked::Background).await), "second / s");
    logins.keep("ghcr.io", &password("third", "s"), StoreKind::PlainFile).await.unwrap();
    assert_eq!(
        said(logins.find("ghcr.io", Asked::Background).await),
        "third / s",
        "no older one stands before it"
    );
    logins.keep("ghcr.io", &password("second", "s"), StoreKind::Session).await.unwrap();
    let removed = logins.remove("ghcr.io").await.unwrap();
    assert_eq!(removed, [StoreKind::Session, StoreKind::PlainFile]);
    assert_eq!(said(logins.find("ghcr.io", Asked::Background).await), "none");
    assert_eq!(logins.remove("ghcr.io").await.unwrap(), []);
    let listing = chain.found(Asked::Background).await;
    assert_eq!(listing.found.iter().map(|found| found.host.as_str()).collect::<Vec<_>>(), ["acr.io"]);
    logins.remove("acr.io").await.unwrap();
    assert!(!std::fs::read_to_string(&path).unwrap().contains("acr.io"));
}

/// A keychain that is locked, and whose owner declines to open it.
#[derive(Debug, Default)]
struct Locked {
    prompts: AtomicUsize,
    questions: AtomicUsize,
}

impl SecretStore for Locked {
    fn kind(&self) -> StoreKind {
        StoreKind::Keychain
    }

    fn get<'a>(
        &'a self,
        _name: &'a str,
        asked: Asked,
    ) -> BoxFuture<'a, Result<Option<Secret>, CredentialError>> {
        self.questions.fetch_add(1, Ordering::SeqCst);
        if asked == Asked::ByUser {
            self.prompts.fetch_add(1, Ordering::SeqCst);
        }
        Box::pin(async { Err(CredentialError::Locked) })
    }

    fn set<'a>(&'a self, _name: &'a str, _secret: &'a Secret) -> BoxFuture<'a, Result<(), CredentialError>> {
        Box::pin(async { Err(CredentialError::Locked) })
    }

    fn remove<'a>(&'a self, _name: &'a str) -> BoxFuture<'a, Result<(), CredentialError>> {
        Box::pin(async { Err(CredentialError::Locked) })
    }
}

#[tokio::test]
async fn who_declines_a_prompt_is_not_asked_again_by_every_image() {
    let mut computer = Computer::new();
    let keychain = Arc::new(Locked::default());
    computer.stores = vec![keychain.clone(), Arc::new(MemoryStore::default())];
    let chain = computer.chain();
    let count = |count: &AtomicUsize| count.load(Ordering::SeqCst);
    for _ in 0..300 {
        assert_eq!(said(chain.find("ghcr.io", "a", Asked::Background).await), "the keychain is locked");
    }
    assert_eq!((count(&keychain.prompts), count(&keychain.questions)), (0, 1));
    let ask = |number: usize| {
        let chain = chain.clone();
        async move { said(chain.find("ghcr.io", &format!("app{number}"), Asked::ByUser).await) }
    };
    let answers = futures_util::future::join_all((0..300).map(ask)).await;
    assert!(answers.iter().all(|answer| answer == "the keychain is locked"));
    assert_eq!(count(&keychain.prompts), 1);
    chain.forget().await;
    chain.find("ghcr.io", "a", Asked::ByUser).await.unwrap_err();
    assert_eq!(count(&keychain.prompts), 2, "asked to try again, it asks again");
    computer.file(".docker/config.json", &auths(&[("ghcr.io", "docker")]));
    assert_eq!(computer.find("ghcr.io", "a").await, "docker / p", "another place helps out");
}

#[tokio::test]
async fn a_store_that_is_not_offered_keeps_nothing() {
    let computer = Computer::new();
    let chain = computer.chain();
    let outcome = chain.logins().keep("ghcr.io", &password("me", "s"), StoreKind::PlainFile).await;
    assert_eq!(outcome, Err(CredentialError::NoStore { kind: StoreKind::PlainFile }));
    assert_eq!(computer.find("ghcr.io", "x").await, "none");
}

#[tokio::test]
async fn an_entry_that_is_not_ours_is_not_guessed_at() {
    let computer = Computer::new();
    for text in ["sesame", "{}", r#"{"username": "me"}"#, r#"{"username":"me","password":"a","token":"b"}"#] {
        computer.stores[0].set("ghcr.io", &Secret::new(text)).await.unwrap();
        assert_eq!(
            computer.find("ghcr.io", "x").await,
            "the entry for ghcr.io in this session's memory is not one of Mooring's"
        );
    }
}
