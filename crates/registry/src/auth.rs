//! Meeting a registry's demand: which account, which token, and to whom it may be shown (UPDATES.md section 12.4).

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Method, Url};

use crate::ask::{Ask, host_of, pull};
use crate::challenge::{Bearer, Demand};
use crate::client::Registry;
use crate::credential::{Credential, CredentialError};
use crate::error::{BadAnswer, ErrorKind, RegistryError};
use crate::exchange::{Call, To};
use crate::host::Host;
use crate::rate;
use crate::rules::{Approach, is_local};
use crate::token::{Held, Issuer, Scopes, Token};

/// How we introduce ourselves to issuers of tokens.
const CLIENT_ID: &str = "mooring";

/// No token is larger.
const TOKEN_LIMIT: u64 = 256 * 1024;

/// What is shown to a registry.
#[derive(Debug, Clone, Default)]
pub(crate) struct Proof {
    pub(crate) header: Option<HeaderValue>,
    /// Whether an account stands behind it.
    pub(crate) is_account: bool,
    /// Whether it is a token, so that the issuer was content.
    pub(crate) is_token: bool,
    /// Why there is no account.
    pub(crate) trouble: Option<CredentialError>,
}

/// Who asks: an account, nobody, or nobody because looking it up failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) credential: Option<Credential>,
    pub(crate) trouble: Option<CredentialError>,
}

impl Registry {
    /// What to show without being asked: the host demanded it before.
    pub(crate) async fn proof_in_advance(
        &self,
        ask: &Ask<'_>,
        host: &Arc<Host>,
        is_secure: bool,
    ) -> Result<Proof, RegistryError> {
        let Some(demand) = host.demand() else { return Ok(Proof::default()) };
        self.proof(ask, host, &demand, is_secure, None).await
    }

    /// Meets a demand; without a header in the result there is nothing to show.
    pub(crate) async fn proof(
        &self,
        ask: &Ask<'_>,
        host: &Arc<Host>,
        demand: &Demand,
        is_secure: bool,
        refused: Option<&Proof>,
    ) -> Result<Proof, RegistryError> {
        if !is_secure && self.shared.options.hosts.approach(&host.name) == Approach::Secure {
            let cause = "it would take credentials without TLS".to_owned();
            return Err(ask.error(ErrorKind::BadAnswer(BadAnswer::Challenge { cause })));
        }
        let group = ask.group.filter(|_| host.name == ask.host);
        let account = match group {
            Some(group) => group.account(self, &host.name, ask.scope.repository()).await,
            None => self.look_up(&host.name, ask.scope.repository()).await,
        };
        let header = match demand {
            Demand::Basic => {
                account.credential.as_ref().map(|credential| basic(ask, credential)).transpose()?
            }
            Demand::Bearer(bearer) => {
                self.check_realm(ask, host, bearer, is_secure)?;
                let refused = refused.and_then(|proof| proof.header.as_ref());
                let together = group.map(|group| group.repositories_of(&account)).unwrap_or_default();
                Some(self.token(ask, bearer, &account, &together, refused).await?)
            }
        };
        let is_token = matches!(demand, Demand::Bearer(_));
        Ok(Proof { header, is_account: account.credential.is_some(), is_token, trouble: account.trouble })
    }

    pub(crate) async fn look_up(&self, host: &str, repository: &str) -> Account {
        match self.shared.options.credentials.find(host, repository, self.asked).await {
            Ok(credential) => Account { credential, trouble: None },
            Err(trouble) => Account { credential: None, trouble: Some(trouble) },
        }
    }

    /// A realm elsewhere is normal, one without TLS is not, unless the registry itself has none and the realm's host may.
    fn check_realm(
        &self,
        ask: &Ask<'_>,
        host: &Host,
        bearer: &Bearer,
        is_secure: bool,
    ) -> Result<(), RegistryError> {
        let realm_host = host_of(&bearer.realm).unwrap_or_default();
        let may_be_plain = || {
            realm_host == host.name
                || is_local(&realm_host)
                || self.shared.options.hosts.approach(&realm_host) != Approach::Secure
        };
        if bearer.realm.scheme() == "https" || (!is_secure && may_be_plain()) {
            return Ok(());
        }
        let cause = format!("{realm_host} would give tokens without TLS");
        Err(ask.error(ErrorKind::BadAnswer(BadAnswer::Challenge { cause })))
    }

    /// A token for the whole group if the issuer gives one, else for this question alone. A token that was refused is not
    /// offered again.
    async fn token(
        &self,
        ask: &Ask<'_>,
        bearer: &Bearer,
        account: &Account,
        together: &[&str],
        refused: Option<&HeaderValue>,
    ) -> Result<HeaderValue, RegistryError> {
        let credential = account.credential.as_ref();
        let issuer = Issuer::new(&bearer.realm, bearer.service.as_deref(), credential);
        if refused.is_none() && together.len() > 1 {
            let scopes: Scopes = together.iter().map(|repository| pull(repository)).collect();
            if let Some(token) = self.shared_token(ask, &issuer, credential, &scopes).await? {
                return Ok(token);
            }
        }
        let own = ask.scope.text();
        // A registry that wants another scope than the usual knows why.
        let scope = bearer.scope.clone().filter(|_| refused.is_some() || own.is_none()).or(own);
        let scopes: Scopes = scope.into_iter().collect();
        let slot = self.shared.tokens.slot(&issuer, &scopes, refused.is_some());
        let mut held = slot.held.lock().await;
        if let Held::Token(token) = &*held
            && token.renew_at > Instant::now()
            && Some(&token.header) != refused
        {
            return Ok(token.header.clone());
        }
        let token = self.fetch(ask, &issuer, credential, &slot.scopes).await?;
        let header = token.header.clone();
        *held = Held::Token(token);
        Ok(header)
    }

    /// Nothing if the issuer refuses one of the scopes: then each is asked for by itself.
    async fn shared_token(
        &self,
        ask: &Ask<'_>,
        issuer: &Issuer,
        credential: Option<&Credential>,
        scopes: &Scopes,
    ) -> Result<Option<HeaderValue>, RegistryError> {
        let slot = self.shared.tokens.slot(issuer, scopes, false);
        let mut held = slot.held.lock().await;
        match &*held {
            Held::Token(token) if token.renew_at > Instant::now() => return Ok(Some(token.header.clone())),
            Held::Refused(until) if *until > Instant::now() => return Ok(None),
            _ => {}
        }
        match self.fetch(ask, issuer, credential, &slot.scopes).await {
            Ok(token) => {
                let header = token.header.clone();
                *held = Held::Token(token);
                Ok(Some(header))
            }
            Err(error) if is_about_scopes(&error) => {
                *held = Held::Refused(Instant::now() + crate::token::REFUSAL);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    async fn fetch(
        &self,
        ask: &Ask<'_>,
        issuer: &Issuer,
        credential: Option<&Credential>,
        scopes: &Scopes,
    ) -> Result<Token, RegistryError> {
        let call = token_call(ask, issuer, credential, scopes, self.shared.options.limits.body)
            .ok_or_else(|| ask.error(ErrorKind::AuthRejected))?;
        let host = self.shared.hosts.get(&host_of(&issuer.realm).unwrap_or_default());
        let lead = host.lead().await;
        let answer = self.shared.exchange(&host, &call).await.map_err(|kind| ask.error(kind))?;
        drop(lead);
        let bad = |cause: String| ErrorKind::BadAnswer(BadAnswer::Challenge { cause });
        let kind = match (answer.status().as_u16(), credential.is_some()) {
            (200..300, _) => {
                let body = answer.body(TOKEN_LIMIT).await.map_err(|kind| ask.error(kind))?;
                let token = Token::read(&body, Instant::now());
                return token.ok_or_else(|| ask.error(bad(format!("{} gave no token", host.name))));
            }
            (401, true) => ErrorKind::AuthRejected,
            (403, true) => ErrorKind::Forbidden,
            (401 | 403, false) => ErrorKind::AuthRequired,
            (429, _) => {
                let until = rate::retry_at(answer.headers(), (self.shared.options.clock)());
                ErrorKind::RateLimited { until, limit: None }
            }
            (status @ 500.., _) => ErrorKind::Server(status),
            (status, _) => bad(format!("{} gave no token but status {status}", host.name)),
        };
        let error = ask.error(kind);
        Err(if credential.is_none() { error.or_missing() } else { error })
    }
}

/// Refused for what was asked, not for who asked or because the issuer fails.
fn is_about_scopes(error: &RegistryError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::AuthRequired
            | ErrorKind::AuthRejected
            | ErrorKind::Forbidden
            | ErrorKind::BadAnswer(BadAnswer::Challenge { .. })
    )
}

/// A GET with the scopes in its query; a POST for an identity token, which belongs in no address.
fn token_call(
    ask: &Ask<'_>,
    issuer: &Issuer,
    credential: Option<&Credential>,
    scopes: &Scopes,
    time: Duration,
) -> Option<Call> {
    let mut call = Call {
        method: Method::GET,
        to: To::Url(issuer.realm.clone()),
        headers: HeaderMap::new(),
        form: None,
        time,
        began: ask.began,
    };
    let service = issuer.service.iter().map(|service| ("service", service.as_str()));
    match credential {
        Some(Credential::IdentityToken { token, .. }) => {
            let scopes = scopes.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
            let fixed = [("grant_type", "refresh_token"), ("refresh_token", token.expose())];
            let scope = (!scopes.is_empty()).then_some(("scope", scopes.as_str()));
            let fields = fixed.into_iter().chain(service).chain([("client_id", CLIENT_ID)]).chain(scope);
            call.form = Some(query(fields));
            call.method = Method::POST;
        }
        Some(Credential::Password { username, password }) => {
            call.headers.insert(AUTHORIZATION, basic_header(username, password.expose())?);
            call.to = To::Url(with_scopes(&issuer.realm, service, scopes));
        }
        None => call.to = To::Url(with_scopes(&issuer.realm, service, scopes)),
    }
    Some(call)
}

fn with_scopes<'a>(realm: &Url, service: impl Iterator<Item = (&'a str, &'a str)>, scopes: &Scopes) -> Url {
    let mut url = realm.clone();
    let scopes = scopes.iter().map(|scope| ("scope", scope.as_str()));
    url.query_pairs_mut().extend_pairs(service).append_pair("client_id", CLIENT_ID).extend_pairs(scopes);
    url
}

/// Fields as a form has them.
fn query<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    fields
        .fold(form_urlencoded::Serializer::new(String::new()), |mut form, (name, value)| {
            form.append_pair(name, value);
            form
        })
        .finish()
}

/// An identity token is for issuers; no registry takes it by itself.
fn basic(ask: &Ask<'_>, credential: &Credential) -> Result<HeaderValue, RegistryError> {
    let header = match credential {
        Credential::Password { username, password } => basic_header(username, password.expose()),
        Credential::IdentityToken { .. } => None,
    };
    header.ok_or_else(|| ask.error(ErrorKind::AuthRejected))
}

fn basic_header(username: &str, password: &str) -> Option<HeaderValue> {
    let mut header =
        HeaderValue::try_from(format!("Basic {}", STANDARD.encode(format!("{username}:{password}")))).ok()?;
    header.set_sensitive(true);
    Some(header)
}
