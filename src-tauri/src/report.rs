//! What the window reports: when it shows real data, and what went wrong in it.

use std::sync::atomic::{AtomicBool, Ordering};

use tauri::{Manager as _, Runtime, WebviewWindow};

use crate::clock;

/// Longest error text that is logged; pages can be talkative.
const LONGEST: usize = 2000;

/// What is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Report {
    /// Real data is on screen.
    Painted,
    /// Something went wrong in the page.
    Error,
}

/// Whether real data was on screen before.
#[derive(Debug, Default)]
pub(crate) struct Painted(AtomicBool);

/// Acts on a report.
pub(crate) fn received<R: Runtime>(window: &WebviewWindow<R>, kind: Report, text: &str) {
    match kind {
        Report::Painted => painted(window),
        Report::Error => {
            tracing::error!(page = %text.chars().take(LONGEST).collect::<String>(), "error in the window");
        }
    }
}

/// A reload paints again; only the first time counts as the start.
fn painted<R: Runtime>(window: &WebviewWindow<R>) {
    if window.state::<Painted>().0.swap(true, Ordering::Relaxed) {
        return;
    }
    let Some(milliseconds) = clock::since_start().map(|time| time.as_millis()) else { return };
    tracing::info!(milliseconds, "the window shows real data");
    // For the benches, so in release builds too.
    if let Some(file) = std::env::var_os("MOORING_TEST_READY")
        && let Err(error) = std::fs::write(&file, format!("{milliseconds}\n"))
    {
        tracing::warn!(%error, "the start-up time could not be written");
    }
}
