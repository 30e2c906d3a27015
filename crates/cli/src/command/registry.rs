//! Registries: sign in, sign out, push.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use app::App;
use app::wire::{KeepSecret, Problem, SignIn};

use super::job;
use crate::Failure;
use crate::args::Keep;
use crate::output::{self, clean};

/// Signs in. The secret comes from standard input or is typed unseen; never from the command line.
pub(super) async fn login(
    app: &App,
    json: bool,
    host: Option<&str>,
    username: Option<String>,
    keep: Keep,
) -> Result<(), Failure> {
    let username = match username {
        Some(username) => username,
        None => typed("User name: ")?,
    };
    let secret = secret()?;
    let keep = match keep {
        Keep::Keychain => KeepSecret::Keychain,
        Keep::File => KeepSecret::File,
    };
    let host = host.unwrap_or_default().to_owned();
    let done = app.registry_sign_in(SignIn { host, username, secret, keep }).await;
    let view = done.map_err(|problem| with_the_option(problem, json))?;
    if json {
        return output::json(&view);
    }
    let name = view.username.unwrap_or_default();
    output::line(&clean(&format!("Signed in to {} as {name}.", view.host)))
}

/// Where the system has no keychain, says which option helps.
fn with_the_option(problem: Problem, json: bool) -> Failure {
    let failure = Failure::from(problem);
    match &failure {
        Failure::Problem(problem) if problem.code == "registry.keychainMissing" && !json => {
            output::told(&failure, json);
            output::note("Here that is: mooring login --keep file");
            Failure::Told
        }
        _ => failure,
    }
}

/// Signs out.
pub(super) async fn logout(app: &App, json: bool, host: &str) -> Result<(), Failure> {
    app.registry_sign_out(host.to_owned()).await?;
    if json {
        return output::json(&serde_json::json!({ "host": host }));
    }
    output::line(&clean(&format!("Signed out of {host}.")))
}

/// Sends an image to its registry.
pub(super) async fn push(app: &App, json: bool, reference: &str) -> Result<(), Failure> {
    let id = app.image_push(reference.to_owned()).await?;
    let done = job::follow(app, id, json).await?;
    if json {
        return Ok(());
    }
    let digest = done.outcome.get("digest").map(|digest| format!(" It is {digest}.")).unwrap_or_default();
    output::line(&clean(&format!("{} is in its registry.{digest}", done.subject)))
}

fn typed(question: &str) -> Result<String, Failure> {
    let mut out = std::io::stderr();
    write!(out, "{question}")?;
    out.flush()?;
    first_line()
}

/// Reads the secret: unseen at a terminal, the first line of what is piped in elsewhere.
fn secret() -> Result<String, Failure> {
    if std::io::stdin().is_terminal() {
        Ok(rpassword::prompt_password("Password or access token: ")?)
    } else {
        first_line()
    }
}

fn first_line() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
