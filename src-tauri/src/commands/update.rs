//! What is outdated, updating, undoing.

use app::App;
use app::wire::{
    Actor, FreshnessView, HistoryEntry, KeptView, Recovered, UpdateChoice, UpdatePreview, UpdateRequest,
};
use tauri::State;

use super::Answer;

#[tauri::command]
pub(crate) async fn freshness(app: State<'_, App>) -> Answer<FreshnessView> {
    app.freshness().await
}

#[tauri::command]
pub(crate) async fn freshness_check(app: State<'_, App>, references: Vec<String>) -> Answer<String> {
    app.freshness_check(references).await
}

#[tauri::command]
pub(crate) async fn update_choose(
    app: State<'_, App>,
    container: String,
    choice: UpdateChoice,
) -> Answer<()> {
    app.update_choose(container, choice).await
}

#[tauri::command]
pub(crate) async fn update_preview(
    app: State<'_, App>,
    container: String,
    tag: Option<String>,
) -> Answer<UpdatePreview> {
    app.update_preview(container, tag).await
}

#[tauri::command]
pub(crate) async fn update_start(app: State<'_, App>, request: UpdateRequest) -> Answer<String> {
    app.update_start(request, Actor::Person).await
}

#[tauri::command]
pub(crate) async fn update_all(app: State<'_, App>, containers: Vec<String>) -> Answer<String> {
    app.update_all(containers, Actor::Person).await
}

#[tauri::command]
pub(crate) async fn update_undo(app: State<'_, App>, container: String, restore: bool) -> Answer<String> {
    app.update_undo(container, restore, Actor::Person).await
}

#[tauri::command]
pub(crate) async fn update_kept(app: State<'_, App>) -> Answer<KeptView> {
    app.update_kept().await
}

#[tauri::command]
pub(crate) async fn update_kept_remove(app: State<'_, App>, id: String) -> Answer<()> {
    app.update_kept_remove(id).await
}

#[tauri::command]
pub(crate) async fn update_history(
    app: State<'_, App>,
    container: Option<String>,
) -> Answer<Vec<HistoryEntry>> {
    app.update_history(container).await
}

#[tauri::command]
pub(crate) async fn update_recovered(app: State<'_, App>) -> Answer<Vec<Recovered>> {
    Ok(app.update_recovered())
}
