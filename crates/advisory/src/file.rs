//! The index file: a head that is decoded when it is opened, and blocks that are decoded when they are asked for.
//!
//! `moor-adv`, format (u32), checksum of all that follows (XXH3, u128), length of the packed head (u32), length of the
//! unpacked head (u32), head, blocks. Numbers are little-endian; head and blocks are postcard in zstd.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use crate::index::{IndexError, Source};

const MAGIC: &[u8; 8] = b"moor-adv";
const FORMAT: u32 = 1;
/// Before what the checksum covers.
const PREFIX: usize = 8 + 4 + 16;
/// Largest head or block, unpacked.
const LARGEST: u32 = 256 << 20;
/// Of zstd: small files, still quick to make.
const LEVEL: i32 = 15;

/// What is known before any block is opened.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Head {
    pub ecosystem: String,
    pub source: Source,
    pub newest: Option<Timestamp>,
    pub records: u64,
    /// Sorted.
    pub releases: Vec<String>,
    /// Sorted by name.
    pub names: Vec<Name>,
    pub package_blocks: Vec<Block>,
    /// With the id each begins with.
    pub record_blocks: Vec<(String, Block)>,
}

/// Where a package's entries are.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Name {
    pub name: String,
    pub block: u32,
    pub at: u32,
    pub len: u32,
}

/// Where a block is in the body, and how long it is unpacked.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Block {
    pub at: u64,
    pub packed: u32,
    pub len: u32,
}

/// One advisory about one package in one release; the bytes are an [`Affected`](crate::stored::Affected).
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Entry<'a> {
    pub release: u32,
    pub record: u32,
    pub bytes: &'a [u8],
}

/// Packs a block at the end of the body.
pub(crate) fn append(body: &mut Vec<u8>, bytes: &[u8]) -> Result<Block, IndexError> {
    let len = u32::try_from(bytes.len()).ok().filter(|len| *len <= LARGEST).ok_or(IndexError::TooLarge)?;
    let packed = zstd::bulk::compress(bytes, LEVEL)?;
    let block = Block {
        at: body.len() as u64,
        packed: u32::try_from(packed.len()).map_err(|_| IndexError::TooLarge)?,
        len,
    };
    body.extend_from_slice(&packed);
    Ok(block)
}

/// The whole file.
pub(crate) fn write(head: &Head, body: &[u8]) -> Result<Vec<u8>, IndexError> {
    let head = postcard::to_stdvec(head).map_err(|_| IndexError::Damaged)?;
    let mut packed = Vec::new();
    let block = append(&mut packed, &head)?;
    let mut rest = Vec::with_capacity(8 + packed.len() + body.len());
    rest.extend_from_slice(&block.packed.to_le_bytes());
    rest.extend_from_slice(&block.len.to_le_bytes());
    rest.extend_from_slice(&packed);
    rest.extend_from_slice(body);
    let mut file = Vec::with_capacity(PREFIX + rest.len());
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&FORMAT.to_le_bytes());
    file.extend_from_slice(&XxHash3_128::oneshot(&rest).to_le_bytes());
    file.extend_from_slice(&rest);
    Ok(file)
}

/// The head, and where the body begins.
pub(crate) fn open(file: &[u8]) -> Result<(Head, usize), IndexError> {
    let rest = file.strip_prefix(MAGIC).ok_or(IndexError::Format)?;
    let (format, rest) = number(rest).ok_or(IndexError::Format)?;
    if format != FORMAT {
        return Err(IndexError::Format);
    }
    let (checksum, rest) = rest.split_first_chunk::<16>().ok_or(IndexError::Damaged)?;
    if XxHash3_128::oneshot(rest) != u128::from_le_bytes(*checksum) {
        return Err(IndexError::Damaged);
    }
    let (packed, rest) = number(rest).ok_or(IndexError::Damaged)?;
    let (len, rest) = number(rest).ok_or(IndexError::Damaged)?;
    let head = unpack(rest, Block { at: 0, packed, len })?;
    let head = postcard::from_bytes(&head).map_err(|_| IndexError::Damaged)?;
    Ok((head, PREFIX + 8 + packed as usize))
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*number), rest))
}

/// Unpacks a block of a body.
pub(crate) fn unpack(body: &[u8], block: Block) -> Result<Vec<u8>, IndexError> {
    let at = usize::try_from(block.at).map_err(|_| IndexError::Damaged)?;
    let end = at.checked_add(block.packed as usize).ok_or(IndexError::Damaged)?;
    let packed = body.get(at..end).filter(|_| block.len <= LARGEST).ok_or(IndexError::Damaged)?;
    let bytes = zstd::bulk::decompress(packed, block.len as usize).map_err(|_| IndexError::Damaged)?;
    if bytes.len() == block.len as usize { Ok(bytes) } else { Err(IndexError::Damaged) }
}
