//! What most tests begin with.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use oci::Reference;
use registry::credential::{Asked, Credential, CredentialError, Credentials, Secret};
use registry::{Options, Registry};
use testkit::{ImageBuilder, LyingRegistry, TestRegistry};

/// One account for every host.
pub(crate) struct Account(pub(crate) Credential);

impl Credentials for Account {
    fn find<'a>(
        &'a self,
        _host: &'a str,
        _repository: &'a str,
        _asked: Asked,
    ) -> BoxFuture<'a, Result<Option<Credential>, CredentialError>> {
        Box::pin(async { Ok(Some(self.0.clone())) })
    }
}

pub(crate) fn password(username: &str, password: &str) -> Credential {
    Credential::Password { username: username.into(), password: Secret::new(password) }
}

pub(crate) fn identity(token: &str) -> Credential {
    Credential::IdentityToken { username: "<token>".into(), token: Secret::new(token) }
}

/// The usual options: an honest answer has all the time it may need on a busy machine.
pub(crate) fn options() -> Options {
    Options::new("mooring-test/0", Arc::new(Timestamp::now))
}

/// For answers that never come: times that a test can wait for.
pub(crate) fn hasty() -> Registry {
    let mut options = options();
    options.limits.head = Duration::from_secs(2);
    options.limits.body = Duration::from_secs(2);
    Registry::new(options)
}

pub(crate) fn anonymous() -> Registry {
    Registry::new(options())
}

pub(crate) fn known_as(credential: Credential) -> Registry {
    Registry::new(registry::Options { credentials: Arc::new(Account(credential)), ..options() })
}

pub(crate) fn parsed(text: &str) -> Reference {
    Reference::parse(text).expect("a reference")
}

/// `app:1` on a registry of its own, and its digest.
pub(crate) async fn with_app() -> (TestRegistry, String) {
    let registry = testkit::registry().await;
    let digest = ImageBuilder::scratch().file("etc/app", "1", 0o644).push_to(&registry, "app:1").await;
    (registry, digest)
}

/// `count` repositories of one host that all are `app`.
pub(crate) fn copies(liar: &LyingRegistry, count: usize) -> Vec<Reference> {
    (0..count).map(|number| parsed(&liar.reference(&format!("copy/{number}:1")))).collect()
}
