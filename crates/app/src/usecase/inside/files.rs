//! The files of an image, to be browsed.

use layer::{Change, ImagePath, Kind};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, percent_encode};
use scan::files::{self, Query, Row};

use crate::App;
use crate::doctor;
use crate::inside::place;
use crate::wire::{FileRow, FileState, FilesRequest, FilesView, Problem};

/// Rows that are handed out at once.
const MOST: usize = 5_000;

/// What a path keeps as it is: everything that can be read, but the sign of the encoding itself.
const ENCODED: &AsciiSet = &CONTROLS.add(b'%').add(b'\\');

impl App {
    /// Lists the files of a folder, or what is found below it.
    ///
    /// # Errors
    /// When nobody has looked into the image, or the folder's name is none.
    pub async fn image_files(&self, request: FilesRequest) -> Result<FilesView, Problem> {
        let anatomy = self.anatomy(&request.image).await?;
        let folder = decoded(&request.folder)?;
        let query = Query { layer: request.layer, folder, find: request.find, limit: MOST };
        let listed = tokio::task::spawn_blocking(move || files::list(&anatomy, &query));
        let rows = listed.await.map_err(|_panic| doctor::problem("internal", []))?;
        Ok(FilesView { rows: rows.rows.iter().map(row_view).collect(), more: rows.more })
    }

    /// Lists every file of a layer, in the order of their paths.
    ///
    /// # Errors
    /// When nobody has looked into the image.
    pub async fn layer_files(&self, id: &str, layer: u32) -> Result<Vec<FileRow>, Problem> {
        let anatomy = self.anatomy(id).await?;
        let listed = tokio::task::spawn_blocking(move || {
            let (mut open, mut rows) = (vec![ImagePath::default()], Vec::new());
            while let Some(folder) = open.pop() {
                let query = Query { layer: Some(layer), folder, find: String::new(), limit: usize::MAX };
                for row in files::list(&anatomy, &query).rows {
                    if row.kind == Kind::Directory && row.change != Change::Removed {
                        open.push(row.path.clone());
                    }
                    rows.push(row);
                }
            }
            rows.sort_by(|a, b| a.path.cmp(&b.path));
            rows
        });
        let rows = listed.await.map_err(|_panic| doctor::problem("internal", []))?;
        Ok(rows.iter().map(row_view).collect())
    }
}

fn row_view(row: &Row) -> FileRow {
    let name = String::from_utf8_lossy(row.path.name());
    FileRow {
        name: name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect(),
        path: encoded(&row.path),
        kind: kind_word(row.kind).to_owned(),
        bytes: row.bytes,
        mode: mode_text(row.mode),
        owner: format!("{}:{}", row.uid, row.gid),
        link: row.link.as_deref().map(shown),
        layer: row.layer,
        state: state(row.change),
        place: row.place.map(place),
        package: row.package.clone(),
        hidden_by: row.hidden_by,
    }
}

/// Text of a path that says all of its bytes.
pub(super) fn encoded(path: &ImagePath) -> String {
    percent_encode(path.as_bytes(), ENCODED).to_string()
}

pub(super) fn decoded(text: &str) -> Result<ImagePath, Problem> {
    let bytes: Vec<u8> = percent_decode_str(text).collect();
    ImagePath::parse(&bytes).ok_or_else(|| doctor::problem("inside.fileGone", [("path", text.to_owned())]))
}

fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::File => "file",
        Kind::Directory => "directory",
        Kind::Symlink => "symlink",
        Kind::HardLink => "hardlink",
        Kind::CharDevice | Kind::BlockDevice => "device",
        Kind::Fifo => "fifo",
    }
}

fn state(change: Change) -> FileState {
    match change {
        Change::Added => FileState::Added,
        Change::Modified | Change::Attributes => FileState::Changed,
        Change::Removed => FileState::Removed,
        Change::Same => FileState::Kept,
    }
}

/// `rwsr-xr-t`, as `ls` writes it.
fn mode_text(mode: u32) -> String {
    let triple = |shift: u32, special: u32, letter: char| {
        let bits = mode >> shift;
        let execute = match (bits & 1 != 0, mode & special != 0) {
            (true, true) => letter,
            (false, true) => letter.to_ascii_uppercase(),
            (true, false) => 'x',
            (false, false) => '-',
        };
        [if bits & 4 != 0 { 'r' } else { '-' }, if bits & 2 != 0 { 'w' } else { '-' }, execute]
    };
    [triple(6, 0o4000, 's'), triple(3, 0o2000, 's'), triple(0, 0o1000, 't')].iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_read_as_in_a_terminal() {
        let table =
            [(0o755, "rwxr-xr-x"), (0o4755, "rwsr-xr-x"), (0o2644, "rw-r-Sr--"), (0o1777, "rwxrwxrwt")];
        for (mode, text) in table {
            assert_eq!(mode_text(mode), text);
        }
    }

    #[test]
    fn every_path_comes_back_from_its_text() {
        for bytes in [b"opt/caf\xe9".as_slice(), b"a/100%/b", "uml\u{e4}ut/x".as_bytes(), b"new\nline"] {
            let path = ImagePath::parse(bytes).expect("a path");
            assert_eq!(decoded(&encoded(&path)).expect("the same"), path);
        }
    }
}
