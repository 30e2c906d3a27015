//! Opens web addresses in the user's browser. Only `app` decides which: what comes here was checked there.

use app::doctor;
use app::wire::Problem;
use tauri::{AppHandle, Runtime};
use tauri_plugin_opener::OpenerExt as _;

/// Opens an address.
pub(crate) fn open<R: Runtime>(handle: &AppHandle<R>, url: &str) -> Result<(), Problem> {
    #[cfg(debug_assertions)]
    if let Some(file) = crate::seam::value("MOORING_TEST_OPENER") {
        return crate::seam::append(&file, url).map_err(|error| failed(url, &error));
    }
    handle.opener().open_url(url, None::<&str>).map_err(|error| failed(url, &error))
}

fn failed(url: &str, error: &dyn std::error::Error) -> Problem {
    Problem { raw: error.to_string(), ..doctor::problem("local.noBrowser", [("url", url.to_owned())]) }
}
