//! Containers.

use app::App;
use app::wire::{ContainerPage, ContainerRemoval, ContainerRow};
use tauri::{AppHandle, Runtime, State};

use super::Answer;
use crate::browser;

#[tauri::command]
pub(crate) async fn container_list(app: State<'_, App>) -> Answer<Vec<ContainerRow>> {
    app.container_list().await
}

#[tauri::command]
pub(crate) async fn container_page(app: State<'_, App>, id: String) -> Answer<ContainerPage> {
    app.container_page(id).await
}

#[tauri::command]
pub(crate) async fn container_raw(app: State<'_, App>, id: String) -> Answer<String> {
    app.container_raw(id).await
}

#[tauri::command]
pub(crate) async fn container_start(app: State<'_, App>, id: String) -> Answer<()> {
    app.container_start(id).await
}

#[tauri::command]
pub(crate) async fn container_stop(app: State<'_, App>, id: String) -> Answer<()> {
    app.container_stop(id).await
}

#[tauri::command]
pub(crate) async fn container_restart(app: State<'_, App>, id: String) -> Answer<()> {
    app.container_restart(id).await
}

#[tauri::command]
pub(crate) async fn container_kill(app: State<'_, App>, id: String) -> Answer<()> {
    app.container_kill(id).await
}

#[tauri::command]
pub(crate) async fn container_pause(app: State<'_, App>, id: String) -> Answer<()> {
    app.container_pause(id).await
}

#[tauri::command]
pub(crate) async fn container_unpause(app: State<'_, App>, id: String) -> Answer<()> {
    app.container_unpause(id).await
}

#[tauri::command]
pub(crate) async fn container_rename(app: State<'_, App>, id: String, name: String) -> Answer<()> {
    app.container_rename(id, name).await
}

#[tauri::command]
pub(crate) async fn container_removal(app: State<'_, App>, id: String) -> Answer<ContainerRemoval> {
    app.container_removal(id).await
}

#[tauri::command]
pub(crate) async fn container_remove(app: State<'_, App>, id: String, volumes: Vec<String>) -> Answer<()> {
    app.container_remove(id, volumes).await
}

#[tauri::command]
pub(crate) async fn container_open<R: Runtime>(
    handle: AppHandle<R>,
    app: State<'_, App>,
    id: String,
    url: String,
) -> Answer<()> {
    browser::open(&handle, &app.container_url(id, url).await?)
}
