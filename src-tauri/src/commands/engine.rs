//! The engine in use and the others.

use app::App;
use app::wire::{EngineFound, EngineState};
use tauri::State;

use super::Answer;

#[tauri::command]
pub(crate) async fn engine_state(app: State<'_, App>) -> Answer<EngineState> {
    Ok(app.engine_state())
}

#[tauri::command]
pub(crate) async fn engine_search(app: State<'_, App>) -> Answer<Vec<EngineFound>> {
    Ok(app.engine_search().await)
}

#[tauri::command]
pub(crate) async fn engine_select(app: State<'_, App>, id: String) -> Answer<()> {
    app.engine_select(id)
}

#[tauri::command]
pub(crate) async fn engine_start(app: State<'_, App>) -> Answer<()> {
    app.engine_start().await
}
