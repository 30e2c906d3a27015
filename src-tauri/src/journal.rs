//! The log of the app itself: a file for each of the last days, beside the data.

use std::path::Path;

use tracing_appender::rolling::{InitError, RollingFileAppender, Rotation};

/// Starts the log in `data_dir/logs`. Nothing secret is ever handed to it: no environment, no addresses with passwords.
pub(crate) fn start(data_dir: &Path) -> Result<(), InitError> {
    let files = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("mooring-desktop")
        .filename_suffix("log")
        .max_log_files(5)
        .build(data_dir.join("logs"))?;
    tracing_subscriber::fmt().with_ansi(false).with_max_level(tracing::Level::INFO).with_writer(files).init();
    log_panics();
    Ok(())
}

/// A crash leaves its words in the log too: the terminal is rarely there to see them.
fn log_panics() {
    let former = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!("{panic}");
        former(panic);
    }));
}
