//! What goes on without anybody looking: checks on the schedule, and one notification when one finds something.

use app::{App, Conditions, Notice, Watch};
use tauri::{AppHandle, Runtime};
use tauri_plugin_notification::NotificationExt as _;

use crate::{network, power};

/// Starts it.
pub(crate) fn start<R: Runtime>(handle: AppHandle<R>, app: &App) {
    let watch = Watch {
        locale: sys_locale::get_locale().unwrap_or_default(),
        conditions: Box::new(|| Conditions {
            on_battery: power::on_battery(),
            metered: network::metered(),
            offline: network::offline(),
        }),
        notify: Box::new(move |notice| show(&handle, &notice)),
    };
    let app = app.clone();
    tauri::async_runtime::spawn(async move { app.keep_watch(watch).await });
}

fn show<R: Runtime>(handle: &AppHandle<R>, notice: &Notice) {
    #[cfg(debug_assertions)]
    if let Some(file) = crate::seam::value("MOORING_TEST_NOTICES") {
        let _ = crate::seam::append(&file, &format!("{}: {}", notice.title, notice.body));
        return;
    }
    let shown = handle.notification().builder().title(&notice.title).body(&notice.body).show();
    if let Err(error) = shown {
        tracing::info!(%error, "the system shows no notifications");
    }
}
