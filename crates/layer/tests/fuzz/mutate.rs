//! Random damage that a tar reader has to think about.

use std::io::Write as _;

const BLOCK: usize = 512;

/// Numbers that look random and are the same for the same start.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(start: u64) -> Self {
        Self(start.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `most`, which is not 0.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % most
    }
}

/// One of the seeds with some damage.
pub(crate) fn mutate(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        damage(&mut bytes, seeds, random);
    }
    if random.below(4) > 0 {
        mend_checksums(&mut bytes);
    }
    match random.below(8) {
        0 => packed(gzip(&bytes), random),
        1 => packed(zstd::encode_all(bytes.as_slice(), 1).expect("memory"), random),
        _ => bytes,
    }
}

/// Damage in a packed stream, in half of the cases.
fn packed(mut bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    if random.below(2) == 0 && !bytes.is_empty() {
        let at = random.below(bytes.len());
        bytes[at] ^= 1 << random.below(8);
    }
    bytes
}

fn damage(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Random) {
    if bytes.is_empty() {
        return;
    }
    let at = random.below(bytes.len());
    let block = at / BLOCK * BLOCK;
    match random.below(9) {
        0 => bytes[at] ^= 1 << random.below(8),
        1 => bytes[at] = b"\0\xff/.-0179sxgLKS{}[\"\n "[random.below(21)],
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(block..(block + BLOCK).min(bytes.len()))),
        4 => {
            let copy = bytes[block..(block + BLOCK).min(bytes.len())].to_vec();
            bytes.splice(block..block, copy);
        }
        5 => {
            let other = &seeds[random.below(seeds.len())];
            let from = random.below(other.len()) / BLOCK * BLOCK;
            let part = other[from..(from + BLOCK * 3).min(other.len())].to_vec();
            bytes.splice(block..block, part);
        }
        6 => field(bytes, block, random),
        7 => digits(bytes, at, random),
        _ => flag(bytes, block, random),
    }
}

/// A number of a header becomes one that nobody expects.
fn field(bytes: &mut [u8], block: usize, random: &mut Random) {
    let (offset, length) =
        [(100, 8), (108, 8), (124, 12), (136, 12), (386, 12), (398, 12), (483, 12)][random.below(7)];
    let value: &[u8] = [
        b"77777777777\0".as_slice(),
        b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        b"00000000000\0",
        b"00000001000\0",
        b"            ",
    ][random.below(6)];
    for (place, byte) in bytes.iter_mut().skip(block + offset).take(length).zip(value) {
        *place = *byte;
    }
}

/// A decimal number near a place becomes another.
fn digits(bytes: &mut [u8], at: usize, random: &mut Random) {
    for byte in bytes
        .iter_mut()
        .skip(at)
        .skip_while(|byte| !byte.is_ascii_digit())
        .take_while(|byte| byte.is_ascii_digit())
    {
        *byte = b"0123456789"[random.below(10)];
    }
}

fn flag(bytes: &mut [u8], block: usize, random: &mut Random) {
    if let Some(flag) = bytes.get_mut(block + 156) {
        *flag = b"\x000123456789xgLKSDVMA"[random.below(20)];
    }
}

/// Headers whose checksum is wrong teach a fuzzer nothing.
fn mend_checksums(bytes: &mut [u8]) {
    for block in bytes.chunks_exact_mut(BLOCK).filter(|block| block[257..262] == *b"ustar") {
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}
