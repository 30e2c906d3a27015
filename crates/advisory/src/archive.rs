//! The files of a zip archive, one after the other, none larger than allowed.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};

use flate2::read::DeflateDecoder;
use rawzip::{
    CompressionMethod, Error, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder,
    ZipLocator,
};

/// Where the end record is looked for.
const SEARCH: u64 = 1 << 20;

/// A reader as rawzip wants it.
struct Positioned<R>(RefCell<R>);

impl<R: Read + Seek> ReaderAt for Positioned<R> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut reader = self.0.borrow_mut();
        reader.seek(SeekFrom::Start(offset))?;
        reader.read(buffer)
    }
}

/// Calls with the name and the contents of each `.json`, or with why it could not be read. At most one byte more than `most`
/// is read of a file, so that the callee sees that it is too large.
pub(crate) fn each_json<E: From<Error>>(
    mut zip: impl Read + Seek,
    most: u64,
    mut call: impl FnMut(&str, Result<Vec<u8>, String>) -> Result<(), E>,
) -> Result<(), E> {
    let end = zip.seek(SeekFrom::End(0)).map_err(Error::from)?;
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let locator = ZipLocator::new().max_search_space(SEARCH);
    let archive = locator
        .locate_in_reader(Positioned(RefCell::new(zip)), &mut buffer, end)
        .map_err(|(_, error)| error)?;
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry()? {
        let name = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        if name.ends_with(".json") {
            let contents = contents(&archive, entry.wayfinder(), entry.compression_method(), most);
            call(&name, contents.map_err(|error| error.to_string()))?;
        }
    }
    Ok(())
}

fn contents<R: ReaderAt>(
    archive: &ZipArchive<R>,
    at: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    most: u64,
) -> io::Result<Vec<u8>> {
    let file = archive.get_entry(at).map_err(io::Error::other)?;
    let most = most.saturating_add(1);
    let mut contents = Vec::new();
    match method {
        CompressionMethod::DEFLATE => {
            file.verifying_reader(DeflateDecoder::new(file.reader())).take(most).read_to_end(&mut contents)?
        }
        CompressionMethod::STORE => {
            file.verifying_reader(file.reader()).take(most).read_to_end(&mut contents)?
        }
        _ => return Err(io::Error::other("its compression is not known")),
    };
    Ok(contents)
}
