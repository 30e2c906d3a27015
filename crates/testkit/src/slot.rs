//! Numbered slots: one directory and one range of addresses for each engine or registry that lives at this moment.
//!
//! A slot is held by a file lock, which the kernel drops with the process. A slot directory nobody holds is what a
//! killed run left behind; it is swept before anything new starts. The lock files themselves stay: removing them would
//! let two processes lock two files of one name.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Once;

use crate::leftovers;
use crate::subnet::Subnet;

/// How many engines and registries can live on one machine at the same time.
const SLOTS: u8 = 240;

/// A claimed slot; cleaned and given back when dropped.
#[derive(Debug)]
pub(crate) struct Slot {
    number: u8,
    dir: PathBuf,
    _lock: File,
}

impl Slot {
    /// Claims the lowest free slot and sweeps what earlier runs left in others.
    pub(crate) fn claim() -> Self {
        static SWEEP: Once = Once::new();
        let root = root();
        fs::create_dir_all(&root).unwrap_or_else(|e| panic!("create {}: {e}", root.display()));
        SWEEP.call_once(|| {
            (0..SLOTS).filter(|n| root.join(n.to_string()).exists()).for_each(|n| drop(take(&root, n)));
        });
        let slot = (0..SLOTS).find_map(|n| take(&root, n)).expect("a free testkit slot");
        fs::create_dir_all(&slot.dir).unwrap_or_else(|e| panic!("create {}: {e}", slot.dir.display()));
        slot
    }

    /// Directory of this slot; short, since socket paths end at 107 bytes.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Number, for names of network interfaces.
    pub(crate) fn number(&self) -> u8 {
        self.number
    }

    /// Addresses that nobody else uses.
    pub(crate) fn subnet(&self) -> Subnet {
        Subnet::of_slot(self.number)
    }

    /// Notes a process of this slot, so that a later run can end it should this one be unable to.
    pub(crate) fn note_process(&self, pid: u32) {
        leftovers::note_process(&self.dir, pid);
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        leftovers::sweep(&self.dir, self.subnet());
    }
}

/// Locks slot `number` if nobody holds it, and empties it.
fn take(root: &Path, number: u8) -> Option<Slot> {
    let lock = File::options().create(true).append(true).open(root.join(format!("{number}.lock"))).ok()?;
    lock.try_lock().ok()?;
    let dir = root.join(number.to_string());
    if dir.exists() {
        leftovers::sweep(&dir, Subnet::of_slot(number));
    }
    Some(Slot { number, dir, _lock: lock })
}

/// One directory per user, so that a run as root and a run as somebody else do not meet.
fn root() -> PathBuf {
    std::env::temp_dir().join(format!("mooring-testkit-{}", rustix::process::getuid().as_raw()))
}
