//! What was signed in to with Mooring: one entry per registry, in a keychain, in memory or, by consent, in a file.
//!
//! Beside the entries each store holds a list of them (hosts and accounts), because keychains cannot be searched alike
//! everywhere, and some ask their owner for every entry that is looked into.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::{
    Asked, Credential, CredentialError, Found, Listing, Secret, SecretStore, Source, StoreKind,
    canonical_host,
};

/// The list's own name; no host's, for it has neither dot nor colon.
const LIST: &str = "registries";

/// How long an answer of a store is believed: another process may have signed in or out.
const FRESH: Duration = Duration::from_secs(5 * 60);

/// How long a failure is: a check of three hundred images waits for a keychain once.
const FAILURE_FRESH: Duration = Duration::from_secs(30);

type Outcome = Result<Option<Credential>, CredentialError>;

/// Credentials of our own, in one or several stores. Clones share what was read.
#[derive(Debug, Clone)]
pub struct Logins {
    stores: Arc<[Arc<dyn SecretStore>]>,
    known: Arc<Mutex<HashMap<String, Known>>>,
}

#[derive(Debug)]
struct Known {
    outcome: Outcome,
    asked: Asked,
    since: Instant,
}

impl Known {
    fn is_fresh(&self) -> bool {
        self.since.elapsed() < if self.outcome.is_ok() { FRESH } else { FAILURE_FRESH }
    }

    /// A failure in the background says nothing to somebody who can type a password. Who has just declined to is not asked
    /// again by the next image of the same check.
    fn answers(&self, asked: Asked) -> bool {
        self.is_fresh() && (self.outcome.is_ok() || self.asked == Asked::ByUser || asked == Asked::Background)
    }
}

/// An entry as it stands in a store. Only one of the secrets is there.
#[derive(Serialize, Deserialize)]
struct Entry {
    username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl Logins {
    /// Credentials in these stores; they are asked in this order.
    #[must_use]
    pub fn new(stores: Vec<Arc<dyn SecretStore>>) -> Self {
        Self { stores: stores.into(), known: Arc::default() }
    }

    /// What there is for a host. A store that is not there has nothing.
    pub async fn find(&self, host: &str, asked: Asked) -> Result<Option<Credential>, CredentialError> {
        let host = canonical_host(host);
        // Held while the stores are asked: many questions at once are one question, and one password prompt.
        let mut known = self.known.lock().await;
        if let Some(known) = known.get(&host).filter(|known| known.answers(asked)) {
            return known.outcome.clone();
        }
        let outcome = self.ask(&host, asked).await;
        known.insert(host, Known { outcome: outcome.clone(), asked, since: Instant::now() });
        outcome
    }

    /// Keeps a credential for a host in the store of that kind, in the place of an older one there and in the stores that
    /// would be asked before it.
    pub async fn keep(
        &self,
        host: &str,
        credential: &Credential,
        kind: StoreKind,
    ) -> Result<(), CredentialError> {
        let host = canonical_host(host);
        let store = self.store(kind)?;
        store.set(&host, &written(credential)?).await?;
        self.known.lock().await.remove(&host);
        let mut accounts = accounts(store, Asked::ByUser).await?;
        accounts.insert(host.clone(), credential.username().to_owned());
        keep_accounts(store, &accounts).await?;
        for store in self.stores.iter().take_while(|store| store.kind() != kind) {
            remove_from(store.as_ref(), &host).await?;
        }
        Ok(())
    }

    /// Removes a host's credentials from every store, and says from which. One that fails keeps none of the others from
    /// forgetting; its error is the result then.
    pub async fn remove(&self, host: &str) -> Result<Vec<StoreKind>, CredentialError> {
        let host = canonical_host(host);
        let (mut removed, mut problem) = (Vec::new(), None);
        for store in self.stores.iter() {
            match remove_from(store.as_ref(), &host).await {
                Ok(was_there) => removed.extend(was_there.then(|| store.kind())),
                Err(error) => problem = problem.or(Some(error)),
            }
        }
        self.known.lock().await.remove(&host);
        problem.map_or(Ok(removed), Err)
    }

    /// Whether there is such a store here.
    #[must_use]
    pub fn has(&self, kind: StoreKind) -> bool {
        self.store(kind).is_ok()
    }

    /// Forgets what was read, so that the next question reaches the stores.
    pub async fn forget(&self) {
        self.known.lock().await.clear();
    }

    pub(super) async fn list(&self, listing: &mut Listing, asked: Asked) {
        for store in self.stores.iter() {
            match accounts(store.as_ref(), asked).await {
                Ok(accounts) => {
                    accounts
                        .into_iter()
                        .for_each(|(host, name)| listing.add(found(host, name, store.kind())));
                }
                Err(CredentialError::NoKeychain { .. }) => {}
                Err(error) => listing.add_problem(error),
            }
        }
    }

    async fn ask(&self, host: &str, asked: Asked) -> Outcome {
        let mut problem = None;
        for store in self.stores.iter() {
            match entry(store.as_ref(), host, asked).await {
                Ok(Some(credential)) => return Ok(Some(credential)),
                Ok(None) | Err(CredentialError::NoKeychain { .. }) => {}
                Err(error) => problem = problem.or(Some(error)),
            }
        }
        problem.map_or(Ok(None), Err)
    }

    fn store(&self, kind: StoreKind) -> Result<&dyn SecretStore, CredentialError> {
        let store = self.stores.iter().find(|store| store.kind() == kind);
        store.map(AsRef::as_ref).ok_or(CredentialError::NoStore { kind })
    }
}

fn found(host: String, username: String, kind: StoreKind) -> Found {
    let source = match kind {
        StoreKind::Keychain => Source::OurKeychain,
        StoreKind::Session => Source::SessionMemory,
        StoreKind::PlainFile => Source::OurFile,
    };
    Found { host, namespace: String::new(), username: Some(username), source, used: false }
}

async fn entry(store: &dyn SecretStore, host: &str, asked: Asked) -> Outcome {
    let Some(secret) = store.get(host, asked).await? else { return Ok(None) };
    let foreign = || CredentialError::ForeignEntry { host: host.to_owned(), kind: store.kind() };
    let entry: Entry = serde_json::from_str(secret.expose()).map_err(|_| foreign())?;
    let username = entry.username;
    match (entry.password, entry.token) {
        (Some(password), None) => {
            Ok(Some(Credential::Password { username, password: Secret::new(password) }))
        }
        (None, Some(token)) => Ok(Some(Credential::IdentityToken { username, token: Secret::new(token) })),
        _ => Err(foreign()),
    }
}

fn written(credential: &Credential) -> Result<Secret, CredentialError> {
    let username = credential.username().to_owned();
    let entry = match credential {
        Credential::Password { password, .. } => {
            Entry { username, password: Some(password.expose().to_owned()), token: None }
        }
        Credential::IdentityToken { token, .. } => {
            Entry { username, password: None, token: Some(token.expose().to_owned()) }
        }
    };
    in_json(&entry)
}

fn in_json(value: &impl Serialize) -> Result<Secret, CredentialError> {
    let text = serde_json::to_string(value);
    let cause = || CredentialError::KeychainFailed { cause: "the entry cannot be written".to_owned() };
    text.map(Secret::new).map_err(|_| cause())
}

async fn remove_from(store: &dyn SecretStore, host: &str) -> Result<bool, CredentialError> {
    let was_there = match store.get(host, Asked::ByUser).await {
        Err(CredentialError::NoKeychain { .. }) => return Ok(false),
        outcome => outcome?.is_some(),
    };
    store.remove(host).await?;
    let mut accounts = accounts(store, Asked::ByUser).await?;
    if accounts.remove(host).is_some() {
        keep_accounts(store, &accounts).await?;
    }
    Ok(was_there)
}

/// The list of a store. A broken one is begun anew: it is only for showing.
async fn accounts(
    store: &dyn SecretStore,
    asked: Asked,
) -> Result<BTreeMap<String, String>, CredentialError> {
    let list = store.get(LIST, asked).await?;
    Ok(list.and_then(|list| serde_json::from_str(list.expose()).ok()).unwrap_or_default())
}

async fn keep_accounts(
    store: &dyn SecretStore,
    accounts: &BTreeMap<String, String>,
) -> Result<(), CredentialError> {
    if accounts.is_empty() { store.remove(LIST).await } else { store.set(LIST, &in_json(accounts)?).await }
}
