//! What is outdated, updating, undoing.

mod plan;

use std::collections::BTreeSet;

use app::App;
use app::wire::{
    Actor, ContainerFreshness, FreshnessView, HistoryResult, ImageFreshness, JobKind, JobStatus, JobView,
    Status, UpdateKind, UpdateRequest,
};
use jiff::Timestamp;

use super::job;
use crate::Failure;
use crate::output::{self, Table, ago, clean, moment};

/// Asks the registries and prints how everything stands, or what was named.
pub(super) async fn check(app: &App, json: bool, wanted: &[String], exit_code: bool) -> Result<(), Failure> {
    app.engine_ready_whole().await?;
    let id = app.freshness_check(wanted.to_vec()).await?;
    job::follow_quietly(app, id, json).await?;
    let view = app.freshness_about(wanted).await?;
    if json {
        output::json(&serde_json::json!({ "images": view.images, "containers": view.containers }))?;
    } else {
        table(&view)?;
    }
    let found = view.images.iter().map(|image| image.status).chain(view.containers.iter().map(|c| c.status));
    if exit_code && found.into_iter().any(is_news) { Err(Failure::Attention) } else { Ok(()) }
}

/// Updates containers, or prints what it would do.
pub(super) async fn update(app: &App, json: bool, wanted: Wanted<'_>) -> Result<(), Failure> {
    app.engine_ready_whole().await?;
    if wanted.all {
        return all(app, json, wanted.dry_run).await;
    }
    if let [name] = wanted.containers {
        return one(app, json, name, &wanted).await;
    }
    let mut failed = false;
    for name in wanted.containers {
        match one(app, json, name, &wanted).await {
            Err(failure @ Failure::Problem(_)) => {
                output::told(&failure, json);
                failed = true;
            }
            done => done?,
        }
    }
    if failed { Err(Failure::Told) } else { Ok(()) }
}

/// What `mooring update` was asked for.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) containers: &'a [String],
    pub(super) all: bool,
    pub(super) dry_run: bool,
    pub(super) tag: Option<&'a str>,
    pub(super) backup: bool,
    pub(super) keep_ports: bool,
    pub(super) keep_all: bool,
}

/// Updates one, or prints what that would do.
async fn one(app: &App, json: bool, name: &str, wanted: &Wanted<'_>) -> Result<(), Failure> {
    let container = app.container_id(name).await?;
    if wanted.dry_run {
        return plan::print(app, json, &container, wanted.tag, wanted.containers.len() > 1).await;
    }
    let request = UpdateRequest {
        container,
        tag: wanted.tag.map(ToOwned::to_owned),
        backup: wanted.backup,
        keep_ports: wanted.keep_ports,
        keep_all: wanted.keep_all,
        ..UpdateRequest::default()
    };
    let id = app.update_start(request, Actor::CommandLine).await?;
    let done = job::follow(app, id, json).await?;
    if json { Ok(()) } else { say_updated(&done) }
}

fn say_updated(done: &JobView) -> Result<(), Failure> {
    let told = |key: &str| done.outcome.get(key).map(String::as_str).unwrap_or_default();
    let name = &done.subject;
    if told("result") == "nothing" {
        return output::line(&clean(&format!("{name} is up to date. Nothing was changed.")));
    }
    output::line(&clean(&format!("{name} runs {}.", told("reference"))))?;
    output::line(&clean(&format!("Until {} you can go back: mooring undo {name}", moment(told("undoUntil")))))
}

async fn all(app: &App, json: bool, dry_run: bool) -> Result<(), Failure> {
    if dry_run {
        for container in app.freshness().await?.containers.iter().filter(|one| one.updatable) {
            plan::print(app, json, &container.id, container.best.as_deref(), true).await?;
        }
        return Ok(());
    }
    let before: BTreeSet<String> = app.job_list().into_iter().map(|job| job.id).collect();
    let id = app.update_all(Vec::new(), Actor::CommandLine).await?;
    let done = job::follow(app, id, json).await;
    let each = app.job_list().into_iter().filter(|job| !before.contains(&job.id)).rev();
    each.filter(|job| job.kind == JobKind::ContainerUpdate).try_for_each(|job| tell_one(&job, json))?;
    let done = done?;
    if json { Ok(()) } else { output::line(&format!("Updated: {}.", count(&done, "updated"))) }
}

/// Says how one of several went.
fn tell_one(job: &JobView, json: bool) -> Result<(), Failure> {
    match &job.problem {
        Some(problem) => {
            output::refused(problem, json);
            Ok(())
        }
        None if json || job.status != JobStatus::Succeeded => Ok(()),
        None => say_updated(job),
    }
}

fn count(done: &JobView, key: &str) -> String {
    done.outcome.get(key).cloned().unwrap_or_else(|| "0".to_owned())
}

/// Puts the container before back.
pub(super) async fn undo(app: &App, json: bool, container: &str, restore: bool) -> Result<(), Failure> {
    app.engine_ready_whole().await?;
    let id = app.container_id(container).await?;
    let job = app.update_undo(id, restore, Actor::CommandLine).await?;
    let done = job::follow(app, job, json).await?;
    if json {
        return Ok(());
    }
    let told = |key: &str| done.outcome.get(key).map(String::as_str).unwrap_or_default();
    output::line(&clean(&format!("{} runs {} again.", done.subject, told("reference"))))
}

/// Finishes or undoes what a crash interrupted.
pub(super) async fn recover(app: &App, json: bool) -> Result<(), Failure> {
    let recovered = app.update_recover().await?;
    if json {
        output::json(&recovered)?;
    } else if recovered.is_empty() {
        output::line("Nothing was interrupted.")?;
    }
    let mut attention = false;
    for one in &recovered {
        attention |= one.problem.is_some();
        if json {
            continue;
        }
        output::line(&clean(&format!("{}: {}", one.name, ending(one.result))))?;
        if let Some(problem) = &one.problem {
            output::problem(problem);
        }
    }
    if attention { Err(Failure::Attention) } else { Ok(()) }
}

fn ending(result: HistoryResult) -> &'static str {
    match result {
        HistoryResult::Open => "not finished yet",
        HistoryResult::Done => "the new one runs",
        HistoryResult::Aborted => "nothing was changed",
        HistoryResult::PutBack => "the old one is back",
        HistoryResult::Attention => "the old one is back and needs a look",
        HistoryResult::Undone => "was undone",
    }
}

fn is_news(status: Status) -> bool {
    matches!(status, Status::UpdateAvailable | Status::NewerTag | Status::PulledNotApplied)
}

fn table(view: &FreshnessView) -> Result<(), Failure> {
    let now = Timestamp::now();
    let mut table = Table::new(&["", "NAME", "IMAGE", "STATUS", "NEWER", "CHECKED"]);
    for one in &view.containers {
        let newer = one.best.clone().unwrap_or_default();
        let checked = ago(one.checked_at.as_deref(), now);
        table.row([
            "container".to_owned(),
            one.name.clone(),
            one.reference.clone(),
            status_of(one),
            newer,
            checked,
        ]);
    }
    for one in &view.images {
        let newer = one.best.clone().unwrap_or_default();
        let checked = ago(one.checked_at.as_deref(), now);
        let status = words(one.status, one.reason.as_deref());
        table.row(["image".to_owned(), String::new(), one.reference.clone(), status, newer, checked]);
    }
    table.print("No images yet. Download one: mooring pull nginx")?;
    explain(&view.images);
    Ok(())
}

fn status_of(one: &ContainerFreshness) -> String {
    words(one.status, one.reason.as_deref())
}

fn words(status: Status, reason: Option<&str>) -> String {
    let status = match status {
        Status::UpToDate => "up to date",
        Status::UpdateAvailable => "update available",
        Status::NewerTag => "newer version",
        Status::Pinned => "pinned",
        Status::LocalOnly => "only here",
        Status::Unknown => "unknown",
        Status::PulledNotApplied => "downloaded, not applied",
        Status::Skipped => "skipped",
        Status::Updating => "updating",
    };
    match reason {
        Some(reason) => format!("{status} ({reason})"),
        None => status.to_owned(),
    }
}

/// Says once per kind why something could not be checked, and what helps.
fn explain(images: &[ImageFreshness]) {
    let mut told = BTreeSet::new();
    for problem in images.iter().filter_map(|image| image.problem.as_ref()) {
        if told.insert((&problem.code, problem.facts.get("registry"))) {
            output::problem(problem);
        }
    }
}

/// What a plan comes to in one word.
pub(super) fn kind(kind: UpdateKind) -> &'static str {
    match kind {
        UpdateKind::SameTag => "a newer image under the same tag",
        UpdateKind::NewTag => "another tag",
        UpdateKind::AlreadyHere => "the newer image that is here already",
        UpdateKind::Nothing => "nothing",
    }
}
