//! Long operations.

use app::App;
use app::wire::{JobUpdate, JobView};
use tauri::State;
use tauri::ipc::Channel;

use super::Answer;
use crate::page::Page;

#[tauri::command]
pub(crate) async fn job_list(app: State<'_, App>) -> Answer<Vec<JobView>> {
    Ok(app.job_list())
}

#[tauri::command]
pub(crate) async fn job_watch(
    app: State<'_, App>,
    page: State<'_, Page>,
    id: String,
    listener: Channel<JobUpdate>,
) -> Answer<()> {
    app.job_watch(id, page.sender(listener)).await
}

#[tauri::command]
pub(crate) async fn job_cancel(app: State<'_, App>, id: String) -> Answer<()> {
    app.job_cancel(&id);
    Ok(())
}

#[tauri::command]
pub(crate) async fn job_dismiss(app: State<'_, App>, id: String) -> Answer<()> {
    app.job_dismiss(&id);
    Ok(())
}
