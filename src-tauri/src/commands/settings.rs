//! What the user set, and what this is.

use app::App;
use app::wire::{About, Settings};
use tauri::State;

use super::Answer;

#[tauri::command]
pub(crate) async fn settings_get(app: State<'_, App>) -> Answer<Settings> {
    Ok(app.settings_get())
}

#[tauri::command]
pub(crate) async fn settings_set(app: State<'_, App>, settings: Settings) -> Answer<()> {
    app.settings_set(&settings)
}

#[tauri::command]
pub(crate) async fn about(app: State<'_, App>) -> Answer<About> {
    Ok(app.about())
}
