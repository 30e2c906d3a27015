//! Container logs.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use app::App;
use app::wire::{LogMessage, LogRequest};
use tauri::ipc::Channel;
use tauri::{Runtime, State, WebviewWindow};

use super::Answer;
use crate::dialog;
use crate::page::Page;

/// Readings the page has open. A page that is reloaded cannot close its own, and nobody would acknowledge them.
#[derive(Debug, Default)]
pub(crate) struct OpenReadings(Mutex<BTreeSet<u32>>);

impl OpenReadings {
    /// Hands out all readings, to be closed.
    pub(crate) fn take(&self) -> BTreeSet<u32> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, reading: u32) -> u32 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(reading);
        reading
    }

    fn remove(&self, reading: u32) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&reading);
    }
}

#[tauri::command]
pub(crate) async fn logs_open(
    app: State<'_, App>,
    page: State<'_, Page>,
    open: State<'_, OpenReadings>,
    request: LogRequest,
    listener: Channel<LogMessage>,
) -> Answer<u32> {
    app.logs_open(request, page.sender(listener)).await.map(|reading| open.add(reading))
}

#[tauri::command]
pub(crate) async fn logs_acknowledge(app: State<'_, App>, reading: u32, batch: u64) -> Answer<()> {
    app.logs_acknowledge(reading, batch);
    Ok(())
}

#[tauri::command]
pub(crate) async fn logs_close(
    app: State<'_, App>,
    open: State<'_, OpenReadings>,
    reading: u32,
) -> Answer<()> {
    open.remove(reading);
    app.logs_close(reading);
    Ok(())
}

#[tauri::command]
pub(crate) async fn logs_save<R: Runtime>(
    window: WebviewWindow<R>,
    app: State<'_, App>,
    container: String,
) -> Answer<Option<String>> {
    let Some(path) = dialog::save_as(&window, "container.log").await else { return Ok(None) };
    let written = path.display().to_string();
    // Its buffers are large; on the heap they do not weigh on every other command.
    Box::pin(app.logs_write(container, path)).await.map(|()| Some(written))
}
