//! The one window: how it is made, when it is shown, where it may go.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use app::wire::Theme;
use tauri::webview::{Color, NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager as _, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::commands::OpenReadings;
use crate::page::Page;

/// Its label, as in `capabilities/main.json`.
pub(crate) const LABEL: &str = "main";

/// `--bg` of ui/src/lib/design/tokens.css: what stands there until the page has painted.
const LIGHT: Color = Color(0xfb, 0xfb, 0xfc, 0xff);
const DARK: Color = Color(0x15, 0x17, 0x1b, 0xff);

/// A page that does not load must still be seen.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Whether the window was shown.
#[derive(Debug, Default)]
pub(crate) struct Shown(AtomicBool);

impl Shown {
    /// Shows the window the first time; later the user decides.
    fn reveal<R: Runtime>(&self, window: &WebviewWindow<R>) {
        let first = !self.0.swap(true, Ordering::Relaxed);
        if first && let Err(error) = window.show().and_then(|()| window.set_focus()) {
            tracing::error!(%error, "the window could not be shown");
        }
    }
}

/// Makes the window, hidden until the page is there. Not until the data is: a hidden page does not draw.
pub(crate) fn create<R: Runtime>(handle: &AppHandle<R>, theme: Theme, data_dir: &Path) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(handle, LABEL, WebviewUrl::default())
        .title("Mooring")
        .inner_size(1180.0, 760.0)
        .min_inner_size(760.0, 520.0)
        .center()
        .visible(false)
        .theme(native(theme))
        .data_directory(data_dir.join("webview"))
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_page_load(|window, load| match load.event() {
            PageLoadEvent::Started => forget_former_page(&window),
            PageLoadEvent::Finished => window.state::<Shown>().reveal(&window),
        })
        .build()?;
    window.set_background_color(Some(background(&window)))?;
    reveal_anyway(window);
    Ok(())
}

/// Brings the window to the front, for somebody who started the app a second time.
pub(crate) fn bring_to_front<R: Runtime>(handle: &AppHandle<R>) {
    let Some(window) = handle.get_webview_window(LABEL) else { return };
    let raised = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = raised {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

/// Gives the frame the colors of the settings.
pub(crate) fn apply_theme<R: Runtime>(handle: &AppHandle<R>, theme: Theme) {
    let Some(window) = handle.get_webview_window(LABEL) else { return };
    let applied = window.set_theme(native(theme));
    if let Err(error) = applied.and_then(|()| window.set_background_color(Some(background(&window)))) {
        tracing::warn!(%error, "the theme could not be applied");
    }
}

fn native(theme: Theme) -> Option<tauri::Theme> {
    match theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    }
}

fn background<R: Runtime>(window: &WebviewWindow<R>) -> Color {
    match window.theme() {
        Ok(tauri::Theme::Dark) => DARK,
        _ => LIGHT,
    }
}

fn reveal_anyway<R: Runtime>(window: WebviewWindow<R>) {
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PATIENCE).await;
        window.state::<Shown>().reveal(&window);
    });
}

/// Streams of a page that is gone end.
fn forget_former_page<R: Runtime>(window: &WebviewWindow<R>) {
    window.state::<Page>().turn();
    let (app, open) = (window.state::<app::App>(), window.state::<OpenReadings>());
    open.take().into_iter().for_each(|reading| app.logs_close(reading));
}

/// The window shows the app and nothing else: no link, script or dropped file leads it away.
fn is_ours(url: &Url) -> bool {
    let development = cfg!(not(feature = "custom-protocol"))
        && url.host_str() == Some("localhost")
        && url.port() == Some(5173);
    let built_in = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Windows has no schemes of its own; the name resolves to the app only.
        "http" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    };
    built_in || development
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_nowhere_else() {
        let ours = |text: &str| is_ours(&Url::parse(text).expect("an address"));
        assert!(ours("tauri://localhost/index.html#/containers"));
        for other in [
            "https://example.com/",
            "file:///etc/passwd",
            "data:text/html,x",
            "tauri://elsewhere/",
            "about:blank",
            "http://localhost:8080/",
        ] {
            assert!(!ours(other), "{other}");
        }
    }
}
