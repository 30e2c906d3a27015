//! Windows named pipes.

use std::io;
use std::time::Duration;

use tokio::net::windows::named_pipe::{ClientOptions, NamedPipeClient};

/// `ERROR_PIPE_BUSY`: every instance of the pipe serves somebody else just now.
const PIPE_BUSY: i32 = 231;

/// Opens a pipe, waiting while all its instances are taken. The caller limits how long.
pub(crate) async fn open(path: &str) -> io::Result<NamedPipeClient> {
    let path = path.replace('/', "\\");
    loop {
        match ClientOptions::new().open(&path) {
            Err(error) if error.raw_os_error() == Some(PIPE_BUSY) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            other => return other,
        }
    }
}
