//! An archive as a stream: what it is becomes clear at its end, so everything that may matter is read as it passes.

use std::collections::HashMap;
use std::io::Read;

use oci::Digest;

use super::gather::{Found, gather};
use super::plan::{clean, digest_of, plan};
use super::{Archive, ArchiveError, Wanted};
use crate::read::{read_layer, read_summed};
use crate::tar::{BLOCK, Content, Members, looks_like_layer};
use crate::unpack::unpack;
use crate::{ImagePath, Limits, Look};

/// Links from member to member that are followed.
const MOST_STEPS: usize = 8;

/// Reads an archive once, from first byte to last, as an engine sends it: Docker's (1.10 to 29), Podman's, or an OCI layout
/// in a tar; plain, gzip or zstd outside and inside; members in any order. One looker is made for each layer.
///
/// # Errors
/// When the reader or a looker fails, or when the archive's own frame cannot be read. A layer with something wrong is an index
/// with a [`Trouble`](crate::Trouble).
pub fn read_archive<L: Look>(
    source: impl Read,
    make: &mut dyn FnMut() -> L,
    wanted: &Wanted<'_>,
    limits: &Limits,
) -> Result<Archive<L>, ArchiveError> {
    let window = unpack(source, limits.archive, None).map_err(ArchiveError::Source)?;
    let mut members = Members::new(window);
    let mut seen = Seen {
        wanted,
        limits,
        found: HashMap::new(),
        links: HashMap::new(),
        documents: HashMap::new(),
        left: Left::of(limits),
    };
    while members.advance()? {
        seen.member(&mut members, make)?;
    }
    members.window().drain()?;
    seen.finish()
}

/// What may still be kept.
struct Left {
    documents: usize,
    layers: usize,
    entries: usize,
}

impl Left {
    fn of(limits: &Limits) -> Self {
        Self { documents: limits.documents, layers: limits.layers, entries: limits.archive_entries }
    }
}

/// What has passed so far, by the names of the members.
struct Seen<'w, L> {
    wanted: &'w Wanted<'w>,
    limits: &'w Limits,
    found: HashMap<String, Found<L>>,
    /// Members that stand for others.
    links: HashMap<String, String>,
    documents: HashMap<String, Vec<u8>>,
    left: Left,
}

/// What the first block of a member says that it is.
enum Looks {
    Layer,
    Document,
    Nothing,
}

impl<L: Look> Seen<'_, L> {
    fn member(&mut self, members: &mut Members<'_>, make: &mut dyn FnMut() -> L) -> Result<(), ArchiveError> {
        let member = members.member();
        let Some(name) = std::str::from_utf8(&member.name).ok().and_then(clean) else { return Ok(()) };
        if matches!(member.flag, b'1' | b'2') {
            self.link(name, member.flag == b'2', &member.link.clone());
            return Ok(());
        }
        if !member.is_file() || member.sparse.is_some() || member.stored == 0 {
            return Ok(());
        }
        let size = member.stored;
        let start = usize::try_from(size).unwrap_or(usize::MAX).min(BLOCK);
        match looks(members.window().need(start)?) {
            Looks::Layer => self.layer(name, members, make),
            Looks::Document if self.has_room(size) => self.document(name, members),
            Looks::Document | Looks::Nothing => Ok(()),
        }
    }

    fn layer(
        &mut self,
        name: String,
        members: &mut Members<'_>,
        make: &mut dyn FnMut() -> L,
    ) -> Result<(), ArchiveError> {
        self.left.layers = self.left.layers.checked_sub(1).ok_or(ArchiveError::TooLarge)?;
        if digest_of(&name).is_some_and(|digest: Digest| (self.wanted.known)(&digest)) {
            self.found.insert(name, Found::Known);
            return Ok(());
        }
        let limits = Limits { entries: self.limits.entries.min(self.left.entries), ..self.limits.clone() };
        let mut look = make();
        let mut content = Content::unhashed(members);
        let read = match self.wanted.verify {
            true => read_summed(&mut content, &mut look, &limits).map(|(index, sum)| (index, Some(sum))),
            false => read_layer(&mut content, &mut look, &limits).map(|index| (index, None)),
        };
        if let Some(stop) = content.stop() {
            return Err(stop.into());
        }
        let (index, sum) = read?;
        self.left.entries = self.left.entries.saturating_sub(index.entries.len());
        self.found.insert(name, Found::Read(index, look, sum));
        Ok(())
    }

    fn has_room(&self, size: u64) -> bool {
        size <= self.limits.document.min(self.left.documents) as u64
    }

    fn document(&mut self, name: String, members: &mut Members<'_>) -> Result<(), ArchiveError> {
        let mut bytes = Vec::new();
        let mut content = Content::unhashed(members);
        let read = content.read_to_end(&mut bytes);
        match (read, content.stop()) {
            (_, Some(stop)) => return Err(stop.into()),
            (Err(error), None) => return Err(ArchiveError::Source(error)),
            (Ok(_), None) => {}
        }
        self.left.documents = self.left.documents.saturating_sub(bytes.len());
        self.documents.insert(name, bytes);
        Ok(())
    }

    /// Symbolic links are written from where they stand, hard links from the top.
    fn link(&mut self, name: String, is_symbolic: bool, target: &[u8]) {
        let folder = if is_symbolic { name.rsplit_once('/').map(|(folder, _)| folder) } else { None };
        if self.links.len() < self.limits.layers * 4
            && let Some(target) = resolved(folder.unwrap_or_default(), target)
        {
            self.links.insert(name, target);
        }
    }

    fn finish(mut self) -> Result<Archive<L>, ArchiveError> {
        let documents = std::mem::take(&mut self.documents);
        let links = std::mem::take(&mut self.links);
        let images =
            plan(&|member| documents.get(follow(&links, member)).cloned(), self.wanted, self.limits)?;
        Ok(gather(images, &mut |layer| {
            let member = follow(&links, &layer.member);
            match self.found.get(member) {
                Some(Found::Known) => Some(Found::Known),
                _ => self.found.remove(member),
            }
        }))
    }
}

fn looks(start: &[u8]) -> Looks {
    let text = start.trim_ascii_start();
    if looks_like_layer(start) {
        Looks::Layer
    } else if matches!(text.first(), Some(b'{' | b'[')) {
        Looks::Document
    } else {
        Looks::Nothing
    }
}

/// Where a link in a folder points, if it stays in the archive.
pub(super) fn resolved(folder: &str, target: &[u8]) -> Option<String> {
    let target = std::str::from_utf8(target).ok()?;
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    ImagePath::parse(parts.join("/").as_bytes())?.as_str().map(str::to_owned)
}

/// The member that a name stands for.
pub(super) fn follow<'n>(links: &'n HashMap<String, String>, mut name: &'n str) -> &'n str {
    for _ in 0..MOST_STEPS {
        match links.get(name) {
            Some(target) => name = target,
            None => break,
        }
    }
    name
}
