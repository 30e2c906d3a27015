//! Looks into the files of a layer while they pass, once for everybody.

use std::io::{self, Read};

use catalog::Facts;
use layer::{Entry, ImagePath, Look};

use super::extras::{self, Extras};
use crate::secret::{self, Detector, Hit};

/// A buffer that grew beyond this for one file is given back after it.
const KEPT_BUFFER: usize = 4 << 20;

/// Most secrets that are kept of one layer; beyond, the layer is full of them anyway.
const MOST_SECRETS: usize = 10_000;

/// Looks into the files of one layer: for packages, for secrets, and for what the anatomy needs.
#[derive(Debug, Default)]
pub struct Collector {
    catalog: catalog::Reader,
    detector: Detector,
    secrets: Vec<Hit>,
    extras: Extras,
    buffer: Vec<u8>,
}

impl Collector {
    /// One that has seen nothing yet; one for each layer.
    #[must_use]
    pub fn new() -> Self {
        Self { detector: Detector::new(), ..Self::default() }
    }

    pub(super) fn into_parts(self) -> (Vec<(ImagePath, Facts)>, Vec<Hit>, Extras) {
        (self.catalog.into_facts(), self.secrets, self.extras)
    }

    /// How much of a file is held for those that want it whole; nothing when only packages are looked for, which is done as
    /// it passes.
    fn held(&self, entry: &Entry) -> Option<u64> {
        let searched = self.detector.wants(entry).then_some(secret::MAX_FILE);
        let needed = extras::limit(entry);
        searched.max(needed).filter(|limit| entry.bytes <= *limit)
    }
}

impl Look for Collector {
    fn wants(&mut self, entry: &Entry) -> bool {
        self.held(entry).is_some() || self.catalog.wants(entry)
    }

    fn read(&mut self, entry: &Entry, content: &mut dyn Read) -> io::Result<()> {
        let Some(limit) = self.held(entry) else {
            return self.catalog.read(entry, content);
        };
        self.buffer.clear();
        (&mut *content).take(limit).read_to_end(&mut self.buffer)?;
        if self.catalog.wants(entry) {
            self.catalog.read(entry, &mut self.buffer.as_slice().chain(content))?;
        }
        if self.detector.wants(entry) && self.secrets.len() < MOST_SECRETS {
            self.secrets.extend(self.detector.look(entry, &self.buffer));
        }
        self.extras.look(entry, &self.buffer);
        if self.buffer.capacity() > KEPT_BUFFER {
            self.buffer = Vec::new();
        }
        Ok(())
    }
}
