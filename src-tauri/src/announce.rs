//! Tells the window what changed. One event for everything; the window reads again what it shows.

use app::App;
use app::wire::Resource;
use tauri::{AppHandle, Emitter as _, Runtime};

use crate::window;

/// Starts telling.
pub(crate) fn start<R: Runtime>(handle: AppHandle<R>, app: App) {
    let mut changes = app.changes();
    tauri::async_runtime::spawn(async move {
        while let Some(changed) = changes.next().await {
            if changed.resources.contains(&Resource::Settings) {
                window::apply_theme(&handle, app.settings_get().theme);
            }
            if let Err(error) = handle.emit_to(window::LABEL, "changed", &changed) {
                tracing::warn!(%error, "the window could not be told of a change");
            }
        }
    });
}
