//! Files and folders in and out of a container, as tar archives. Works on stopped containers and on ones that never ran.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use hyper::Method;
use hyper::header::{CONTENT_TYPE, HeaderMap};
use serde::Deserialize;

use crate::model::container::ArchiveStat;
use crate::raw::{operation, query, request};
use crate::wire::{count, or_default};
use crate::{Engine, EngineError};

/// Where the engine says what a path is: base64 of JSON.
const STAT: &str = "x-docker-container-path-stat";

impl Engine {
    /// Says what stands at a path inside a container; `None` when nothing does. A symbolic link is not followed.
    pub async fn archive_stat(&self, id: &str, path: &str) -> Result<Option<ArchiveStat>, EngineError> {
        let operation = operation("look at a path in container", id)?;
        let asked = self.raw().send(Method::HEAD, &archive_path(id, &[("path", path)]), &operation).await;
        match asked {
            Ok(response) => stat(response.headers(), &operation).map(Some),
            // An answer to HEAD has no words that would tell a missing path from a missing container.
            Err(EngineError::Refused { status: 404, .. }) => {
                self.container_inspect_raw(id).await.map(|_| None)
            }
            Err(error) => Err(error),
        }
    }

    /// Returns a file or a folder with all below it as a tar archive, whose entries begin with the last part of `path`.
    /// Nothing is held in memory; dropping the stream ends the transfer. Until then Docker keeps the container locked:
    /// whatever else is asked of it waits, so that a copy into the same container would wait for ever.
    ///
    /// To copy what is in a folder, read `FOLDER/.` and unpack it into the other folder: the only form that is the same
    /// everywhere, since Podman 4.3.1 leaves out the name of a folder that is a mount. It
    /// also writes the container's user as the owner of everything; [`Engine::archive_keeps_owners`] says so.
    pub fn archive_get(
        &self,
        id: &str,
        path: &str,
    ) -> impl Stream<Item = Result<Bytes, EngineError>> + Send + use<> {
        let path = archive_path(id, &[("path", path)]);
        self.stream_of(path, operation("read files of container", id))
    }

    /// Says whether what is read as an archive still has its owners.
    #[must_use]
    pub fn archive_keeps_owners(&self) -> bool {
        self.quirks().keeps_owners()
    }

    /// Unpacks a tar archive (plain, or packed with gzip, bzip2 or xz) into a folder that is there; status 404 when it is
    /// not. Owners and permissions are those in the archive, by number. A folder is never replaced by a file, nor a file
    /// by a folder.
    ///
    /// An error in the archive's stream comes back as it is; what was sent until then is unpacked already.
    pub async fn archive_put(
        &self,
        id: &str,
        folder: &str,
        archive: impl Stream<Item = Result<Bytes, EngineError>> + Send + 'static,
    ) -> Result<(), EngineError> {
        let operation = operation("write files into container", id)?;
        self.must_have(id, folder, &operation).await?;
        // Left out, Podman gives every file to the container's user.
        let path =
            archive_path(id, &[("path", folder), ("noOverwriteDirNonDir", "true"), ("copyUIDGID", "false")]);
        let trouble = Arc::new(Mutex::new(None));
        let body = bollard::body_try_stream(noting(archive, trouble.clone()));
        let headers = [(CONTENT_TYPE, "application/x-tar".to_owned())];
        let put =
            self.raw().carry(request(Method::PUT, &path, &headers, body, &operation)?, &operation).await;
        let trouble = trouble.lock().unwrap_or_else(PoisonError::into_inner).take();
        trouble.map_or(put.map(drop), Err)
    }
}

impl Engine {
    /// Asks before anything is sent: Docker hangs up on an archive it has no place for, and Podman 4.3.1 makes the folder.
    async fn must_have(&self, id: &str, folder: &str, operation: &str) -> Result<(), EngineError> {
        let found = self.archive_stat(id, folder).await?;
        if found.is_some_and(|found| found.is_directory() || found.is_symlink()) {
            return Ok(());
        }
        let message = format!("there is no folder {folder}");
        Err(EngineError::Refused { operation: operation.to_owned(), status: 404, message })
    }
}

/// Keeps the first error of a stream, because what carries the stream knows only that there was one.
fn noting(
    archive: impl Stream<Item = Result<Bytes, EngineError>> + Send + 'static,
    trouble: Arc<Mutex<Option<EngineError>>>,
) -> impl Stream<Item = Result<Bytes, io::Error>> + Send + 'static {
    archive.map_err(move |error| {
        let told = io::Error::other(error.to_string());
        trouble.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        told
    })
}

fn archive_path(id: &str, pairs: &[(&str, &str)]) -> String {
    format!("/containers/{id}/archive?{}", query(pairs))
}

fn stat(headers: &HeaderMap, operation: &str) -> Result<ArchiveStat, EngineError> {
    let bad = |cause: String| EngineError::BadAnswer { operation: operation.to_owned(), cause };
    let header = headers.get(STAT).ok_or_else(|| bad("it does not say what the path is".to_owned()))?;
    let json = STANDARD.decode(header.as_bytes()).map_err(|error| bad(error.to_string()))?;
    let stat: Stat = serde_json::from_slice(&json).map_err(|error| bad(error.to_string()))?;
    let mut stat = ArchiveStat {
        name: stat.name,
        size: count(stat.size),
        mode: stat.mode,
        link_target: Some(stat.link_target),
    };
    // Podman names the path itself as the target of what is no link.
    if !stat.is_symlink() {
        stat.link_target = None;
    }
    Ok(stat)
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Stat {
    name: String,
    size: i64,
    mode: u32,
    #[serde(deserialize_with = "or_default")]
    link_target: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<ArchiveStat, EngineError> {
        let value = STANDARD.encode(json).parse().expect("a header");
        stat(&HeaderMap::from_iter([(hyper::header::HeaderName::from_static(STAT), value)]), "look")
    }

    #[test]
    fn kinds_in_the_words_of_go() {
        let folder = read(r#"{"name":"etc","size":4096,"mode":2147484141,"linkTarget":""}"#).expect("valid");
        assert!(folder.is_directory() && !folder.is_file() && folder.permissions() == 0o755, "{folder:?}");
        let link = read(r#"{"name":"a","size":7,"mode":134218239,"linkTarget":"/b"}"#).expect("valid");
        assert!(link.is_symlink() && link.link_target.as_deref() == Some("/b"), "{link:?}");
        let file = read(r#"{"name":"f","size":3,"mode":420,"linkTarget":"/f"}"#).expect("valid");
        assert!(file.is_file() && file.link_target.is_none() && file.permissions() == 0o644, "{file:?}");
    }

    #[test]
    fn an_answer_without_the_head_is_bad() {
        assert!(matches!(stat(&HeaderMap::new(), "look"), Err(EngineError::BadAnswer { .. })));
        assert!(matches!(read("7"), Err(EngineError::BadAnswer { .. })));
    }
}
