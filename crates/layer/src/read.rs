//! One layer, in one pass.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

use sha2::{Digest as _, Sha256};
use twox_hash::XxHash3_64;

use crate::draft::{Draft, Role};
use crate::tar::{Content, Member, Members};
use crate::unpack::unpack;
use crate::window::{Stop, WHOLE};
use crate::{Entry, ImagePath, Index, Kind, Limits, Look, TroubleKind};

/// Why a layer was not read to its end. What the layer itself has wrong is a [`Trouble`](crate::Trouble) of its index.
#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    /// The reader that was handed in failed.
    #[error("the layer could not be read on")]
    Source(#[source] io::Error),
    /// The looker failed for a reason of its own.
    #[error("a file of the layer could not be looked into")]
    Look(#[source] io::Error),
}

/// Reads a layer's tar once, plain, gzip or zstd, which its first bytes tell. Shows files to `look` as they pass and hashes
/// all contents. The reader is read to its end, so that a stream behind it is complete.
///
/// A path that stands twice in the layer is shown twice; the later one counts and is the one listed.
///
/// # Errors
/// Only when the reader or the looker fails. A layer that is damaged, cut short or beyond the limits is an index of what was
/// read with a [`Trouble`](crate::Trouble).
pub fn read_layer(source: impl Read, look: &mut dyn Look, limits: &Limits) -> Result<Index, LayerError> {
    let window = unpack(source, limits.inflated, None).map_err(LayerError::Source)?;
    Pass { members: Members::new(window), look, draft: Draft::new(limits), limits, holes: limits.holes }.run()
}

/// The same, with the SHA-256 of the uncompressed tar.
pub(crate) fn read_summed(
    source: impl Read,
    look: &mut dyn Look,
    limits: &Limits,
) -> Result<(Index, [u8; 32]), LayerError> {
    let sum = Rc::new(RefCell::new(Sha256::new()));
    let window = unpack(source, limits.inflated, Some(Rc::clone(&sum))).map_err(LayerError::Source)?;
    let pass =
        Pass { members: Members::new(window), look, draft: Draft::new(limits), limits, holes: limits.holes };
    let index = pass.run()?;
    let sum = sum.borrow().clone().finalize().into();
    Ok((index, sum))
}

/// Why a pass ends before the layer does.
enum Halt {
    Stop(Stop),
    Look(io::Error),
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

struct Pass<'l, 'a> {
    members: Members<'a>,
    look: &'l mut dyn Look,
    draft: Draft<'l>,
    limits: &'l Limits,
    /// Bytes of holes that may still be made into zeros.
    holes: u64,
}

impl Pass<'_, '_> {
    fn run(mut self) -> Result<Index, LayerError> {
        let outcome = self.all().and_then(|()| Ok(self.members.window().drain()?));
        let trouble = match outcome {
            Ok(()) => return Ok(self.draft.finish()),
            Err(Halt::Look(error)) => return Err(LayerError::Look(error)),
            Err(Halt::Stop(Stop::Source(error))) => return Err(LayerError::Source(error)),
            Err(Halt::Stop(Stop::Cut)) => TroubleKind::CutShort,
            Err(Halt::Stop(Stop::Damaged)) => TroubleKind::Damaged,
            Err(Halt::Stop(Stop::TooLarge)) => TroubleKind::TooLarge,
        };
        self.draft.trouble(b"", trouble);
        self.read_to_the_end(trouble)?;
        Ok(self.draft.finish())
    }

    /// A tar that cannot be read on may stand in a stream that can.
    fn read_to_the_end(&mut self, trouble: TroubleKind) -> Result<(), LayerError> {
        if trouble == TroubleKind::TooLarge {
            return Ok(());
        }
        match self.members.window().drain() {
            Err(Stop::Source(error)) => Err(LayerError::Source(error)),
            _ => Ok(()),
        }
    }

    fn all(&mut self) -> Result<(), Halt> {
        while self.members.advance()? {
            if self.draft.is_full() {
                break;
            }
            if let Role::Entry(path) = self.draft.role(&self.members.member().name) {
                self.entry(path)?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, path: ImagePath) -> Result<(), Halt> {
        let member = self.members.member();
        let Some(kind) = kind(member) else {
            self.draft.trouble(path.as_bytes(), TroubleKind::UnknownKind);
            return Ok(());
        };
        if member.link.len() > self.limits.path {
            self.draft.trouble(path.as_bytes(), TroubleKind::TooLarge);
            return Ok(());
        }
        let mut entry = entry(member, path, kind);
        let content = if kind == Kind::File { self.content(&mut entry) } else { Ok(()) };
        self.draft.push(entry);
        content
    }

    /// Hashes the contents, and shows them to whoever wants to see them.
    fn content(&mut self, entry: &mut Entry) -> Result<(), Halt> {
        if !self.may_fill_holes() {
            self.draft.trouble(entry.path.as_bytes(), TroubleKind::TooLarge);
            return Ok(());
        }
        let is_wanted = self.look.wants(entry);
        let member = self.members.member();
        if member.sparse.is_none() && member.stored <= WHOLE as u64 {
            return self.small(entry, is_wanted);
        }
        let mut content = Content::new(&mut self.members);
        if is_wanted && let Err(error) = self.look.read(entry, &mut content) {
            return Err(content.stop().map_or(Halt::Look(error), Halt::Stop));
        }
        entry.hash = content.finish()?;
        Ok(())
    }

    /// A file that lies in the buffer as a whole.
    fn small(&mut self, entry: &mut Entry, is_wanted: bool) -> Result<(), Halt> {
        let whole = self.members.whole()?;
        entry.hash = Some(XxHash3_64::oneshot(whole));
        if is_wanted {
            // The looker is told no hash, here as with large files.
            let hash = entry.hash.take();
            self.look.read(entry, &mut &*whole).map_err(Halt::Look)?;
            entry.hash = hash;
        }
        Ok(())
    }

    /// Whether the current file has no holes, or few enough. Its contents are passed over otherwise.
    fn may_fill_holes(&mut self) -> bool {
        let Some(sparse) = &self.members.member().sparse else { return true };
        let left = self.holes.checked_sub(sparse.holes()).filter(|_| sparse.pieces.is_some());
        self.holes = left.unwrap_or(self.holes);
        left.is_some()
    }
}

fn kind(member: &Member) -> Option<Kind> {
    if member.is_file() {
        return Some(Kind::File);
    }
    match member.flag {
        b'1' => Some(Kind::HardLink),
        b'2' => Some(Kind::Symlink),
        b'3' => Some(Kind::CharDevice),
        b'4' => Some(Kind::BlockDevice),
        b'5' | b'D' => Some(Kind::Directory),
        b'6' => Some(Kind::Fifo),
        _ => None,
    }
}

fn entry(member: &Member, path: ImagePath, kind: Kind) -> Entry {
    Entry {
        path,
        kind,
        bytes: if kind == Kind::File { member.size() } else { 0 },
        mode: member.mode,
        uid: member.uid,
        gid: member.gid,
        mtime: member.mtime,
        link: matches!(kind, Kind::Symlink | Kind::HardLink).then(|| member.link.clone()),
        hash: None,
        capabilities: member.capabilities,
    }
}

#[cfg(test)]
mod tests;
