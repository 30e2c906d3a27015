//! Registries: sign-ins, search, tags.

use app::App;
use app::wire::{RegistryView, SearchView, SignIn, TagDetail, TagsView};
use tauri::State;

use super::Answer;

#[tauri::command]
pub(crate) async fn registry_list(app: State<'_, App>) -> Answer<Vec<RegistryView>> {
    Ok(app.registry_list().await)
}

#[tauri::command]
pub(crate) async fn registry_sign_in(app: State<'_, App>, sign_in: SignIn) -> Answer<RegistryView> {
    app.registry_sign_in(sign_in).await
}

#[tauri::command]
pub(crate) async fn registry_sign_out(app: State<'_, App>, host: String) -> Answer<()> {
    app.registry_sign_out(host).await
}

#[tauri::command]
pub(crate) async fn registry_check(app: State<'_, App>, host: String) -> Answer<()> {
    app.registry_check(host).await
}

#[tauri::command]
pub(crate) async fn discover_search(app: State<'_, App>, text: String) -> Answer<SearchView> {
    app.discover_search(text).await
}

#[tauri::command]
pub(crate) async fn discover_tags(app: State<'_, App>, reference: String) -> Answer<TagsView> {
    app.discover_tags(reference).await
}

#[tauri::command]
pub(crate) async fn discover_tag_details(
    app: State<'_, App>,
    reference: String,
    tags: Vec<String>,
) -> Answer<Vec<TagDetail>> {
    app.discover_tag_details(reference, tags).await
}
