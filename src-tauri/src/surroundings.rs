//! What must be true before the window's libraries start.

use std::path::PathBuf;

/// Puts right what can be put right; says in one line what cannot. Call it before there is a second thread.
#[cfg(target_os = "linux")]
pub(crate) fn prepare() -> Result<(), &'static str> {
    let has = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !has("DISPLAY") && !has("WAYLAND_DISPLAY") {
        return Err(
            "there is no display to open a window on; the command `mooring` does the same without one",
        );
    }
    if std::env::var_os(NO_DMABUF).is_none() {
        // GLib's own way to change the environment before threads exist. Should it fail, the window opens with the
        // driver's luck.
        let _ = glib::setenv(NO_DMABUF, "1", false);
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn prepare() -> Result<(), &'static str> {
    Ok(())
}

/// Windows stay blank with some drivers unless WebKit is told not to share buffers that way; it also saves 65 MiB.
#[cfg(target_os = "linux")]
const NO_DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Where everything is kept.
pub(crate) fn data_dir() -> PathBuf {
    app::data_dir(std::env::var_os("MOORING_DATA_DIR").map(PathBuf::from))
}
