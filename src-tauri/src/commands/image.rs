//! Images, and what somebody types to get one.

use app::App;
use app::wire::{ImagePage, ImageRemoval, ImageRow, TypedImage};
use tauri::State;

use super::Answer;

#[tauri::command]
pub(crate) async fn image_list(app: State<'_, App>) -> Answer<Vec<ImageRow>> {
    app.image_list().await
}

#[tauri::command]
pub(crate) async fn image_page(app: State<'_, App>, id: String) -> Answer<ImagePage> {
    app.image_page(id).await
}

#[tauri::command]
pub(crate) async fn image_typed(app: State<'_, App>, text: String) -> Answer<TypedImage> {
    Ok(app.image_typed(text).await)
}

#[tauri::command]
pub(crate) async fn image_pull(
    app: State<'_, App>,
    reference: String,
    platform: Option<String>,
) -> Answer<String> {
    app.image_pull(reference, platform).await
}

#[tauri::command]
pub(crate) async fn image_tag(app: State<'_, App>, id: String, name: String) -> Answer<()> {
    app.image_tag(id, name).await
}

#[tauri::command]
pub(crate) async fn image_untag(app: State<'_, App>, name: String) -> Answer<()> {
    app.image_untag(name).await
}

#[tauri::command]
pub(crate) async fn image_removal(app: State<'_, App>, id: String) -> Answer<ImageRemoval> {
    app.image_removal(id).await
}

#[tauri::command]
pub(crate) async fn image_remove(app: State<'_, App>, id: String) -> Answer<()> {
    app.image_remove(id).await
}

#[tauri::command]
pub(crate) async fn image_push(app: State<'_, App>, reference: String) -> Answer<String> {
    app.image_push(reference).await
}
