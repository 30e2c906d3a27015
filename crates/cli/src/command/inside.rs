//! What is inside an image, or an archive of one.

use app::App;
use app::wire::{DocumentFormat, Inside, Language, LayerView, Part, SupportState};

use super::job;
use crate::Failure;
use crate::args::SbomFormat;
use crate::output::{self, Table, bytes, clean};

/// How many items of each part are printed.
const SHOWN: usize = 8;

/// Looks into an image unless that was done before, and returns the name by which the app knows it.
pub(super) async fn look(app: &App, json: bool, wanted: &str) -> Result<String, Failure> {
    let id = app.image_subject(wanted).await?;
    if let Some(job) = app.image_look(&id).await? {
        job::follow_quietly(app, job, json).await?;
    }
    Ok(id)
}

/// Prints the four parts.
pub(super) async fn explain(app: &App, json: bool, wanted: &str) -> Result<(), Failure> {
    let id = look(app, json, wanted).await?;
    let view = app.image_inside(id, language(json)).await?;
    match (view.inside, view.problem) {
        (Some(inside), _) if json => output::json(&inside),
        (Some(inside), _) => print(&inside),
        (None, Some(problem)) => Err(problem.into()),
        (None, None) => Err(Failure::Interrupted),
    }
}

/// JSON is for scripts, which do not want to depend on somebody's locale.
pub(super) fn language(json: bool) -> Language {
    if json { Language::En } else { output::language() }
}

fn print(inside: &Inside) -> Result<(), Failure> {
    output::line(&clean(&inside.sentence))?;
    output::line(&format!("{}, {}", bytes(inside.bytes), clean(&inside.platform)))?;
    for part in &inside.parts {
        output::line("")?;
        output::line(&format!("{}  {}", part_name(part.part), bytes(part.bytes)))?;
        let mut table = Table::new(&["", "", "", ""]);
        for item in part.items.iter().take(SHOWN) {
            let version = item.version.clone().unwrap_or_default();
            table.row([
                "  ".to_owned() + &item.name,
                version,
                bytes(item.bytes),
                format!("layer {}", item.layer),
            ]);
        }
        table.print_bare()?;
        if part.items.len() > SHOWN {
            output::line(&format!("  and {} more", part.items.len() - SHOWN))?;
        }
    }
    output::line("")?;
    output::line(&format!("Left-overs  {}", bytes(inside.leftovers.bytes)))?;
    for item in inside.leftovers.items.iter().take(SHOWN) {
        let remedy = item.remedy.as_ref().map(|line| format!("  avoid with: {line}")).unwrap_or_default();
        output::line(&clean(&format!("  {}  {}{remedy}", item.path, bytes(item.bytes))))?;
    }
    waste(inside)?;
    support(inside)?;
    for unknown in &inside.unknowns {
        output::note(&clean(&format!(
            "Not understood: {} (layer {}): {}",
            unknown.path, unknown.layer, unknown.why
        )));
    }
    Ok(())
}

fn waste(inside: &Inside) -> Result<(), Failure> {
    output::line("")?;
    let waste = &inside.waste;
    output::line(&format!("Hidden by later layers  {} in {} files", bytes(waste.bytes), waste.count))?;
    waste.advice.iter().try_for_each(|advice| output::line(&clean(&format!("  {advice}"))))
}

fn support(inside: &Inside) -> Result<(), Failure> {
    let Some(os) = &inside.os else { return Ok(()) };
    let until = inside.support.ends_on.as_deref().map(|day| format!(" until {day}")).unwrap_or_default();
    let words = match inside.support.state {
        SupportState::Supported => format!("gets fixes{until}"),
        SupportState::LongTerm => format!("gets long-term fixes only{until}"),
        SupportState::Ended => "gets no fixes any more".to_owned(),
        SupportState::Rolling => "has no releases: it is as new as its packages".to_owned(),
        SupportState::Unknown => return Ok(()),
    };
    output::line("")?;
    output::line(&clean(&format!("{} {words}.", os.name)))
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Code => "Code",
        Part::Runtime => "Runtime",
        Part::System => "System tools & libraries",
        Part::Settings => "Settings",
    }
}

/// Prints the layers, with their files if wanted.
pub(super) async fn layers(app: &App, json: bool, wanted: &str, files: bool) -> Result<(), Failure> {
    let id = look(app, json, wanted).await?;
    let layers = app.image_layers(id.clone()).await?;
    if json {
        return layers_json(app, &id, &layers, files).await;
    }
    let mut table = Table::new(&["LAYER", "SIZE", "FILES", "ADDED", "CHANGED", "REMOVED", "HIDDEN", "STEP"]);
    for layer in &layers {
        let counts = [layer.files, layer.added, layer.changed, layer.removed].map(|count| count.to_string());
        let row = [vec![layer.layer.to_string(), bytes(layer.bytes)], counts.to_vec()].concat();
        table.row(row.into_iter().chain([bytes(layer.hidden_bytes), layer.created_by.clone()]));
    }
    table.print("This image has no layers.")?;
    if files {
        for layer in &layers {
            print_files(app, &id, layer).await?;
        }
    }
    Ok(())
}

async fn print_files(app: &App, id: &str, layer: &LayerView) -> Result<(), Failure> {
    output::line("")?;
    output::line(&clean(&format!("Layer {}: {}", layer.layer, layer.created_by)))?;
    for row in app.layer_files(id, layer.layer).await? {
        let hidden = row.hidden_by.map(|by| format!("  hidden by layer {by}")).unwrap_or_default();
        output::line(&clean(&format!("{}  {:>10}  {}{hidden}", row.mode, bytes(row.bytes), row.path)))?;
    }
    Ok(())
}

async fn layers_json(app: &App, id: &str, layers: &[LayerView], files: bool) -> Result<(), Failure> {
    if !files {
        return output::json(&layers);
    }
    let mut with_files = Vec::new();
    for layer in layers {
        let mut value = serde_json::to_value(layer).map_err(std::io::Error::from)?;
        let rows = app.layer_files(id, layer.layer).await?;
        if let Some(object) = value.as_object_mut() {
            object.insert("entries".to_owned(), serde_json::to_value(rows).map_err(std::io::Error::from)?);
        }
        with_files.push(value);
    }
    output::json(&with_files)
}

/// Prints a bill of materials.
pub(super) async fn sbom(app: &App, json: bool, wanted: &str, format: SbomFormat) -> Result<(), Failure> {
    let id = look(app, json, wanted).await?;
    let format = match format {
        SbomFormat::Cyclonedx => DocumentFormat::Cyclonedx,
        SbomFormat::Spdx => DocumentFormat::Spdx,
    };
    let (_, text) = app.document(id, format).await?;
    output::line(text.trim_end())
}
