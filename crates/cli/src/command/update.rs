//! What is outdated, updating, undoing.

mod plan;

use app::App;
use app::wire::{
    Actor, ContainerFreshness, ContainerRow, FreshnessView, HistoryResult, ImageFreshness, JobView, Status,
    UpdateKind, UpdateRequest,
};
use jiff::Timestamp;

use super::job;
use crate::Failure;
use crate::output::{self, Table, ago, clean, moment};

/// Asks the registries and prints how everything stands, or what was named.
pub(super) async fn check(app: &App, json: bool, wanted: &[String], exit_code: bool) -> Result<(), Failure> {
    app.engine_ready_whole().await?;
    let names = references(app, wanted).await?;
    let id = app.freshness_check(names.clone()).await?;
    job::follow_quietly(app, id, json).await?;
    let view = only(app.freshness().await?, wanted, &names);
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
    let mut failed = None;
    for name in wanted.containers {
        let id = app.container_id(name).await?;
        let outcome = if wanted.dry_run {
            plan::print(app, json, &id, wanted.tag).await
        } else {
            one(app, json, id, &wanted).await
        };
        if let Err(failure) = outcome {
            if wanted.containers.len() == 1 {
                return Err(failure);
            }
            output::told(&failure, json);
            failed = Some(Failure::Told);
        }
    }
    failed.map_or(Ok(()), Err)
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

async fn one(app: &App, json: bool, container: String, wanted: &Wanted<'_>) -> Result<(), Failure> {
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
            plan::print(app, json, &container.id, container.best.as_deref()).await?;
        }
        return Ok(());
    }
    let id = app.update_all(Vec::new(), Actor::CommandLine).await?;
    let done = job::follow(app, id, json).await?;
    if json {
        return Ok(());
    }
    let count = |key: &str| done.outcome.get(key).cloned().unwrap_or_else(|| "0".to_owned());
    output::line(&format!(
        "Updated: {}. Failed: {}. Not reached: {}.",
        count("updated"),
        count("failed"),
        count("left")
    ))
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

/// Names the images of what was named: a container's, or itself.
async fn references(app: &App, wanted: &[String]) -> Result<Vec<String>, Failure> {
    let rows = app.container_list().await?;
    Ok(wanted
        .iter()
        .map(|name| named(&rows, name).map_or_else(|| name.clone(), |row| row.image.clone()))
        .collect())
}

fn named<'a>(rows: &'a [ContainerRow], name: &str) -> Option<&'a ContainerRow> {
    rows.iter().find(|row| row.name == name || (name.len() >= 12 && row.id.starts_with(name)))
}

/// Leaves what was asked about; everything when nothing was named.
fn only(mut view: FreshnessView, wanted: &[String], names: &[String]) -> FreshnessView {
    if !wanted.is_empty() {
        let familiar: Vec<String> = names.iter().map(|name| app::typed::familiar(name)).collect();
        view.images.retain(|image| familiar.contains(&image.reference));
        view.containers.retain(|one| {
            wanted.contains(&one.name)
                || wanted.iter().any(|name| name.len() >= 12 && one.id.starts_with(name))
                || familiar.contains(&one.reference)
        });
    }
    view
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
    let mut told = std::collections::BTreeSet::new();
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
