//! Building an image from a folder.

use app::App;
use app::wire::{BuildCheck, BuildFolder, BuildRequest};
use tauri::{Runtime, State, WebviewWindow};

use super::Answer;
use crate::dialog;

#[tauri::command]
pub(crate) async fn folder_pick<R: Runtime>(window: WebviewWindow<R>) -> Answer<Option<String>> {
    Ok(dialog::folder(&window).await.map(|path| path.display().to_string()))
}

#[tauri::command]
pub(crate) async fn folder_create(app: State<'_, App>, path: String) -> Answer<()> {
    app.folder_create(path)
}

#[tauri::command]
pub(crate) async fn build_folder(app: State<'_, App>, folder: String) -> Answer<BuildFolder> {
    Ok(app.build_folder(folder).await)
}

#[tauri::command]
pub(crate) async fn build_check(app: State<'_, App>, request: BuildRequest) -> Answer<BuildCheck> {
    Ok(app.build_check(&request))
}

#[tauri::command]
pub(crate) async fn build_start(app: State<'_, App>, request: BuildRequest) -> Answer<String> {
    app.build_start(request).await
}
