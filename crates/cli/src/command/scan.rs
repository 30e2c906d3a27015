//! Whether images are safe.

use std::collections::BTreeMap;

use app::App;
use app::wire::{CheckView, FindingState, FindingView, ScanView, SeverityLevel, Verdict};

use super::{inside, job};
use crate::Failure;
use crate::args::Severity;
use crate::output::{self, Table, clean};

/// What `mooring scan` was asked for.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) images: &'a [String],
    pub(super) fail_on: Option<Severity>,
    pub(super) offline: bool,
    /// Also list what nobody can fix.
    pub(super) all: bool,
}

/// Looks into images, compares them with the lists of known problems and prints what was found.
pub(super) async fn scan(app: &App, json: bool, wanted: Wanted<'_>) -> Result<(), Failure> {
    let mut ids = Vec::new();
    for image in wanted.images {
        ids.push(inside::look(app, json, image).await?);
    }
    if !wanted.offline {
        refresh(app, &ids, json).await?;
    }
    let mut views = Vec::new();
    for id in ids {
        views.push(app.image_findings(id, inside::language(json)).await?);
    }
    match views.as_slice() {
        [one] if json => output::json(one)?,
        all if json => output::json(&all)?,
        all => all.iter().try_for_each(|view| print(view, wanted.all))?,
    }
    let bad = |level| views.iter().any(|view| reaches(view, level));
    if wanted.fail_on.is_some_and(bad) { Err(Failure::Attention) } else { Ok(()) }
}

/// Fetches lists that are missing or old. Without network what is here is used, and its age is told.
async fn refresh(app: &App, ids: &[String], json: bool) -> Result<(), Failure> {
    let Some(id) = app.advisories_refresh(ids).await? else { return Ok(()) };
    match job::follow_quietly(app, id, json).await {
        Err(Failure::Problem(problem)) => output::problem(&problem),
        done => {
            done?;
        }
    }
    Ok(())
}

/// Fetches the lists that the images here need, or reads them from a folder.
pub(super) async fn advisories(app: &App, json: bool, from: Option<&str>) -> Result<(), Failure> {
    if from.is_none() {
        // Which lists are needed is known by the images.
        let _ = app.engine_ready_whole().await;
    }
    let id = app.advisories_update(from.map(str::to_owned)).await?;
    job::follow_quietly(app, id, json).await?;
    let view = app.advisories();
    if json {
        return output::json(&view);
    }
    let mut table = Table::new(&["LIST", "RECORDS", "SIZE", "FETCHED"]);
    let now = jiff::Timestamp::now();
    for list in view.lists.iter().filter(|list| list.present) {
        let fetched = output::ago(list.fetched_at.as_deref(), now);
        table.row([list.ecosystem.clone(), list.records.to_string(), output::bytes(list.bytes), fetched]);
    }
    table.print("No image here needs a list.")
}

fn reaches(view: &ScanView, level: Severity) -> bool {
    let least = match level {
        Severity::Low => SeverityLevel::Low,
        Severity::Medium => SeverityLevel::Medium,
        Severity::High => SeverityLevel::High,
        Severity::Critical => SeverityLevel::Critical,
    };
    let counts = |one: &&FindingView| !matches!(one.state, FindingState::Unimportant | FindingState::Ignored);
    view.findings.iter().filter(counts).any(|one| one.severity >= least)
}

fn print(view: &ScanView, all: bool) -> Result<(), Failure> {
    let name = view.image.reference.as_ref().unwrap_or(&view.image.id);
    output::line(&clean(&format!("{name}: {}", view.headline.sentence)))?;
    if let Some(age) = &view.data_age {
        output::note(&format!(
            "Lists of known problems: fetched {}.",
            output::ago(Some(age), jiff::Timestamp::now())
        ));
    }
    if !view.missing.is_empty() {
        output::note(&clean(&format!("No list is here for: {}.", view.missing.join(", "))));
    }
    let shown = |one: &&FindingView| all || one.state == FindingState::Fixable;
    let mut table = Table::new(&["PROBLEM", "SEVERITY", "PACKAGE", "VERSION", "FIXED IN", ""]);
    for one in view.findings.iter().filter(shown) {
        let exploited = if one.known_exploited { "used by attackers" } else { "" };
        let package = &one.package;
        let fixed = one.fixed_in.clone().unwrap_or_else(|| state(one.state).to_owned());
        table.row([
            one.id.clone(),
            severity(one.severity).to_owned(),
            package.name.clone(),
            package.version.clone(),
            fixed,
            exploited.to_owned(),
        ]);
    }
    if view.findings.iter().any(|one| shown(&one)) {
        table.print("")?;
    }
    if !all {
        folded(view)?;
    }
    view.checks.iter().filter(|check| check.verdict >= Verdict::Warn).try_for_each(print_check)
}

/// Says how many there are that nobody can fix.
fn folded(view: &ScanView) -> Result<(), Failure> {
    let mut rest: BTreeMap<&str, usize> = BTreeMap::new();
    for one in view.findings.iter().filter(|one| one.state != FindingState::Fixable) {
        *rest.entry(state(one.state)).or_default() += 1;
    }
    if rest.is_empty() {
        return Ok(());
    }
    let told: Vec<String> = rest.iter().map(|(state, count)| format!("{count} {state}")).collect();
    output::line(&format!("Not listed: {} (--all lists them).", told.join(", ")))
}

fn print_check(check: &CheckView) -> Result<(), Failure> {
    output::line(&clean(&format!("{}: {} {}", check.title, check.why, check.fix)))?;
    for place in check.places.iter().take(5) {
        let layer = place.layer.map(|layer| format!(" (layer {layer})")).unwrap_or_default();
        let detail = place.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
        output::line(&clean(&format!("  {}{layer}{detail}", place.name)))?;
    }
    Ok(())
}

fn severity(level: SeverityLevel) -> &'static str {
    match level {
        SeverityLevel::Unknown => "not rated",
        SeverityLevel::Low => "low",
        SeverityLevel::Medium => "medium",
        SeverityLevel::High => "high",
        SeverityLevel::Critical => "critical",
    }
}

fn state(state: FindingState) -> &'static str {
    match state {
        FindingState::Fixable => "fixable",
        FindingState::Unfixed => "without a fix",
        FindingState::Unimportant => "unimportant",
        FindingState::Ignored => "ignored",
    }
}
