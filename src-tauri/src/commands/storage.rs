//! Volumes, networks, disk.

use app::App;
use app::wire::{DiskView, NetworkRow, VolumeRow};
use tauri::State;

use super::Answer;

#[tauri::command]
pub(crate) async fn volume_list(app: State<'_, App>) -> Answer<Vec<VolumeRow>> {
    app.volume_list().await
}

#[tauri::command]
pub(crate) async fn network_list(app: State<'_, App>) -> Answer<Vec<NetworkRow>> {
    app.network_list().await
}

#[tauri::command]
pub(crate) async fn disk_usage(app: State<'_, App>) -> Answer<DiskView> {
    app.disk_usage().await
}
