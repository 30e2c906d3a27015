//! Tokens: kept until they are nearly used up, fetched once however many wait, for up to sixteen repositories at a time.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::Url;
use reqwest::header::HeaderValue;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::credential::Credential;
use crate::manifest::or_empty;

/// What the distribution specification says of a token that does not say it itself.
const USUAL_LIFE: f64 = 60.0;

/// A token that claims to live longer is asked for again all the same.
const LONGEST_LIFE: f64 = 24.0 * 60.0 * 60.0;

/// The part of its life in which a token is used.
const USED_PART: f64 = 0.8;

/// How long an issuer that refused a set of scopes is not asked for the same set again.
pub(crate) const REFUSAL: Duration = Duration::from_secs(60);

/// Scope sets that one issuer refused, or tokens it gave, remembered at most.
const MOST_SLOTS: usize = 256;

/// All tokens.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    slots: Mutex<HashMap<Issuer, Vec<Arc<Slot>>>>,
}

/// Who gives tokens to whom.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Issuer {
    pub(crate) realm: Url,
    pub(crate) service: Option<String>,
    /// A hash: tokens of one account are not given to another's questions, and the map holds no secret.
    account: Option<[u8; 32]>,
}

impl Issuer {
    pub(crate) fn new(realm: &Url, service: Option<&str>, credential: Option<&Credential>) -> Self {
        let account = credential.map(fingerprint);
        Self { realm: realm.clone(), service: service.map(str::to_owned), account }
    }
}

pub(crate) type Scopes = BTreeSet<String>;

/// The place of one token. Whoever fetches it holds the lock; the others wait for the result.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) scopes: Scopes,
    pub(crate) held: tokio::sync::Mutex<Held>,
}

/// What a slot holds.
#[derive(Debug, Default)]
pub(crate) enum Held {
    #[default]
    Nothing,
    Token(Token),
    /// The issuer gives no token for this set until then; perhaps for a part of it.
    Refused(Instant),
}

/// A token, ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// `Bearer …`, marked as a secret.
    pub(crate) header: HeaderValue,
    pub(crate) renew_at: Instant,
}

impl Tokens {
    /// Returns the place for a set of scopes, or of a larger set that holds them all.
    pub(crate) fn slot(&self, issuer: &Issuer, scopes: &Scopes, exact: bool) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slots = slots.entry(issuer.clone()).or_default();
        let same = |slot: &&Arc<Slot>| slot.scopes == *scopes;
        let larger = |slot: &&Arc<Slot>| !exact && slot.scopes.is_superset(scopes);
        let good = slots.iter().filter(|slot| slot.holds_token());
        let found = good.clone().find(same).or_else(|| good.clone().find(larger));
        if let Some(slot) = found.or_else(|| slots.iter().find(same)) {
            return slot.clone();
        }
        if slots.len() >= MOST_SLOTS {
            slots.retain(|slot| Arc::strong_count(slot) > 1 || slot.holds_token());
            slots.truncate(MOST_SLOTS - 1);
        }
        let slot = Arc::new(Slot { scopes: scopes.clone(), held: tokio::sync::Mutex::default() });
        slots.push(slot.clone());
        slot
    }
}

impl Slot {
    /// Whether it holds a token that is still good.
    fn holds_token(&self) -> bool {
        let held = self.held.try_lock();
        held.is_ok_and(|held| matches!(&*held, Held::Token(token) if token.renew_at > Instant::now()))
    }
}

#[derive(Deserialize)]
struct Given {
    #[serde(default, deserialize_with = "or_empty")]
    token: String,
    #[serde(default, deserialize_with = "or_empty")]
    access_token: String,
    expires_in: Option<f64>,
}

impl Token {
    /// Reads an issuer's answer.
    pub(crate) fn read(bytes: &[u8], now: Instant) -> Option<Self> {
        let given: Given = serde_json::from_slice(bytes).ok()?;
        let text = if given.token.is_empty() { given.access_token } else { given.token };
        if text.is_empty() {
            return None;
        }
        let mut header = HeaderValue::try_from(format!("Bearer {text}")).ok()?;
        header.set_sensitive(true);
        let told = given.expires_in.filter(|seconds| seconds.is_finite() && *seconds > 0.0);
        let life = told.unwrap_or(USUAL_LIFE).min(LONGEST_LIFE) * USED_PART;
        Some(Self { header, renew_at: now + Duration::from_secs_f64(life) })
    }
}

fn fingerprint(credential: &Credential) -> [u8; 32] {
    let (kind, username, secret) = match credential {
        Credential::Password { username, password } => ("password", username, password),
        Credential::IdentityToken { username, token } => ("token", username, token),
    };
    let mut hash = Sha256::new();
    for part in [kind, username, secret.expose()] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::Secret;

    fn password(username: &str, password: &str) -> Credential {
        Credential::Password { username: username.into(), password: Secret::new(password) }
    }

    fn scopes(texts: &[&str]) -> Scopes {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn reads_what_issuers_give() {
        let now = Instant::now();
        let table = [
            (r#"{"token": "t"}"#, Some(("Bearer t", 48))),
            (r#"{"access_token": "a", "token": null, "expires_in": 300}"#, Some(("Bearer a", 240))),
            (r#"{"token": "t", "expires_in": -5}"#, Some(("Bearer t", 48))),
            (r#"{"token": "t", "expires_in": 1e300}"#, Some(("Bearer t", 69_120))),
            (r#"{"token": ""}"#, None),
            (r#"{"token": "a\r\nX: y"}"#, None),
            ("<html>", None),
        ];
        for (text, expected) in table {
            let token = Token::read(text.as_bytes(), now);
            let found = token
                .as_ref()
                .map(|token| (token.header.to_str().unwrap(), token.renew_at.duration_since(now).as_secs()));
            assert_eq!(found, expected, "{text}");
            assert!(!format!("{token:?}").contains("Bearer"), "a token is printed");
        }
    }

    #[test]
    fn a_larger_set_serves_a_smaller_one_of_the_same_account_only() {
        let tokens = Tokens::default();
        let realm = Url::parse("https://auth.example/token").unwrap();
        let (ada, bob) = (password("ada", "1"), password("ada", "2"));
        let issuer = Issuer::new(&realm, Some("s"), Some(&ada));
        let both = tokens.slot(&issuer, &scopes(&["a", "b"]), false);
        *both.held.try_lock().unwrap() =
            Held::Token(Token::read(br#"{"token":"t"}"#, Instant::now()).unwrap());
        assert!(Arc::ptr_eq(&both, &tokens.slot(&issuer, &scopes(&["a"]), false)));
        assert!(!Arc::ptr_eq(&both, &tokens.slot(&issuer, &scopes(&["a"]), true)));
        assert!(!Arc::ptr_eq(&both, &tokens.slot(&issuer, &scopes(&["a", "c"]), false)));
        for other in [Issuer::new(&realm, Some("s"), Some(&bob)), Issuer::new(&realm, None, Some(&ada))] {
            assert!(!Arc::ptr_eq(&both, &tokens.slot(&other, &scopes(&["a", "b"]), false)));
        }
    }
}
