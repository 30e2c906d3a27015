//! Every place of credentials, one after the other: our own first, because signing in here was an explicit choice, then
//! Podman's and Docker's files with their helpers.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::auth_file::AuthFile;
use super::files::{Place, places};
use super::helper::Helpers;
use super::survey::Survey;
use super::{Asked, Credential, CredentialError, Credentials, Environment, Listing, Logins, canonical_host};

/// A helper has this long (UPDATES.md 12.2).
const HELPER_LIMIT: Duration = Duration::from_secs(10);

/// The real [`Credentials`] of a computer. Clones share what was read.
#[derive(Debug, Clone)]
pub struct Chain {
    logins: Logins,
    places: Arc<[Place]>,
    helpers: Arc<Helpers>,
}

impl Chain {
    /// Every place of this computer, with our own in front. Reads nothing yet.
    #[must_use]
    pub fn new(environment: Environment, logins: Logins) -> Self {
        let places = places(&environment).into();
        Self { logins, places, helpers: Arc::new(Helpers::new(environment, HELPER_LIMIT)) }
    }

    /// Our own credentials.
    #[must_use]
    pub fn logins(&self) -> &Logins {
        &self.logins
    }

    /// Everything there is and where it comes from, without any secret.
    ///
    /// Asked by a person, helpers tell their accounts; in the background only those do that cannot want anything.
    pub async fn found(&self, asked: Asked) -> Listing {
        let mut survey = Survey::new(&self.helpers, asked);
        self.logins.list(&mut survey.listing, asked).await;
        for place in self.places.iter() {
            match read(place).await {
                Ok(Some(file)) => survey.add_file(place, &file).await,
                Ok(None) => {}
                Err(error) => survey.listing.add_problem(error),
            }
        }
        survey.listing.settled()
    }

    /// Forgets what was read, so that the next question reaches keychain and helpers: after "try again".
    pub async fn forget(&self) {
        self.logins.forget().await;
        self.helpers.forget().await;
    }

    async fn look_up(
        &self,
        host: &str,
        repository: &str,
        asked: Asked,
    ) -> Result<Option<Credential>, CredentialError> {
        let host = canonical_host(host);
        let mut problem = match self.logins.find(&host, asked).await {
            Ok(Some(credential)) => return Ok(Some(credential)),
            outcome => outcome.err(),
        };
        for place in self.places.iter() {
            match self.ask_place(place, &host, repository, asked).await {
                Ok(Some(credential)) => return Ok(Some(credential)),
                outcome => problem = problem.or(outcome.err()),
            }
        }
        problem.map_or(Ok(None), Err)
    }

    async fn ask_place(
        &self,
        place: &Place,
        host: &str,
        repository: &str,
        asked: Asked,
    ) -> Result<Option<Credential>, CredentialError> {
        let Some(file) = read(place).await? else { return Ok(None) };
        let by_helper = self.ask_helper(&file, host, repository, asked).await;
        if let Ok(Some(credential)) = by_helper {
            return Ok(Some(credential));
        }
        match file.credential(host, repository)? {
            Some(credential) => Ok(Some(credential)),
            None => by_helper,
        }
    }

    async fn ask_helper(
        &self,
        file: &AuthFile,
        host: &str,
        repository: &str,
        asked: Asked,
    ) -> Result<Option<Credential>, CredentialError> {
        let Some(call) = file.helper(host, repository) else { return Ok(None) };
        match self.helpers.get(&call.name, &call.address, asked).await {
            Err(error) if !call.expected => {
                tracing::debug!(%error, "a helper that nothing says has credentials here");
                Ok(None)
            }
            outcome => outcome,
        }
    }
}

/// Read anew each time: they are small, and other programs write them.
async fn read(place: &Place) -> Result<Option<AuthFile>, CredentialError> {
    let here = place.clone();
    let interrupted =
        CredentialError::Unreadable { path: place.path.clone(), kind: std::io::ErrorKind::Interrupted };
    tokio::task::spawn_blocking(move || here.read()).await.unwrap_or(Err(interrupted))
}

impl Credentials for Chain {
    fn find<'a>(
        &'a self,
        host: &'a str,
        repository: &'a str,
        asked: Asked,
    ) -> BoxFuture<'a, Result<Option<Credential>, CredentialError>> {
        Box::pin(self.look_up(host, repository, asked))
    }
}
