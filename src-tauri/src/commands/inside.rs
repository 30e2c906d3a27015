//! What is inside an image.

use app::App;
use app::wire::{
    Comparison, DocumentFormat, FileContents, FilesRequest, FilesView, InsideView, Language, LayerView,
    PackageView,
};
use tauri::{Runtime, State, WebviewWindow};

use super::Answer;
use crate::dialog;

#[tauri::command]
pub(crate) async fn image_inside(app: State<'_, App>, id: String, language: Language) -> Answer<InsideView> {
    app.image_inside(id, language).await
}

#[tauri::command]
pub(crate) async fn image_packages(app: State<'_, App>, id: String) -> Answer<Vec<PackageView>> {
    app.image_packages(id).await
}

#[tauri::command]
pub(crate) async fn image_layers(app: State<'_, App>, id: String) -> Answer<Vec<LayerView>> {
    app.image_layers(id).await
}

#[tauri::command]
pub(crate) async fn image_files(app: State<'_, App>, request: FilesRequest) -> Answer<FilesView> {
    app.image_files(request).await
}

#[tauri::command]
pub(crate) async fn image_file(
    app: State<'_, App>,
    id: String,
    layer: Option<u32>,
    path: String,
    reveal: bool,
) -> Answer<FileContents> {
    app.image_file(id, layer, path, reveal).await
}

#[tauri::command]
pub(crate) async fn image_file_save<R: Runtime>(
    window: WebviewWindow<R>,
    app: State<'_, App>,
    id: String,
    layer: Option<u32>,
    path: String,
) -> Answer<Option<String>> {
    let name = app.image_file_name(&path);
    let Some(target) = dialog::save_as(&window, &name).await else { return Ok(None) };
    let written = target.display().to_string();
    app.image_file_write(id, layer, path, target).await.map(|()| Some(written))
}

#[tauri::command]
pub(crate) async fn image_compare(app: State<'_, App>, before: String, after: String) -> Answer<Comparison> {
    app.image_compare(before, after).await
}

#[tauri::command]
pub(crate) async fn document_save<R: Runtime>(
    window: WebviewWindow<R>,
    app: State<'_, App>,
    id: String,
    format: DocumentFormat,
) -> Answer<Option<String>> {
    let (name, text) = app.document(id, format).await?;
    let Some(target) = dialog::save_as(&window, &name).await else { return Ok(None) };
    let written = target.display().to_string();
    app.document_write(text, target).await.map(|()| Some(written))
}
