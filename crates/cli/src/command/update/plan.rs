//! `mooring update --dry-run`: what an update would do.

use app::App;
use app::wire::{ImageSide, SettingChange, UpdateKind, UpdatePreview};

use crate::Failure;
use crate::output::{self, bytes, clean};

/// Prints the plan; changes nothing. In JSON a plan that is one of several is one line.
pub(super) async fn print(
    app: &App,
    json: bool,
    container: &str,
    tag: Option<&str>,
    one_of_several: bool,
) -> Result<(), Failure> {
    let preview = app.update_preview(container.to_owned(), tag.map(ToOwned::to_owned)).await?;
    if json {
        return if one_of_several { output::json_line(&preview) } else { output::json(&preview) };
    }
    explain(&preview)
}

fn explain(preview: &UpdatePreview) -> Result<(), Failure> {
    let say = |text: String| output::line(&clean(&text));
    if preview.kind == UpdateKind::Nothing {
        return say(format!("{} is up to date.", preview.name));
    }
    say(format!("{}: {}", preview.name, super::kind(preview.kind)))?;
    say(format!("  from  {}", side(&preview.from)))?;
    say(format!("  to    {}", side(&preview.to)))?;
    if let Some(download) = &preview.download {
        let (all, here) = (bytes(download.total_bytes), download.layers_here);
        say(format!(
            "  download {} of {all}, {here} of {} layers are here",
            bytes(download.bytes),
            download.layers
        ))?;
    }
    settings(preview)?;
    for name in &preview.restarts {
        say(format!("  restarts {name}"))?;
    }
    for problem in preview.warnings.iter().chain(&preview.blocked) {
        output::problem(problem);
    }
    if let Some(notes) = &preview.notes {
        say(format!("  release notes {}", notes.url))?;
    }
    say(format!("Nothing was changed. To do it: {}", preview.command))
}

fn settings(preview: &UpdatePreview) -> Result<(), Failure> {
    for change in &preview.changes {
        let SettingChange { field, key, old, new, secret, .. } = change;
        let name = key.as_ref().map_or_else(|| field.clone(), |key| format!("{field} {key}"));
        let show = |value: &Option<String>| match value {
            Some(_) if *secret => "(hidden)".to_owned(),
            Some(value) => value.clone(),
            None => "(none)".to_owned(),
        };
        output::line(&clean(&format!("  {name}: {} -> {}", show(old), show(new))))?;
    }
    output::line(&format!("  {} settings of yours stay", preview.kept.len()))
}

fn side(side: &ImageSide) -> String {
    let version = side.version.as_ref().map(|version| format!(" ({version})")).unwrap_or_default();
    let created = side.created.as_ref().map(|created| format!(", built {created}")).unwrap_or_default();
    format!("{}{version} {}{created}", side.reference, side.digest)
}
