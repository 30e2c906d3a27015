//! How much of a hostile thing we look at.

/// Bounds for one layer and one archive. The defaults are far above every image seen and far below what hurts; whatever
/// goes beyond is reported as a [`Trouble`](crate::Trouble), and a caller that has waited long enough makes its reader fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one layer after decompression. The default is 64 GiB: a bomb of that size takes a minute, not a day.
    pub inflated: u64,
    /// Bytes of a whole archive after decompression of its outer wrapping. The default is 512 GiB.
    pub archive: u64,
    /// Entries, whiteouts and opaque folders of one layer. The default is a million.
    pub entries: usize,
    /// Entries of all layers of an archive together. The default is four million.
    pub archive_entries: usize,
    /// Bytes of all paths and link targets of one layer. The default is 256 MiB.
    pub names: usize,
    /// Bytes of one path or link target. The default is 4096, which is what Linux can open.
    pub path: usize,
    /// Bytes of holes in sparse files that are made into zeros for one layer, to be hashed and looked at. The default is
    /// 1 GiB; a sparse file beyond is listed with its size and without a hash.
    pub holes: u64,
    /// Bytes of one JSON document of an archive. The default is 8 MiB.
    pub document: usize,
    /// Bytes of all JSON documents of an archive. The default is 64 MiB.
    pub documents: usize,
    /// Layers of one archive. The default is 1024.
    pub layers: usize,
    /// Images of one archive. The default is 256.
    pub images: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            inflated: 64 << 30,
            archive: 512 << 30,
            entries: 1_000_000,
            archive_entries: 4_000_000,
            names: 256 << 20,
            path: 4096,
            holes: 1 << 30,
            document: 8 << 20,
            documents: 64 << 20,
            layers: 1024,
            images: 256,
        }
    }
}
