//! A folder as the tar stream that a build is sent.
//!
//! Written by a thread of its own and handed over in small pieces, so that nothing is held in memory. Links stay links.
//! Owner and group are root, as `docker build` sends them.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::{Stream, stream};
use tokio::sync::mpsc;

use super::ignore::{Ignore, Matched};

/// Size of a piece, and how many may wait: 512 KiB in all.
const PIECE: usize = 64 << 10;
const WAITING: usize = 8;

/// A context that can be sent.
#[derive(Debug)]
pub(super) struct Context {
    root: PathBuf,
    ignore: Ignore,
}

/// Why a context could not be sent, if it could not. The connection only knows that its body ended early.
#[derive(Debug, Clone, Default)]
pub(super) struct Trouble(Arc<Mutex<Option<String>>>);

impl Trouble {
    fn set(&self, cause: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(cause);
    }

    /// Returns what went wrong on this side.
    pub(super) fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Context {
    /// Looks at the folder; reads `.dockerignore` and makes sure that the Dockerfile is there.
    pub(super) fn open(root: &Path, dockerfile: &Path) -> Result<Self, String> {
        let inside = dockerfile.components().all(|part| matches!(part, std::path::Component::Normal(_)));
        if !inside {
            return Err(format!("{} is not inside the folder", dockerfile.display()));
        }
        let file = root.join(dockerfile);
        fs::metadata(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let mut ignore = read_ignore(root)?;
        ignore.keep(".dockerignore");
        ignore.keep(&slashed(dockerfile)?);
        Ok(Self { root: root.to_owned(), ignore })
    }

    /// Returns the tar stream, and where to look for the reason if it breaks off. Dropping the stream ends the thread.
    pub(super) fn stream(self) -> (impl Stream<Item = io::Result<Bytes>> + Send + 'static, Trouble) {
        let (sender, receiver) = mpsc::channel(WAITING);
        let trouble = Trouble::default();
        let shared = trouble.clone();
        tokio::task::spawn_blocking(move || {
            let last = sender.clone();
            if let Err(cause) = self.write(Pieces { sender, piece: Vec::with_capacity(PIECE) }) {
                shared.set(cause.clone());
                // Nobody hears it when the build is over already.
                let _ = last.blocking_send(Err(io::Error::other(cause)));
            }
        });
        let pieces = stream::unfold(receiver, |mut receiver| async move {
            let piece = receiver.recv().await?;
            Some((piece, receiver))
        });
        (pieces, trouble)
    }

    fn write(&self, pieces: Pieces) -> Result<(), String> {
        let mut tar = tar::Builder::new(pieces);
        tar.follow_symlinks(false);
        self.walk(&self.root, "", None, &mut |path, name, meta| write_entry(&mut tar, path, name, meta))?;
        let mut pieces = tar.into_inner().map_err(|error| error.to_string())?;
        pieces.flush().map_err(|error| error.to_string())
    }

    /// Counts what would be sent: bytes of files, and entries.
    pub(super) fn measure(&self) -> Result<ContextSize, String> {
        let mut size = ContextSize::default();
        self.walk(&self.root, "", None, &mut |_, _, meta| {
            size.bytes += if meta.is_file() { meta.len() } else { 0 };
            size.files += u64::from(!meta.is_dir());
            Ok(())
        })?;
        Ok(size)
    }

    /// Visits everything that is not ignored, folders before what is in them.
    fn walk(
        &self,
        folder: &Path,
        name: &str,
        above: Option<&Matched>,
        visit: &mut Visit<'_>,
    ) -> Result<(), String> {
        for entry in sorted(folder)? {
            let path = folder.join(&entry);
            let entry =
                entry.to_str().ok_or_else(|| format!("{}: its name is not Unicode", path.display()))?;
            let name = if name.is_empty() { entry.to_owned() } else { format!("{name}/{entry}") };
            let (ignored, matched) = self.ignore.ignores(&name, above);
            let shown = |error: io::Error| format!("{}: {error}", path.display());
            let meta = fs::symlink_metadata(&path).map_err(shown)?;
            if !ignored {
                visit(&path, &name, &meta).map_err(shown)?;
            }
            if meta.is_dir() && (!ignored || self.ignore.may_bring_back(&name)) {
                self.walk(&path, &name, Some(&matched), visit)?;
            }
        }
        Ok(())
    }
}

/// What a build context amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ContextSize {
    /// Bytes of all files.
    pub bytes: u64,
    /// Files and links.
    pub files: u64,
}

/// Called with the path, the name in the tar and what the file system says.
type Visit<'a> = dyn FnMut(&Path, &str, &Metadata) -> io::Result<()> + 'a;

type Tar = tar::Builder<Pieces>;

fn read_ignore(root: &Path) -> Result<Ignore, String> {
    let file = root.join(".dockerignore");
    let text = match fs::read(&file) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ignore::default()),
        Err(error) => return Err(format!("{}: {error}", file.display())),
    };
    Ignore::parse(&text)
        .map_err(|pattern| format!("{}: the pattern {pattern:?} cannot be read", file.display()))
}

/// Returns a relative path with slashes, the way it stands in the tar and in `.dockerignore`.
pub(super) fn slashed(path: &Path) -> Result<String, String> {
    let parts = path.components().map(|part| part.as_os_str().to_str());
    let parts: Option<Vec<_>> = parts.collect();
    Ok(parts.ok_or_else(|| format!("{}: its name is not Unicode", path.display()))?.join("/"))
}

/// Returns the names in a folder in an order that stays, so that the same folder is the same stream.
fn sorted(folder: &Path) -> Result<Vec<std::ffi::OsString>, String> {
    let shown = |error: io::Error| format!("{}: {error}", folder.display());
    let names = fs::read_dir(folder).map_err(shown)?.map(|entry| entry.map(|entry| entry.file_name()));
    let mut names: Vec<_> = names.collect::<Result<_, _>>().map_err(shown)?;
    names.sort();
    Ok(names)
}

/// Writes one entry. Sockets and devices are left out: they mean nothing elsewhere.
fn write_entry(tar: &mut Tar, path: &Path, name: &str, meta: &Metadata) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_metadata_in_mode(meta, tar::HeaderMode::Complete);
    header.set_uid(0);
    header.set_gid(0);
    if meta.is_symlink() {
        header.set_size(0);
        tar.append_link(&mut header, name, fs::read_link(path)?)
    } else if meta.is_dir() {
        header.set_size(0);
        tar.append_data(&mut header, format!("{name}/"), io::empty())
    } else if meta.is_file() {
        let file = Exactly { file: File::open(path)?, left: meta.len() };
        tar.append_data(&mut header, name, file)
    } else {
        Ok(())
    }
}

/// A file with the length it had when it was looked at: the tar has already said how long it is.
struct Exactly {
    file: File,
    left: u64,
}

impl Read for Exactly {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.file.read(buffer.get_mut(..most).unwrap_or_default())?;
        if read == 0 && most > 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it became shorter while it was sent"));
        }
        self.left -= read as u64;
        Ok(read)
    }
}

/// Collects what is written and hands it over in pieces; waits while the engine is slower.
struct Pieces {
    sender: mpsc::Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        if self.piece.len() == PIECE {
            self.flush()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        let gone =
            |_| io::Error::new(io::ErrorKind::BrokenPipe, "the build ended before everything was sent");
        self.sender.blocking_send(Ok(piece.into())).map_err(gone)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;

    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("has one")).expect("made");
            fs::write(path, text).expect("written");
        }
        folder
    }

    async fn sent(folder: &Path, dockerfile: &str) -> Result<Vec<(String, tar::EntryType, String)>, String> {
        let (stream, trouble) = Context::open(folder, Path::new(dockerfile))?.stream();
        let bytes: Result<Vec<Bytes>, _> = stream.try_collect().await;
        let Ok(bytes) = bytes else { return Err(trouble.take().expect("a reason")) };
        let bytes = bytes.concat();
        let mut archive = tar::Archive::new(bytes.as_slice());
        let entries = archive.entries().expect("a tar").map(|entry| {
            let mut entry = entry.expect("an entry");
            let name = entry.path().expect("a name").display().to_string();
            let link = entry.link_name().expect("readable").map(|link| link.display().to_string());
            let mut text = String::new();
            entry.read_to_string(&mut text).expect("text");
            (name, entry.header().entry_type(), link.unwrap_or(text))
        });
        Ok(entries.collect())
    }

    async fn names(folder: &Path, dockerfile: &str) -> Vec<String> {
        sent(folder, dockerfile).await.expect("sent").into_iter().map(|(name, ..)| name).collect()
    }

    #[tokio::test]
    async fn what_is_ignored_is_not_sent_and_the_dockerfile_always_is() {
        let folder = folder(&[
            ("Dockerfile", "FROM scratch"),
            (".dockerignore", "*\n!src\nsrc/*.tmp\n"),
            ("src/main.c", "x"),
            ("src/a.tmp", "x"),
            ("big/file", "x"),
        ]);
        assert_eq!(
            names(folder.path(), "Dockerfile").await,
            [".dockerignore", "Dockerfile", "src/", "src/main.c"]
        );
    }

    #[tokio::test]
    async fn something_brought_back_from_a_folder_that_is_left_out() {
        let folder = folder(&[
            ("a/Dockerfile", ""),
            (".dockerignore", "a\nb\n!b/c/keep"),
            ("b/c/keep", ""),
            ("b/x", ""),
        ]);
        assert_eq!(names(folder.path(), "a/Dockerfile").await, [".dockerignore", "a/Dockerfile", "b/c/keep"]);
    }

    #[tokio::test]
    async fn a_large_file_and_a_long_name_arrive_whole() {
        let (name, text) = ("n".repeat(180), "0123456789".repeat(100_000));
        let folder = folder(&[("Dockerfile", ""), (&name, &text)]);
        let all = sent(folder.path(), "Dockerfile").await.expect("sent");
        assert_eq!((all[1].0.len(), all[1].2.len()), (180, 1_000_000));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn links_stay_links_wherever_they_lead() {
        let folder = folder(&[("Dockerfile", "")]);
        std::os::unix::fs::symlink("/etc/shadow", folder.path().join("link")).expect("made");
        let all = sent(folder.path(), "Dockerfile").await.expect("sent");
        assert_eq!(all[1], ("link".to_owned(), tar::EntryType::Symlink, "/etc/shadow".to_owned()));
    }

    #[tokio::test]
    async fn what_is_wrong_with_the_folder_is_said() {
        let folder = folder(&[("Dockerfile", "")]);
        let table =
            [("Containerfile", "Containerfile: No such file"), ("../Dockerfile", "is not inside the folder")];
        for (dockerfile, expected) in table {
            let error = sent(folder.path(), dockerfile).await.expect_err("refused");
            assert!(error.contains(expected), "{error}");
        }
        fs::write(folder.path().join(".dockerignore"), "a[").expect("written");
        let error = sent(folder.path(), "Dockerfile").await.expect_err("refused");
        assert!(error.contains("pattern \"a[\" cannot be read"), "{error}");
    }

    #[test]
    fn a_file_that_shrinks_is_noticed() {
        let folder = folder(&[("file", "abc")]);
        let file = File::open(folder.path().join("file")).expect("there");
        let mut text = String::new();
        let error = Exactly { file, left: 5 }.read_to_string(&mut text).expect_err("too short");
        assert!(error.to_string().contains("shorter"));
    }
}
