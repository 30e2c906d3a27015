//! Who may ask, and the tokens that say so.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use bytes::Bytes;
use hyper::Request;
use hyper::header::AUTHORIZATION;
use serde_json::json;

use super::own::{Own, error};

/// Who may ask.
#[derive(Debug, Clone, Default)]
pub enum Auth {
    /// Everybody.
    #[default]
    Open,
    /// Who sends a name and a password with each request.
    Basic {
        /// Name.
        user: String,
        /// Password.
        password: String,
    },
    /// Who sends a token that covers what is asked for.
    Token(TokenAuth),
}

impl From<TokenAuth> for Auth {
    fn from(auth: TokenAuth) -> Self {
        Self::Token(auth)
    }
}

/// How tokens are given and taken.
#[derive(Debug, Clone)]
pub struct TokenAuth {
    /// `service` of the challenge; left out when `None`.
    pub service: Option<String>,
    /// `realm` of the challenge; its own `/token` when `None`.
    pub realm: Option<String>,
    /// Name and password (or personal token) that get a token.
    pub account: Option<(String, String)>,
    /// Identity token that gets a token by `POST` with `grant_type=refresh_token`.
    pub refresh_token: Option<String>,
    /// Whether who sends no credentials gets a token, too. Wrong credentials never do.
    pub anonymous: bool,
    /// Seconds a token lasts; when `None` nothing is said and it lasts 60.
    pub expires_in: Option<u64>,
    /// Field of the answer that holds the token.
    pub field: TokenField,
    /// What comes of several `scope` parameters in one request.
    pub many_scopes: ManyScopes,
    /// `false`: every request is refused even with a token, for ever.
    pub honored: bool,
}

/// Field of the answer that holds the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TokenField {
    /// `token`.
    #[default]
    Token,
    /// `access_token`, as OAuth2 names it.
    AccessToken,
    /// Both.
    Both,
}

/// What comes of several scopes in one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ManyScopes {
    /// One token for all.
    #[default]
    Granted,
    /// 400.
    Refused,
    /// A token that covers the first, without saying so.
    FirstOnly,
}

impl Default for TokenAuth {
    fn default() -> Self {
        Self {
            service: Some("registry.test".into()),
            realm: None,
            account: None,
            refresh_token: None,
            anonymous: true,
            expires_in: Some(300),
            field: TokenField::Token,
            many_scopes: ManyScopes::Granted,
            honored: true,
        }
    }
}

impl TokenAuth {
    /// Gives tokens only to this account.
    #[must_use]
    pub fn account(user: &str, password: &str) -> Self {
        Self { account: Some((user.into(), password.into())), anonymous: false, ..Self::default() }
    }

    /// Gives tokens only for this identity token.
    #[must_use]
    pub fn identity(refresh_token: &str) -> Self {
        Self { refresh_token: Some(refresh_token.into()), anonymous: false, ..Self::default() }
    }

    /// Gives tokens to everybody and takes none.
    #[must_use]
    pub fn endless() -> Self {
        Self { honored: false, ..Self::default() }
    }
}

/// Tokens given so far.
#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<HashMap<String, Grant>>);

#[derive(Debug)]
struct Grant {
    scopes: Vec<String>,
    until: Instant,
}

impl Tokens {
    pub(super) fn clear(&self) {
        self.grants().clear();
    }

    fn grants(&self) -> MutexGuard<'_, HashMap<String, Grant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As long as real ones are: headers of a few hundred bytes.
    fn give(&self, scopes: Vec<String>, lasts: Duration) -> String {
        let mut grants = self.grants();
        let token = format!("{}.{}", "t".repeat(800), grants.len());
        grants.insert(token.clone(), Grant { scopes, until: Instant::now() + lasts });
        token
    }

    /// Says why a token does not do, as the challenge's `error` words it.
    fn check(&self, token: &str, scope: Option<&str>) -> Result<(), &'static str> {
        let grants = self.grants();
        let grant = grants.get(token).filter(|grant| grant.until > Instant::now()).ok_or("invalid_token")?;
        let covers = |wanted: &str| grant.scopes.iter().any(|given| covers(given, wanted));
        if scope.is_none_or(covers) { Ok(()) } else { Err("insufficient_scope") }
    }
}

/// `repository:a:pull,push` covers `repository:a:pull`.
fn covers(given: &str, wanted: &str) -> bool {
    let (Some((given, actions)), Some((wanted, action))) = (given.rsplit_once(':'), wanted.rsplit_once(':'))
    else {
        return false;
    };
    given == wanted && action.split(',').all(|action| actions.split(',').any(|have| have == action))
}

/// Scope a request needs; `None` for `/v2/`.
fn scope_of(method: &str, path: &str) -> Option<String> {
    if path == "/v2/_catalog" {
        return Some("registry:catalog:*".into());
    }
    let rest = path.strip_prefix("/v2/")?;
    let end = ["/manifests/", "/blobs/", "/tags/", "/referrers/"].iter().find_map(|part| rest.find(part))?;
    let actions = if matches!(method, "GET" | "HEAD") { "pull" } else { "pull,push" };
    Some(format!("repository:{}:{actions}", &rest[..end]))
}

/// The refusal of a request that may not ask, if it is one.
pub(super) fn refusal(auth: &Auth, tokens: &Tokens, base: &str, request: &Request<Bytes>) -> Option<Own> {
    let path = request.uri().path();
    let sent = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let challenge = match auth {
        Auth::Open => return None,
        Auth::Basic { user, password } if sent.is_some_and(|sent| is_basic(sent, user, password)) => {
            return None;
        }
        Auth::Basic { .. } => "Basic realm=\"testkit\"".to_owned(),
        Auth::Token(auth) => {
            let scope = scope_of(request.method().as_str(), path);
            let token = sent.and_then(|sent| sent.strip_prefix("Bearer "));
            let checked = token.map(|token| tokens.check(token, scope.as_deref()));
            if auth.honored && checked == Some(Ok(())) {
                return None;
            }
            challenge(auth, base, scope.as_deref(), checked.and_then(Result::err))
        }
    };
    Some(error(401, "UNAUTHORIZED", "authentication required").with("WWW-Authenticate", &challenge))
}

fn challenge(auth: &TokenAuth, base: &str, scope: Option<&str>, why: Option<&str>) -> String {
    let realm = auth.realm.clone().unwrap_or_else(|| format!("{base}/token"));
    let optional = [("service", auth.service.as_deref()), ("scope", scope), ("error", why)];
    let parts = optional.iter().filter_map(|(name, value)| value.map(|value| format!(",{name}=\"{value}\"")));
    format!("Bearer realm=\"{realm}\"{}", parts.collect::<String>())
}

fn is_basic(sent: &str, user: &str, password: &str) -> bool {
    let coded = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
    sent.split_once(' ').is_some_and(|(scheme, value)| scheme.eq_ignore_ascii_case("basic") && value == coded)
}

/// Answers `/token`: GET with `scope` parameters and perhaps basic credentials, or an OAuth2 form.
pub(super) fn token(auth: &Auth, tokens: &Tokens, request: &Request<Bytes>) -> Own {
    let Auth::Token(auth) = auth else { return error(404, "NOT_FOUND", "no tokens here") };
    let fields = Fields::of(request);
    let sent = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let is_let_in =
        if request.method() == "POST" { form_is_right(auth, &fields) } else { header_is_right(auth, sent) };
    if !is_let_in {
        return error(401, "UNAUTHORIZED", "incorrect username or password");
    }
    let mut scopes = fields.scopes();
    match auth.many_scopes {
        ManyScopes::Refused if scopes.len() > 1 => return error(400, "UNSUPPORTED", "one scope, please"),
        ManyScopes::FirstOnly => scopes.truncate(1),
        _ => {}
    }
    let token = tokens.give(scopes, Duration::from_secs(auth.expires_in.unwrap_or(60)));
    answer(auth, &token)
}

/// Parameters of a request for a token.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn of(request: &Request<Bytes>) -> Self {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let text = if request.method() == "POST" { request.body() } else { query };
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Scopes come one in a parameter, or several with spaces between them.
    fn scopes(&self) -> Vec<String> {
        let all = self.0.iter().filter(|(key, _)| key == "scope");
        all.flat_map(|(_, value)| value.split(' ').map(str::to_owned)).collect()
    }
}

fn form_is_right(auth: &TokenAuth, fields: &Fields) -> bool {
    match (fields.get("grant_type"), &auth.account, &auth.refresh_token) {
        (Some("refresh_token"), _, Some(token)) => fields.get("refresh_token") == Some(token),
        (Some("password"), Some((user, password)), _) => {
            fields.get("username") == Some(user) && fields.get("password") == Some(password)
        }
        _ => false,
    }
}

fn header_is_right(auth: &TokenAuth, sent: Option<&str>) -> bool {
    match (sent, &auth.account) {
        (None, _) => auth.anonymous,
        (Some(sent), Some((user, password))) => is_basic(sent, user, password),
        (Some(_), None) => false,
    }
}

fn answer(auth: &TokenAuth, token: &str) -> Own {
    let mut body = json!({});
    if auth.field != TokenField::AccessToken {
        body["token"] = json!(token);
    }
    if auth.field != TokenField::Token {
        body["access_token"] = json!(token);
    }
    if let Some(seconds) = auth.expires_in {
        body["expires_in"] = json!(seconds);
    }
    Own::json(200, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_a_request_needs() {
        assert_eq!(scope_of("HEAD", "/v2/a/b/manifests/1").as_deref(), Some("repository:a/b:pull"));
        assert_eq!(scope_of("POST", "/v2/a/blobs/uploads/").as_deref(), Some("repository:a:pull,push"));
        assert_eq!(scope_of("GET", "/v2/"), None);
        assert!(covers("repository:a:pull,push", "repository:a:pull"));
        assert!(!covers("repository:a:pull", "repository:a:pull,push"));
        assert!(!covers("repository:ab:pull", "repository:a:pull"));
    }
}
