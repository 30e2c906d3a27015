//! The form that runs an image.

use app::App;
use app::wire::{RunCheck, RunForm, RunParsed, RunSpec};
use tauri::State;

use super::Answer;

#[tauri::command]
pub(crate) async fn run_form(app: State<'_, App>, image: String) -> Answer<RunForm> {
    app.run_form(image).await
}

#[tauri::command]
pub(crate) async fn run_check(app: State<'_, App>, spec: RunSpec) -> Answer<RunCheck> {
    app.run_check(spec).await
}

#[tauri::command]
pub(crate) async fn run_parse(app: State<'_, App>, line: String) -> Answer<RunParsed> {
    Ok(app.run_parse(&line))
}

#[tauri::command]
pub(crate) async fn run_start(app: State<'_, App>, spec: RunSpec) -> Answer<String> {
    app.run_start(spec).await
}
