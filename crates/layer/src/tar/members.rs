//! The members of a tar, one after the other.

use super::BLOCK;
use super::header::{self, Header};
use super::pax::Pax;
use super::sparse::{LineMap, Sparse, old_map};
use crate::window::{Stop, Window};

/// The largest header that describes the next member (long name, PAX); Go's reader has the same.
const MOST_DESCRIPTION: u64 = 1 << 20;

/// One member. The buffers are used again for the next.
#[derive(Debug, Default)]
pub(crate) struct Member {
    pub(crate) name: Vec<u8>,
    pub(crate) link: Vec<u8>,
    pub(crate) flag: u8,
    /// Bytes that are stored.
    pub(crate) stored: u64,
    pub(crate) mode: u32,
    pub(crate) uid: u64,
    pub(crate) gid: u64,
    pub(crate) mtime: i64,
    pub(crate) capabilities: bool,
    pub(crate) sparse: Option<Sparse>,
}

impl Member {
    /// Bytes of the file, holes included.
    pub(crate) fn size(&self) -> u64 {
        self.sparse.as_ref().map_or(self.stored, |sparse| sparse.size)
    }

    /// Whether it is a file with contents of its own.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self.flag, b'0' | b'7' | b'S')
    }

    /// Takes what the block says, and forgets the member before.
    fn set(&mut self, header: &Header<'_>) {
        self.name.clear();
        if !header.prefix.is_empty() {
            self.name.extend_from_slice(header.prefix);
            self.name.push(b'/');
        }
        self.name.extend_from_slice(header.name);
        self.link.clear();
        self.link.extend_from_slice(header.link);
        self.flag = header.flag;
        (self.mode, self.uid, self.gid) = (header.mode, header.uid, header.gid);
        (self.mtime, self.stored) = (header.mtime, header.size);
        self.capabilities = false;
        self.sparse = None;
    }

    fn describe(&mut self, pax: &mut Pax) {
        if let Some(path) = pax.path.take() {
            self.name = path;
        }
        if let Some(name) = pax.sparse.name.take() {
            self.name = name;
        }
        if let Some(link) = pax.link.take() {
            self.link = link;
        }
        self.stored = pax.size.unwrap_or(self.stored);
        self.uid = pax.uid.unwrap_or(self.uid);
        self.gid = pax.gid.unwrap_or(self.gid);
        self.mtime = pax.mtime.unwrap_or(self.mtime);
        self.capabilities = pax.capabilities;
    }

    /// Old tars have no flag for folders, and links, devices and folders have no contents whatever their size says.
    fn settle(&mut self) {
        if self.flag == 0 {
            self.flag = if self.name.ends_with(b"/") { b'5' } else { b'0' };
        }
        if matches!(self.flag, b'1'..=b'6') {
            self.stored = 0;
        }
    }
}

/// What stands in front of a member and describes it.
#[derive(Default)]
struct Description {
    pax: Pax,
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
}

/// Reads a tar member by member.
pub(crate) struct Members<'a> {
    window: Window<'a>,
    member: Member,
    /// Stored bytes of the current member that are still to come.
    left: u64,
    padding: u64,
}

impl<'a> Members<'a> {
    pub(crate) fn new(window: Window<'a>) -> Self {
        Self { window, member: Member::default(), left: 0, padding: 0 }
    }

    /// The current member.
    pub(crate) fn member(&self) -> &Member {
        &self.member
    }

    /// The stream, at the current member's contents.
    pub(crate) fn window(&mut self) -> &mut Window<'a> {
        &mut self.window
    }

    /// Goes to the next member; `false` at the end.
    pub(crate) fn advance(&mut self) -> Result<bool, Stop> {
        self.pass_content()?;
        let mut description = Description::default();
        loop {
            let Some(block) = self.block()? else { return Ok(false) };
            let header = Header::parse(&block).ok_or(Stop::Damaged)?;
            match header.flag {
                b'x' | b'X' => {
                    let records = self.description(header.size)?;
                    description.pax = Pax::parse(&records).ok_or(Stop::Damaged)?;
                }
                b'g' => drop(self.description(header.size)?),
                b'L' => description.name = Some(until_nul(self.description(header.size)?)),
                b'K' => description.link = Some(until_nul(self.description(header.size)?)),
                _ => {
                    self.begin(&block, &header, description)?;
                    return Ok(true);
                }
            }
        }
    }

    fn begin(&mut self, block: &[u8; BLOCK], header: &Header<'_>, mut said: Description) -> Result<(), Stop> {
        let member = &mut self.member;
        member.set(header);
        member.describe(&mut said.pax);
        if let Some(name) = said.name {
            member.name = name;
        }
        if let Some(link) = said.link {
            member.link = link;
        }
        member.settle();
        self.left = self.member.stored;
        self.padding = self.left.wrapping_neg() % BLOCK as u64;
        self.find_holes(block, said.pax)
    }

    fn find_holes(&mut self, block: &[u8; BLOCK], pax: Pax) -> Result<(), Stop> {
        if self.member.flag == b'S' {
            return self.old_sparse(block);
        }
        let Some(size) = pax.sparse.size.filter(|_| self.member.is_file()) else { return Ok(()) };
        if pax.sparse.map_in_content {
            self.sparse_in_content(size)?;
        } else if let Some(map) = pax.sparse.map {
            self.member.sparse = Some(Sparse::new(size, map, self.left));
        }
        Ok(())
    }

    /// GNU's old form: four pieces in the header, more in blocks behind it.
    fn old_sparse(&mut self, block: &[u8; BLOCK]) -> Result<(), Stop> {
        let size = header::number(header::field(block, 483, 12)).and_then(|size| u64::try_from(size).ok());
        let size = size.ok_or(Stop::Damaged)?;
        let mut pieces = Vec::new();
        let mut goes_on = old_map(block, 386, 4, &mut pieces).ok_or(Stop::Damaged)?;
        while goes_on {
            let more = self.raw_block()?.ok_or(Stop::Cut)?;
            goes_on = old_map(&more, 0, 21, &mut pieces).ok_or(Stop::Damaged)?;
        }
        self.member.sparse = Some(Sparse::new(size, pieces, self.left));
        Ok(())
    }

    /// GNU's newest form. A damaged map leaves a file of known size whose contents are not known.
    fn sparse_in_content(&mut self, size: u64) -> Result<(), Stop> {
        let mut map = LineMap::default();
        let mut taken = None;
        while self.left >= BLOCK as u64 {
            let block = self.raw_block()?.ok_or(Stop::Cut)?;
            self.left -= BLOCK as u64;
            taken = map.take(&block);
            if taken != Some(false) {
                break;
            }
        }
        self.member.sparse = Some(match taken {
            Some(true) => Sparse::new(size, map.pieces, self.left),
            _ => Sparse { size, pieces: None },
        });
        Ok(())
    }

    /// Some of the stored contents of the current member; none at their end.
    pub(super) fn chunk(&mut self) -> Result<&[u8], Stop> {
        if self.left == 0 {
            return Ok(&[]);
        }
        let chunk = self.window.chunk(self.left)?;
        if chunk.is_empty() { Err(Stop::Cut) } else { Ok(chunk) }
    }

    /// All stored contents of the current member, which are at most [`WHOLE`](crate::window::WHOLE). They stay to be passed over.
    pub(crate) fn whole(&mut self) -> Result<&[u8], Stop> {
        let length = usize::try_from(self.left).map_err(|_| Stop::TooLarge)?;
        let bytes = self.window.need(length)?;
        if bytes.len() < length { Err(Stop::Cut) } else { Ok(bytes) }
    }

    /// Passes over contents that were looked at.
    pub(super) fn consume(&mut self, count: usize) {
        self.window.consume(count);
        self.left = self.left.saturating_sub(count as u64);
    }

    /// Copies stored contents out, at most `most`.
    pub(super) fn read(&mut self, place: &mut [u8], most: u64) -> Result<usize, Stop> {
        let most = usize::try_from(self.left.min(most)).unwrap_or(usize::MAX).min(place.len());
        if most == 0 {
            return Ok(0);
        }
        let count = self.window.read(place.get_mut(..most).unwrap_or_default())?;
        if count == 0 {
            return Err(Stop::Cut);
        }
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }

    fn pass_content(&mut self) -> Result<(), Stop> {
        let rest = std::mem::take(&mut self.left).saturating_add(std::mem::take(&mut self.padding));
        self.window.skip(rest)
    }

    /// The next header block; nothing at the end mark. A stream that ends without one is cut short, unless it is empty.
    fn block(&mut self) -> Result<Option<[u8; BLOCK]>, Stop> {
        match self.raw_block()? {
            Some(block) if header::is_zero(&block) => Ok(None),
            Some(block) => Ok(Some(block)),
            None if self.window.passed() == 0 => Ok(None),
            None => Err(Stop::Cut),
        }
    }

    /// The next block; nothing when the stream ends in front of it.
    fn raw_block(&mut self) -> Result<Option<[u8; BLOCK]>, Stop> {
        let bytes = self.window.need(BLOCK)?;
        let block = <[u8; BLOCK]>::try_from(bytes).ok();
        if block.is_none() && !bytes.is_empty() {
            return Err(Stop::Cut);
        }
        self.window.consume(BLOCK);
        Ok(block)
    }

    fn description(&mut self, size: u64) -> Result<Vec<u8>, Stop> {
        if size > MOST_DESCRIPTION {
            return Err(Stop::TooLarge);
        }
        (self.left, self.padding) = (size, size.wrapping_neg() % BLOCK as u64);
        let mut bytes = Vec::new();
        loop {
            let chunk = self.chunk()?;
            let count = chunk.len();
            if count == 0 {
                self.pass_content()?;
                return Ok(bytes);
            }
            bytes.extend_from_slice(chunk);
            self.consume(count);
        }
    }
}

fn until_nul(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
    bytes
}
