//! What the window says about itself.

use tauri::{Runtime, WebviewWindow};

use super::Answer;
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
