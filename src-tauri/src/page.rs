//! The page in the window. A reload makes another one, which knows nothing of what the former listened to.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tauri::ipc::{Channel, IpcResponse};

/// Counts the pages there were.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page(Arc<AtomicU64>);

impl Page {
    /// Says that another page is being loaded.
    pub(crate) fn turn(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Sends to the page of now; false once nobody can hear it.
    pub(crate) fn sender<T: IpcResponse + Send + Sync>(
        &self,
        channel: Channel<T>,
    ) -> impl FnMut(T) -> bool + Send + use<T> {
        let (count, page) = (self.0.clone(), self.0.load(Ordering::Relaxed));
        move |message| count.load(Ordering::Relaxed) == page && channel.send(message).is_ok()
    }
}
