//! Docker's credential helpers: programs that keep secrets and hand them out over a pipe (UPDATES.md 12.2).

mod process;
mod program;
#[cfg(all(test, unix))]
mod scripts;

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;

use self::process::{Answer, Call};
use super::environment::Environment;
use super::{Asked, Credential, CredentialError, Secret};

/// How long an answer is believed. Helpers hand out short-lived passwords, and people sign in elsewhere.
const FRESH: Duration = Duration::from_secs(5 * 60);

/// How long a failure is: long enough that a check of three hundred images meets it once.
const FAILURE_FRESH: Duration = Duration::from_secs(30);

/// The user name that says: the secret is an identity token.
const TOKEN_USER: &str = "<token>";

/// Helpers that may ask for a password or a click, by their names without `.exe`: behind them is a keyring or a vault
/// that can be locked. None of these runs unless somebody is there to answer.
const INTERACTIVE: [&str; 8] =
    ["1password", "bitwarden", "keepassxc", "kwallet", "op", "osxkeychain", "pass", "secretservice"];

/// What a helper said, or why it said nothing.
type Outcome = Result<Option<Credential>, CredentialError>;

/// What is known of one helper and address. Held while the helper runs: twenty questions at once are one run.
type Cell = Arc<Mutex<Option<Remembered>>>;

/// Runs helpers and remembers what they answered for a few minutes.
#[derive(Debug)]
pub(super) struct Helpers {
    environment: Environment,
    search_path: OsString,
    time_limit: Duration,
    programs: Mutex<HashMap<String, PathBuf>>,
    cells: Mutex<HashMap<(String, String), Cell>>,
}

#[derive(Debug)]
struct Remembered {
    outcome: Outcome,
    since: Instant,
}

impl Remembered {
    fn is_fresh(&self, now: Instant) -> bool {
        now.duration_since(self.since) < if self.outcome.is_ok() { FRESH } else { FAILURE_FRESH }
    }
}

/// What `get` prints.
#[derive(Deserialize)]
struct Got {
    #[serde(rename = "Username")]
    username: Option<String>,
    #[serde(rename = "Secret")]
    secret: Option<String>,
}

impl Helpers {
    pub(super) fn new(environment: Environment, time_limit: Duration) -> Self {
        // A folder whose name cannot stand in a `PATH` leaves the list to be the empty one.
        let search_path = std::env::join_paths(environment.program_dirs()).unwrap_or_default();
        Self { environment, search_path, time_limit, programs: Mutex::default(), cells: Mutex::default() }
    }

    /// What the helper has for an address; nothing is a normal answer.
    ///
    /// In the background, one that may want to be unlocked is not run: what it said lately, or an error.
    pub(super) async fn get(&self, name: &str, address: &str, asked: Asked) -> Outcome {
        let cell = self.cell(name, address).await;
        let mut known = cell.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.is_fresh(Instant::now())) {
            return known.outcome.clone();
        }
        self.check_may_run(name, asked)?;
        let outcome = self.ask(name, address).await;
        *known = Some(Remembered { outcome: outcome.clone(), since: Instant::now() });
        outcome
    }

    /// The addresses a helper has something for, with their user names.
    pub(super) async fn list(
        &self,
        name: &str,
        asked: Asked,
    ) -> Result<BTreeMap<String, String>, CredentialError> {
        self.check_may_run(name, asked)?;
        let answer = self.run(name, "list", "").await?;
        let Answer::Said(bytes) = answer else { return Ok(BTreeMap::new()) };
        let accounts: Option<BTreeMap<String, String>> =
            serde_json::from_slice(&bytes).map_err(|_| bad_answer(name, "not the JSON of a list"))?;
        Ok(accounts.unwrap_or_default())
    }

    /// Forgets what was answered, after a sign-in or a refused credential.
    pub(super) async fn forget(&self) {
        self.cells.lock().await.clear();
    }

    async fn cell(&self, name: &str, address: &str) -> Cell {
        let mut cells = self.cells.lock().await;
        Arc::clone(cells.entry((name.to_owned(), address.to_owned())).or_default())
    }

    fn check_may_run(&self, name: &str, asked: Asked) -> Result<(), CredentialError> {
        if asked == Asked::Background && is_interactive(name) {
            return Err(CredentialError::OnlyByUser {
                place: format!("docker-credential-{}", super::shown(name)),
            });
        }
        Ok(())
    }

    async fn ask(&self, name: &str, address: &str) -> Outcome {
        match self.run(name, "get", address).await? {
            Answer::NotFound => Ok(None),
            Answer::Said(bytes) => understood(name, &bytes),
        }
    }

    async fn run(&self, name: &str, verb: &'static str, input: &str) -> Result<Answer, CredentialError> {
        let program = self.program(name).await?;
        let (search_path, limit) = (self.search_path.as_os_str(), self.time_limit);
        process::run(Call { program: &program, search_path, name, verb, input, limit }).await
    }

    /// The helper's whole path. Found once: what is missing is looked for again, what was found is not.
    async fn program(&self, name: &str) -> Result<PathBuf, CredentialError> {
        let mut programs = self.programs.lock().await;
        if let Some(path) = programs.get(name) {
            return Ok(path.clone());
        }
        let path = program::find(&self.environment, name)
            .ok_or_else(|| CredentialError::HelperMissing { name: super::shown(name) })?;
        programs.insert(name.to_owned(), path.clone());
        Ok(path)
    }
}

fn is_interactive(name: &str) -> bool {
    let name = name.strip_suffix(".exe").unwrap_or(name).to_ascii_lowercase();
    INTERACTIVE.contains(&name.as_str())
}

fn understood(name: &str, bytes: &[u8]) -> Outcome {
    // The parser's own words would quote the answer.
    let got: Got =
        serde_json::from_slice(bytes).map_err(|_| bad_answer(name, "not the JSON of a credential"))?;
    let Some(secret) = got.secret.filter(|secret| !secret.is_empty()) else { return Ok(None) };
    let (username, secret) = (got.username.unwrap_or_default(), Secret::new(secret));
    Ok(Some(if username == TOKEN_USER {
        Credential::IdentityToken { username, token: secret }
    } else {
        Credential::Password { username, password: secret }
    }))
}

fn bad_answer(name: &str, reason: &'static str) -> CredentialError {
    CredentialError::HelperBadAnswer { name: super::shown(name), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_understood() {
        let said = |text: &str| understood("x", text.as_bytes());
        assert!(matches!(
            said(r#"{"ServerURL": "a.io", "Username": "me", "Secret": "s"}"#),
            Ok(Some(Credential::Password { username, .. })) if username == "me"
        ));
        assert!(matches!(
            said(r#"{"ServerURL": "a.io", "Username": "<token>", "Secret": "s"}"#),
            Ok(Some(Credential::IdentityToken { .. }))
        ));
        assert!(matches!(said(r#"{"Username": "", "Secret": ""}"#), Ok(None)));
        for broken in ["", "sesame", "[]", r#"{"Username": "sesame", "Secret": 7}"#] {
            let error = said(broken).unwrap_err();
            assert!(!error.to_string().contains("sesame"), "{error}");
        }
    }

    #[test]
    fn answers_are_believed_for_minutes_and_failures_for_seconds() {
        let since = Instant::now();
        let answer = Remembered { outcome: Ok(None), since };
        let failure = Remembered { outcome: Err(bad_answer("x", "nothing")), since };
        let table =
            [(0, true, true), (29, true, true), (30, true, false), (299, true, false), (300, false, false)];
        for (seconds, answer_is_fresh, failure_is_fresh) in table {
            let now = since + Duration::from_secs(seconds);
            assert_eq!(
                (answer.is_fresh(now), failure.is_fresh(now)),
                (answer_is_fresh, failure_is_fresh),
                "{seconds}"
            );
        }
    }

    #[test]
    fn those_that_may_want_to_be_unlocked_are_known() {
        for name in ["osxkeychain", "pass", "secretservice", "pass.exe"] {
            assert!(is_interactive(name), "{name}");
        }
        for name in ["desktop", "wincred", "ecr-login", "gcloud", "desktop.exe"] {
            assert!(!is_interactive(name), "{name}");
        }
    }
}
