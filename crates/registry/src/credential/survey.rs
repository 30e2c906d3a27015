//! Goes through the files and helpers of a computer for showing what is there.

use std::collections::{BTreeMap, HashMap};

use super::auth_file::{AuthFile, Listed};
use super::files::Place;
use super::helper::Helpers;
use super::host::Scope;
use super::{Asked, CredentialError, Found, Listing, Source, shown};

/// A listing that grows. Each helper is asked for its accounts once.
pub(super) struct Survey<'a> {
    helpers: &'a Helpers,
    asked: Asked,
    accounts: HashMap<String, BTreeMap<String, String>>,
    pub(super) listing: Listing,
}

impl<'a> Survey<'a> {
    pub(super) fn new(helpers: &'a Helpers, asked: Asked) -> Self {
        Self { helpers, asked, accounts: HashMap::new(), listing: Listing::default() }
    }

    pub(super) async fn add_file(&mut self, place: &Place, file: &AuthFile) {
        for line in file.listed() {
            self.add_line(place, line).await;
        }
        // What the helper for everything has and the file does not list.
        let Some(store) = file.store() else { return };
        for (key, name) in self.accounts(store).await {
            self.listing.add(found(&key, Some(name), helper(store, place)));
        }
    }

    /// An entry with a secret speaks for itself; one without stands for what the helper keeps.
    async fn add_line(&mut self, place: &Place, line: Listed) {
        let (username, source) = match (line.credential, line.helper) {
            (Ok(Some(credential)), _) => (Some(credential.username().to_owned()), place.source()),
            (Ok(None), Some(name)) => (self.username(&name, &line.key).await, helper(&name, place)),
            (Ok(None), None) => return,
            (Err(problem), _) => return self.listing.add_problem(problem),
        };
        self.listing.add(found(&line.key, username, source));
    }

    async fn username(&mut self, helper: &str, key: &str) -> Option<String> {
        let wanted = Scope::of_key(key).host;
        let mut accounts = self.accounts(helper).await.into_iter();
        accounts.find(|(key, _)| Scope::of_key(key).host == wanted).map(|(_, name)| name)
    }

    async fn accounts(&mut self, helper: &str) -> BTreeMap<String, String> {
        if let Some(known) = self.accounts.get(helper) {
            return known.clone();
        }
        let mut accounts = match self.helpers.list(helper, self.asked).await {
            Ok(accounts) => accounts,
            Err(problem) => {
                self.add_helper_problem(problem);
                BTreeMap::new()
            }
        };
        accounts.retain(|key, _| is_registry(key));
        self.accounts.insert(helper.to_owned(), accounts.clone());
        accounts
    }

    /// Not every helper can list, and some are not run for good reason; neither is a problem to show.
    fn add_helper_problem(&mut self, problem: CredentialError) {
        if matches!(problem, CredentialError::HelperMissing { .. } | CredentialError::HelperTimeout { .. }) {
            self.listing.add_problem(problem);
        }
    }
}

/// Docker keeps the two halves of a session with Hub beside its credentials; they are no registries.
fn is_registry(key: &str) -> bool {
    !key.contains("/access-token") && !key.contains("/refresh-token")
}

fn helper(name: &str, place: &Place) -> Source {
    Source::Helper { name: shown(name), path: place.path.clone() }
}

fn found(key: &str, username: Option<String>, source: Source) -> Found {
    let scope = Scope::of_key(key);
    Found {
        host: shown(&scope.host),
        namespace: shown(&scope.namespace),
        username: username.map(|name| shown(&name)).filter(|name| !name.is_empty()),
        source,
        used: false,
    }
}
