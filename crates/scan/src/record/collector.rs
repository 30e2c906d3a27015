//! Looks into the files of a layer while they pass, once for everybody.

use std::io::{self, Read};

use layer::{Entry, Look};

use crate::secret::{Detector, Hit};

/// Looks into the files of one layer: for packages, for secrets, and for what the anatomy needs.
#[derive(Debug, Default)]
pub struct Collector {
    catalog: catalog::Reader,
    detector: Option<Detector>,
    secrets: Vec<Hit>,
}

impl Collector {
    /// One that looks for everything; one for each layer.
    #[must_use]
    pub fn new() -> Self {
        Self { detector: Some(Detector::new()), ..Self::default() }
    }
}

impl Look for Collector {
    fn wants(&mut self, entry: &Entry) -> bool {
        self.catalog.wants(entry)
    }

    fn read(&mut self, entry: &Entry, content: &mut dyn Read) -> io::Result<()> {
        self.catalog.read(entry, content)
    }
}
