//! What stands in one credentials file. Pure: text in, credentials or the helper to ask out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;
use serde_json::Value;

use super::files::Kind;
use super::host::{Scope, server_address};
use super::{Credential, CredentialError, Secret};

/// A file that was read. Entries are understood one by one, so a broken one harms no other.
#[derive(Debug)]
pub(super) struct AuthFile {
    path: PathBuf,
    entries: BTreeMap<String, Entry>,
    helpers: BTreeMap<String, String>,
    store: Option<String>,
}

/// A helper that a file names for a registry.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HelperCall {
    /// What follows `docker-credential-`.
    pub(super) name: String,
    /// What to ask it for.
    pub(super) address: String,
    /// The file says that it has something for this very registry. Without that, a helper is a place to look at, and
    /// its absence no trouble.
    pub(super) expected: bool,
}

/// Text and numbers kept apart from `Debug`: it holds secrets.
#[derive(Clone)]
struct Entry(Value);

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entry(..)")
    }
}

#[derive(Deserialize)]
struct Frame {
    auths: Option<BTreeMap<String, Value>>,
    #[serde(rename = "credHelpers")]
    helpers: Option<BTreeMap<String, Option<String>>>,
    #[serde(rename = "credsStore")]
    store: Option<String>,
}

#[derive(Deserialize)]
struct Fields {
    auth: Option<String>,
    username: Option<String>,
    password: Option<String>,
    identitytoken: Option<String>,
}

impl AuthFile {
    pub(super) fn parse(path: &Path, kind: Kind, text: &str) -> Result<Self, CredentialError> {
        // The parser's own words would quote the file.
        let broken =
            |error: serde_json::Error| CredentialError::Broken { path: path.to_owned(), line: error.line() };
        let frame = match kind {
            Kind::Legacy => {
                let auths = serde_json::from_str(text).map_err(broken)?;
                Frame { auths: Some(auths), helpers: None, store: None }
            }
            Kind::Docker | Kind::Podman => serde_json::from_str(text).map_err(broken)?,
        };
        let helpers = frame.helpers.unwrap_or_default().into_iter();
        Ok(Self {
            path: path.to_owned(),
            entries: frame
                .auths
                .unwrap_or_default()
                .into_iter()
                .map(|(key, value)| (key, Entry(value)))
                .collect(),
            helpers: helpers.filter_map(|(key, name)| Some((key, filled(name)?))).collect(),
            store: filled(frame.store),
        })
    }

    /// The helper to ask before the entries are looked at.
    pub(super) fn helper(&self, host: &str, repository: &str) -> Option<HelperCall> {
        let own = narrowest(&self.helpers, host, repository).map(|(_, name)| name);
        let listed = narrowest(&self.entries, host, repository).map(|(key, _)| key);
        let name = own.or(self.store.as_ref())?;
        Some(HelperCall {
            name: name.clone(),
            address: listed.filter(|_| own.is_none()).map_or_else(|| server_address(host), Clone::clone),
            expected: own.is_some() || listed.is_some(),
        })
    }

    /// The credential that stands in the file itself; the entry that names most of the repository wins.
    pub(super) fn credential(
        &self,
        host: &str,
        repository: &str,
    ) -> Result<Option<Credential>, CredentialError> {
        let Some((key, entry)) = narrowest(&self.entries, host, repository) else { return Ok(None) };
        self.understood(key, entry)
    }

    /// The helper for every registry that has none of its own.
    pub(super) fn store(&self) -> Option<&str> {
        self.store.as_deref()
    }

    /// Every registry (with its namespace) of which the file says something, with what it says.
    pub(super) fn listed(&self) -> Vec<Listed> {
        let helpers = self.helpers.iter().map(|(key, name)| Listed {
            key: key.clone(),
            helper: Some(name.clone()),
            credential: Ok(None),
        });
        let entries = self.entries.iter().map(|(key, entry)| Listed {
            key: key.clone(),
            helper: self.store.clone(),
            credential: self.understood(key, entry),
        });
        helpers.chain(entries).collect()
    }

    fn understood(&self, key: &str, entry: &Entry) -> Result<Option<Credential>, CredentialError> {
        let broken = || CredentialError::BrokenEntry { path: self.path.clone(), key: super::shown(key) };
        if entry.0.is_null() {
            return Ok(None);
        }
        let fields = Fields::deserialize(&entry.0).map_err(|_| broken())?;
        let pair = match filled(fields.auth) {
            Some(auth) => Some(decoded(&auth).ok_or_else(broken)?),
            None => None,
        };
        let (name, password) = pair.map_or((None, None), |(name, password)| (Some(name), Some(password)));
        let username = filled(fields.username.or_else(|| name.clone())).unwrap_or_default();
        if let Some(token) = filled(fields.identitytoken) {
            return Ok(Some(Credential::IdentityToken { username, token: Secret::new(token) }));
        }
        let by_name = || fields.password.map(|password| (username.clone(), password));
        let found = name.zip(password).or_else(by_name).filter(|(_, password)| !password.is_empty());
        Ok(found
            .map(|(username, password)| Credential::Password { username, password: Secret::new(password) }))
    }
}

/// One line of a file, for showing what is there.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) key: String,
    pub(super) helper: Option<String>,
    pub(super) credential: Result<Option<Credential>, CredentialError>,
}

/// The key that names most of the repository; Docker's own spelling before the others.
fn narrowest<'a, V>(
    map: &'a BTreeMap<String, V>,
    host: &str,
    repository: &str,
) -> Option<(&'a String, &'a V)> {
    let exact = server_address(host);
    map.iter()
        .filter_map(|(key, value)| {
            Some((Scope::of_key(key).covers(host, repository)?, *key == exact, (key, value)))
        })
        .max_by_key(|(length, is_exact, _)| (*length, *is_exact))
        .map(|(_, _, found)| found)
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// `user:password` out of base64; the password may have colons, and old files fill it up with zero bytes.
fn decoded(auth: &str) -> Option<(String, String)> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let text = String::from_utf8(LENIENT.decode(auth.trim()).ok()?).ok()?;
    let (username, password) = text.split_once(':')?;
    Some((username.to_owned(), password.trim_matches('\0').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "/home/a/config.json";

    fn file(text: &str) -> AuthFile {
        AuthFile::parse(Path::new(PATH), Kind::Docker, text).unwrap()
    }

    fn said(credential: Option<Credential>) -> String {
        match credential {
            None => "none".to_owned(),
            Some(Credential::Password { username, password }) => {
                format!("{username} / {}", password.expose())
            }
            Some(Credential::IdentityToken { username, token }) => {
                format!("{username} token {}", token.expose())
            }
        }
    }

    #[test]
    fn entries_say_what_they_say() {
        let auth = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        let cases = [
            ("{}".to_owned(), "none"),
            ("null".to_owned(), "none"),
            (r#"{"auth": null, "username": null}"#.to_owned(), "none"),
            (format!(r#"{{"auth": "{}"}}"#, auth("me:pass")), "me / pass"),
            (format!(r#"{{"auth": "{}"}}"#, auth("me:pa:ss:")), "me / pa:ss:"),
            (format!(r#"{{"auth": "{}"}}"#, auth("me:pass\0\0")), "me / pass"),
            (format!(r#"{{"auth": "{}"}}"#, auth("me:pass").trim_end_matches('=')), "me / pass"),
            (format!(r#"{{"auth": "{}\n"}}"#, auth("a:b").replace('\n', "")).replace('\n', ""), "a / b"),
            (r#"{"username": "me", "password": "pass"}"#.to_owned(), "me / pass"),
            (r#"{"username": "me", "password": ""}"#.to_owned(), "none"),
            (r#"{"username": "me"}"#.to_owned(), "none"),
            (format!(r#"{{"auth": "{}", "identitytoken": "tok"}}"#, auth("me:")), "me token tok"),
            (format!(r#"{{"auth": "{}", "username": "x", "password": "y"}}"#, auth("me:pass")), "me / pass"),
            (r#"{"identitytoken": "tok", "email": "a@b"}"#.to_owned(), " token tok"),
        ];
        for (entry, expected) in cases {
            let text = format!(r#"{{"auths": {{"ghcr.io": {entry}}}}}"#);
            assert_eq!(said(file(&text).credential("ghcr.io", "a/b").unwrap()), expected, "{entry}");
        }
    }

    #[test]
    fn a_broken_entry_is_named_and_harms_no_other() {
        let text = r#"{"auths": {
            "a.io": {"auth": "%%%"}, "b.io": {"auth": 7}, "c.io": {"auth": "bm9jb2xvbg=="}, "d.io": [],
            "e.io": {"auth": "/////w=="}, "good.io": {"username": "me", "password": "pass"}}}"#;
        let file = file(text);
        for host in ["a.io", "b.io", "c.io", "e.io"] {
            let error = file.credential(host, "x").unwrap_err();
            assert_eq!(error.to_string(), format!("the entry {host} in {PATH} is broken"));
        }
        assert_eq!(said(file.credential("good.io", "x").unwrap()), "me / pass");
    }

    #[test]
    fn a_broken_file_is_named_without_being_quoted() {
        let cases = [
            "",
            "not json",
            "[]",
            "7",
            r#"{"auths": "sesame"}"#,
            r#"{"auths": {"a": "#,
            r#"{"credsStore": 7}"#,
        ];
        for text in cases {
            let error = AuthFile::parse(Path::new(PATH), Kind::Docker, text).unwrap_err();
            assert!(
                matches!(&error, CredentialError::Broken { path, .. } if path == Path::new(PATH)),
                "{text}"
            );
            assert!(!error.to_string().contains("sesame"), "{error}");
        }
    }

    #[test]
    fn null_lists_are_empty_lists() {
        let file = file(r#"{"auths": null, "credHelpers": null, "credsStore": null}"#);
        assert_eq!(file.helper("ghcr.io", "a"), None);
        assert!(file.credential("ghcr.io", "a").unwrap().is_none());
        assert!(file.listed().is_empty());
    }

    #[test]
    fn the_narrowest_key_wins() {
        let file = file(
            r#"{"auths": {
                "quay.io": {"username": "all", "password": "p"},
                "quay.io/team": {"username": "team", "password": "p"},
                "quay.io/team/app": {"username": "app", "password": "p"},
                "https://index.docker.io/v1/": {"username": "hub", "password": "p"},
                "docker.io": {"username": "other", "password": "p"}}}"#,
        );
        let cases = [
            ("quay.io", "someone/app", "all / p"),
            ("quay.io", "team/other", "team / p"),
            ("quay.io", "team/app", "app / p"),
            ("quay.io", "team/app/part", "app / p"),
            ("docker.io", "library/nginx", "hub / p"),
            ("ghcr.io", "a/b", "none"),
        ];
        for (host, repository, expected) in cases {
            assert_eq!(said(file.credential(host, repository).unwrap()), expected, "{host}/{repository}");
        }
    }

    #[test]
    fn helpers_come_before_the_store_and_are_asked_by_the_name_they_know() {
        let file = file(
            r#"{"auths": {"https://index.docker.io/v1/": {}, "https://b.io": {}},
                "credHelpers": {"a.io": "ecr-login", "empty.io": ""}, "credsStore": "desktop"}"#,
        );
        let call = |name: &str, address: &str, expected| {
            Some(HelperCall { name: name.to_owned(), address: address.to_owned(), expected })
        };
        assert_eq!(file.helper("a.io", "x"), call("ecr-login", "a.io", true));
        assert_eq!(file.helper("b.io", "x"), call("desktop", "https://b.io", true));
        assert_eq!(file.helper("docker.io", "x"), call("desktop", "https://index.docker.io/v1/", true));
        assert_eq!(file.helper("empty.io", "x"), call("desktop", "empty.io", false));
    }

    #[test]
    fn the_file_of_old_has_no_frame() {
        let text = r#"{"https://index.docker.io/v1/": {"auth": "bWU6cGFzcw==", "email": "a@b"}}"#;
        let file = AuthFile::parse(Path::new(PATH), Kind::Legacy, text).unwrap();
        assert_eq!(said(file.credential("docker.io", "library/nginx").unwrap()), "me / pass");
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_in_a_file_is_an_answer(text in ".*", key in ".*", entry in "[\\[\\]{}\":,a-z0-9 ]*") {
            for kind in [Kind::Docker, Kind::Podman, Kind::Legacy] {
                let _ = AuthFile::parse(Path::new(PATH), kind, &text);
            }
            let key = serde_json::to_string(&key).unwrap();
            let text = format!(r#"{{"auths": {{{key}: {entry}}}}}"#);
            if let Ok(file) = AuthFile::parse(Path::new(PATH), Kind::Docker, &text) {
                let _ = (file.helper("ghcr.io", "a/b"), file.credential("ghcr.io", "a/b"), file.listed());
            }
        }

        #[test]
        fn what_tools_write_is_read(username in "[^:]+", password in "[^\0]+") {
            let auth = base64::engine::general_purpose::STANDARD.encode(format!("{username}:{password}"));
            let text = serde_json::json!({"auths": {"ghcr.io": {"auth": auth}}}).to_string();
            let expected = Credential::Password { username, password: Secret::new(password) };
            proptest::prop_assert_eq!(file(&text).credential("ghcr.io", "a").unwrap(), Some(expected));
        }
    }
}
