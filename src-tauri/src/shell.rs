//! Puts the parts together: plugins, the app behind the window, the window, and the end.

use std::path::{Path, PathBuf};

use app::{App, Environment, Options, StartError};
use tauri::{AppHandle, Builder, Manager as _, RunEvent, Runtime, Wry};
use tauri_plugin_dialog::{DialogExt as _, MessageDialogKind};
use tauri_plugin_window_state::StateFlags;

use crate::commands::OpenReadings;
use crate::page::Page;
use crate::report::Painted;
use crate::window::Shown;
use crate::{announce, background, commands, window};

/// Runs until the window is closed.
pub(crate) fn run(data_dir: PathBuf) -> tauri::Result<()> {
    let shell = plugins(Builder::<Wry>::new(), &data_dir)
        .manage(Page::default())
        .manage(OpenReadings::default())
        .manage(Shown::default())
        .manage(Painted::default())
        .invoke_handler(commands::handler())
        .setup(move |shell| Ok(open(shell.handle(), &data_dir)?))
        .build(tauri::generate_context!())?;
    shell.run(|handle, event| {
        if let RunEvent::Exit = event {
            close(handle);
        }
    });
    Ok(())
}

/// Single instance comes first, so that a second start ends before it has done anything.
fn plugins(builder: Builder<Wry>, data_dir: &Path) -> Builder<Wry> {
    // An absolute name keeps the window's place beside everything else; whether it was visible is not remembered.
    let place = tauri_plugin_window_state::Builder::new()
        .with_filename(data_dir.join("window.json").display().to_string())
        .with_state_flags(
            StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED | StateFlags::FULLSCREEN,
        );
    builder
        .plugin(tauri_plugin_single_instance::init(|handle, _, _| window::bring_to_front(handle)))
        .plugin(place.build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
}

fn open<R: Runtime>(handle: &AppHandle<R>, data_dir: &Path) -> tauri::Result<()> {
    let options =
        Options { data_dir: data_dir.to_owned(), environment: Environment::of_this_computer(), engine: None };
    let app = match tauri::async_runtime::block_on(async { App::open(options) }) {
        Ok(app) => app,
        Err(error) => {
            say_why(handle, &error);
            return Ok(());
        }
    };
    let theme = app.settings_get().theme;
    handle.manage(app.clone());
    announce::start(handle.clone(), app.clone());
    background::start(handle.clone(), &app);
    window::create(handle, theme, data_dir)
}

/// Without its data there is nothing to show but why.
fn say_why<R: Runtime>(handle: &AppHandle<R>, error: &StartError) {
    tracing::error!(%error, "cannot start");
    let ending = handle.clone();
    let dialog = handle.dialog().message(error.to_string()).title("Mooring cannot start");
    dialog.kind(MessageDialogKind::Error).show(move |_| ending.exit(1));
}

/// Jobs are told to stop and what we started is stopped, before the process ends.
fn close<R: Runtime>(handle: &AppHandle<R>) {
    if let Some(app) = handle.try_state::<App>() {
        tauri::async_runtime::block_on(app.close());
    }
}
