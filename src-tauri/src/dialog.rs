//! The system's file dialogs.

use std::path::PathBuf;

use tauri::{Runtime, WebviewWindow};
use tauri_plugin_dialog::{DialogExt as _, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

/// Asks for a folder; none when the user changed their mind.
pub(crate) async fn folder<R: Runtime>(window: &WebviewWindow<R>) -> Option<PathBuf> {
    ask(window, |dialog, answer| dialog.pick_folder(answer)).await
}

/// Asks for a file to read; none when the user changed their mind.
pub(crate) async fn open<R: Runtime>(window: &WebviewWindow<R>) -> Option<PathBuf> {
    ask(window, |dialog, answer| dialog.pick_file(answer)).await
}

/// Asks where to write a file; none when the user changed their mind.
pub(crate) async fn save_as<R: Runtime>(window: &WebviewWindow<R>, proposal: &str) -> Option<PathBuf> {
    ask(window, |dialog, answer| dialog.set_file_name(proposal).save_file(answer)).await
}

type Answer = Box<dyn FnOnce(Option<FilePath>) + Send>;

async fn ask<R: Runtime>(
    window: &WebviewWindow<R>,
    show: impl FnOnce(FileDialogBuilder<R>, Answer),
) -> Option<PathBuf> {
    #[cfg(debug_assertions)]
    if let Some(path) = crate::seam::value("MOORING_TEST_DIALOG") {
        return (!path.is_empty()).then(|| path.into());
    }
    let (sender, receiver) = oneshot::channel();
    let answer: Answer = Box::new(move |path| drop(sender.send(path)));
    show(window.dialog().file().set_parent(window), answer);
    receiver.await.ok().flatten()?.into_path().ok()
}
