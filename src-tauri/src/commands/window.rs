//! What the window says about itself.

use app::App;
use tauri::{AppHandle, Runtime, State, WebviewWindow};

use super::Answer;
use crate::browser;
use crate::report::{self, Report};

#[tauri::command]
pub(crate) async fn window_report<R: Runtime>(
    window: WebviewWindow<R>,
    kind: Report,
    text: String,
) -> Answer<()> {
    report::received(&window, kind, &text);
    Ok(())
}

#[tauri::command]
pub(crate) async fn link_open<R: Runtime>(
    handle: AppHandle<R>,
    app: State<'_, App>,
    url: String,
) -> Answer<()> {
    browser::open(&handle, &app.offered_link(url)?)
}
