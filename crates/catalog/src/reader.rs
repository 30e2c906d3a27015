//! Looks into the files of a layer while they pass.

use std::io::{self, Read};

use layer::{Entry, ImagePath, Look};

use crate::table::{Cataloger, PASSING, TABLE};
use crate::{Facts, Unread};

/// Most memory that the facts of one layer take, in bytes. Real images stay below a tenth.
const MAX_FACTS: usize = 192 << 20;

/// How many bytes decide whether a file is read whole: enough for the magic of every form we know.
const START: usize = 8;

/// A buffer that grew beyond this for one file is given back after it.
const KEPT_BUFFER: usize = 4 << 20;

/// Keeps the facts about every file of one layer that tells about packages.
///
/// It holds one file at a time in memory, up to the limit of its kind.
#[derive(Debug, Default)]
pub struct Reader {
    facts: Vec<(ImagePath, Facts)>,
    weight: usize,
    buffer: Vec<u8>,
}

impl Reader {
    /// A reader that has seen nothing yet; one for each layer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What was learned, in the order of the layer; files that told nothing are left out.
    #[must_use]
    pub fn into_facts(self) -> Vec<(ImagePath, Facts)> {
        self.facts
    }

    fn keep(&mut self, path: &ImagePath, mut facts: Facts) {
        if facts.is_empty() {
            return;
        }
        let weight = facts.weight();
        if self.weight.saturating_add(weight) > MAX_FACTS {
            facts = Facts::unread(Unread::TooLarge);
        }
        self.weight = self.weight.saturating_add(facts.weight());
        self.facts.push((path.clone(), facts));
    }

    /// Reads a file that is too large to hold, while it passes, if somebody can.
    fn pass(&self, entry: &Entry, content: &mut dyn Read) -> io::Result<Facts> {
        let mut passing =
            PASSING.iter().filter(|passing| (passing.wants)(entry) && (passing.starts)(&self.buffer));
        match passing.next() {
            Some(passing) if self.buffer.len() <= START => (passing.read)(entry, &self.buffer, content),
            _ => Ok(Facts::unread(Unread::TooLarge)),
        }
    }

    /// Fills the buffer from `content` up to `limit` bytes in all. Returns whether that was everything.
    fn fill(&mut self, content: &mut dyn Read, limit: u64) -> io::Result<bool> {
        let room = limit.saturating_add(1).saturating_sub(self.buffer.len() as u64);
        content.take(room).read_to_end(&mut self.buffer)?;
        Ok(self.buffer.len() as u64 <= limit)
    }
}

impl Look for Reader {
    fn wants(&mut self, entry: &Entry) -> bool {
        TABLE.iter().any(|cataloger| (cataloger.wants)(entry))
    }

    fn read(&mut self, entry: &Entry, content: &mut dyn Read) -> io::Result<()> {
        self.buffer.clear();
        self.fill(content, START as u64 - 1)?;
        let interested: Vec<&Cataloger> = TABLE
            .iter()
            .copied()
            .filter(|cataloger| (cataloger.wants)(entry) && (cataloger.starts)(&self.buffer))
            .collect();
        let (fitting, over): (Vec<_>, Vec<_>) =
            interested.into_iter().partition(|cataloger| entry.bytes <= cataloger.limit);
        let mut facts = Facts::default();
        if let Some(limit) = fitting.iter().map(|cataloger| cataloger.limit).max() {
            if self.fill(content, limit)? {
                for cataloger in &fitting {
                    facts.join((cataloger.read)(entry, &self.buffer));
                }
            } else {
                facts.join(Facts::unread(Unread::TooLarge));
            }
        }
        if !over.is_empty() {
            facts.join(self.pass(entry, content)?);
        }
        self.keep(&entry.path, facts);
        if self.buffer.capacity() > KEPT_BUFFER {
            self.buffer = Vec::new();
        }
        Ok(())
    }
}
