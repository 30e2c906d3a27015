//! What takes time: pull, run, build.

use std::path::Path;

use app::App;
use app::wire::{BuildRequest, JobView, RunEnv, RunSpec};

use super::job;
use crate::Failure;
use crate::output::{self, clean};

pub(super) async fn pull(
    app: &App,
    json: bool,
    image: &str,
    platform: Option<String>,
) -> Result<(), Failure> {
    let typed = app.image_typed(image.to_owned()).await;
    if let Some(problem) = typed.problem {
        return Err(problem.into());
    }
    let id = app.image_pull(image.to_owned(), platform).await?;
    let done = job::follow(app, id, json).await?;
    say(json, &format!("{} is here.", outcome(&done, "reference")))
}

/// Reads the words as `docker run` would, fills in what the image needs, and prints where it answers.
pub(super) async fn run(app: &App, json: bool, words: &[String]) -> Result<(), Failure> {
    if matches!(words, [one] if one == "--help" || one == "-h") {
        return output::line(&help());
    }
    let parsed = app.run_words(words).map_err(|problem| Failure::Usage(Box::new(problem)))?;
    for option in &parsed.ignored {
        output::note(&format!("Not carried over: {}", clean(option)));
    }
    let mut spec = parsed.spec.unwrap_or_default();
    take_from_environment(&mut spec, &parsed.ask);
    spec.fill_in = true;
    for made_up in app.run_secrets(&mut spec).await? {
        output::note(&format!("Made up: {}={}", made_up.key, made_up.value));
    }
    let check = app.run_check(spec.clone()).await?;
    if let Some(issue) = check.issues.into_iter().find(|issue| issue.blocking) {
        return Err(issue.problem.into());
    }
    let id = app.run_start(spec).await?;
    let done = job::follow(app, id, json).await?;
    let url = done.outcome.get("url").map(|url| format!(" Open {url}")).unwrap_or_default();
    let name = outcome(&done, "name");
    match done.outcome.get("exitCode") {
        Some(code) => {
            say(json, &format!("{name} ran and ended (exit code {code}). What it said: mooring logs {name}"))
        }
        None => say(json, &format!("{name} runs.{url}")),
    }
}

/// `-e KEY` without a value takes the one the terminal has, as `docker run` does; a variable that is not set is left out.
#[expect(clippy::disallowed_methods, reason = "the command line is a face: it reads its own environment")]
fn take_from_environment(spec: &mut RunSpec, asked: &[String]) {
    spec.env.retain_mut(|variable| {
        if !asked.contains(&variable.key) {
            return true;
        }
        let value = std::env::var(&variable.key);
        value.map(|value| variable.value = value).is_ok()
    });
}

/// What is to be built.
pub(super) struct Build<'a> {
    pub(super) folder: &'a Path,
    pub(super) file: Option<&'a Path>,
    pub(super) tag: Option<&'a str>,
    pub(super) args: &'a [String],
}

pub(super) async fn build(
    app: &App,
    json: bool,
    wanted: Build<'_>,
    no_cache: bool,
    pull: bool,
) -> Result<(), Failure> {
    let folder = std::path::absolute(wanted.folder)?.display().to_string();
    let dockerfile = match wanted.file {
        Some(file) => within(file, Path::new(&folder)).display().to_string(),
        None => {
            let found = app.build_folder(folder.clone()).await;
            if let Some(problem) = found.problem {
                return Err(problem.into());
            }
            found.dockerfiles.into_iter().next().unwrap_or_default()
        }
    };
    let pair = |text: &String| {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        RunEnv { key: key.to_owned(), value: value.to_owned() }
    };
    let tag = wanted.tag.unwrap_or_default().to_owned();
    let args = wanted.args.iter().map(pair).collect();
    let id = app.build_start(BuildRequest { folder, dockerfile, tag, args, no_cache, pull }).await?;
    let done = job::follow(app, id, json).await?;
    let name = done.outcome.get("reference").or_else(|| done.outcome.get("imageId"));
    say(json, &format!("Built {}.", clean(name.map_or("", String::as_str))))
}

/// A Dockerfile may be written as `./Dockerfile`, or with the folder in front.
fn within<'a>(file: &'a Path, folder: &Path) -> &'a Path {
    file.strip_prefix(folder).or_else(|_| file.strip_prefix(".")).unwrap_or(file)
}

fn help() -> String {
    use clap::CommandFactory as _;
    let mut grammar = crate::args::Args::command();
    grammar.find_subcommand_mut("run").map(|run| run.render_long_help().to_string()).unwrap_or_default()
}

fn outcome(job: &JobView, key: &str) -> String {
    job.outcome.get(key).map_or_else(|| clean(&job.subject), |value| clean(value))
}

/// In JSON the last line already says it.
fn say(json: bool, text: &str) -> Result<(), Failure> {
    if json { Ok(()) } else { output::line(text) }
}
