//! Manifests and configs by digest, which never change: kept until the room is needed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use oci::Digest;

/// Room for all of it, in bytes.
const ROOM: usize = 64 * 1024 * 1024;

/// What an entry costs beside its bytes, roughly.
const OVERHEAD: usize = 512;

/// Checked content and its type. The least recently used goes first.
#[derive(Debug)]
pub(crate) struct Cache {
    shelf: Mutex<Shelf>,
    room: usize,
}

#[derive(Debug, Default)]
struct Shelf {
    entries: HashMap<Digest, Entry>,
    used: usize,
    /// Counts uses; the entry with the smallest number is the oldest.
    turn: u64,
}

#[derive(Debug)]
struct Entry {
    media_type: String,
    bytes: Bytes,
    turn: u64,
}

impl Default for Cache {
    fn default() -> Self {
        Self { shelf: Mutex::default(), room: ROOM }
    }
}

impl Cache {
    pub(crate) fn get(&self, digest: &Digest) -> Option<(String, Bytes)> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.turn += 1;
        let turn = shelf.turn;
        let entry = shelf.entries.get_mut(digest)?;
        entry.turn = turn;
        Some((entry.media_type.clone(), entry.bytes.clone()))
    }

    pub(crate) fn put(&self, digest: &Digest, media_type: &str, bytes: &Bytes) {
        let cost = bytes.len() + OVERHEAD;
        if cost > self.room {
            return;
        }
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.turn += 1;
        let entry = Entry { media_type: media_type.to_owned(), bytes: bytes.clone(), turn: shelf.turn };
        if let Some(old) = shelf.entries.insert(digest.clone(), entry) {
            shelf.used -= old.bytes.len() + OVERHEAD;
        }
        shelf.used += cost;
        while shelf.used > self.room {
            shelf.drop_oldest();
        }
    }
}

impl Shelf {
    fn drop_oldest(&mut self) {
        let oldest =
            self.entries.iter().min_by_key(|(_, entry)| entry.turn).map(|(digest, _)| digest.clone());
        match oldest.and_then(|digest| self.entries.remove(&digest)) {
            Some(entry) => self.used -= entry.bytes.len() + OVERHEAD,
            None => self.used = 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_goes() {
        let cache = Cache { shelf: Mutex::default(), room: 3 * (OVERHEAD + 100) };
        let bytes = Bytes::from(vec![0; 100]);
        let digest = |digit: &str| Digest::parse(&format!("sha256:{}", digit.repeat(64))).unwrap();
        for digit in ["a", "b", "c"] {
            cache.put(&digest(digit), "t", &bytes);
        }
        cache.put(&digest("a"), "t", &bytes);
        assert!(cache.get(&digest("b")).is_some());
        cache.put(&digest("d"), "t", &bytes);
        let there = ["a", "b", "c", "d"].map(|digit| cache.get(&digest(digit)).is_some());
        assert_eq!(there, [true, true, false, true]);
        cache.put(&digest("e"), "t", &Bytes::from(vec![0; 10_000]));
        assert!(cache.get(&digest("e")).is_none() && cache.get(&digest("d")).is_some());
    }
}
