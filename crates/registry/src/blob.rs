//! Blobs, as streams: never held, never longer than promised, checked at their end.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, Stream, StreamExt as _};
use oci::{Digest, Reference};
use reqwest::{Method, StatusCode};

use crate::ask::Ask;
use crate::client::Registry;
use crate::content::Hasher;
use crate::error::{BadAnswer, ErrorKind, RegistryError};
use crate::exchange::Answer;

/// A blob that comes more slowly than this many bytes a second, the first minute aside, is given up.
const SLOWEST: u64 = 16 * 1024;

/// No document is larger: configs have a few kilobytes.
const DOCUMENT_LIMIT: u64 = 8 * 1024 * 1024;

/// What is left to come, and what it must turn out to be.
struct Rest {
    answer: Answer,
    left: u64,
    size: u64,
    /// None for a part of a blob, which nothing can be compared with.
    hasher: Option<Hasher>,
    digest: Digest,
    error: RegistryErrorOf,
}

/// Makes the error of one question.
struct RegistryErrorOf {
    host: String,
    asked: String,
}

impl RegistryErrorOf {
    fn error(&self, kind: ErrorKind) -> RegistryError {
        RegistryError::new(&self.host, &self.asked, kind)
    }

    fn bad(&self, bad: BadAnswer) -> RegistryError {
        self.error(ErrorKind::BadAnswer(bad))
    }
}

impl Registry {
    /// Streams a blob of `size` bytes, or its bytes from `range.0` to `range.1`, both included. A whole blob is checked
    /// against its digest when it ends: the last item is the error, so nothing may be used before. Dropping the stream
    /// ends the transfer.
    pub async fn blob(
        &self,
        reference: &Reference,
        digest: &Digest,
        size: u64,
        range: Option<(u64, u64)>,
    ) -> Result<impl Stream<Item = Result<Bytes, RegistryError>> + Send + use<>, RegistryError> {
        let hasher = Hasher::of(digest).map(|hasher| range.is_none().then_some(hasher));
        let length = range.map_or(size, |(first, last)| last.saturating_sub(first).saturating_add(1));
        let ask = Ask {
            path: format!("/v2/{}/blobs/{digest}", reference.repository()),
            range,
            time: self.shared.options.limits.body + Duration::from_secs(length / SLOWEST),
            ..self.pull_ask(Method::GET, reference, format!("{digest} of {}", reference.name()))
        };
        let error = RegistryErrorOf { host: ask.host.to_owned(), asked: ask.asked.clone() };
        let hasher = hasher.map_err(|bad| error.bad(bad))?;
        let answer = self.ask(&ask).await?;
        if range.is_some() && !is_part(&answer, range) {
            return Err(error.bad(BadAnswer::Status(answer.status().as_u16())));
        }
        let rest = Rest { answer, left: length, size: length, hasher, digest: digest.clone(), error };
        Ok(stream::unfold(Some(rest), |rest| async { rest?.next().await }).boxed())
    }

    /// Returns a small blob whole, checked; asked for once.
    pub(crate) async fn document(
        &self,
        reference: &Reference,
        digest: &Digest,
        size: u64,
    ) -> Result<Bytes, RegistryError> {
        if let Some((_, bytes)) = self.shared.cache.get(digest) {
            return Ok(bytes);
        }
        if size > DOCUMENT_LIMIT {
            let kind = ErrorKind::TooLarge { limit: DOCUMENT_LIMIT };
            return Err(RegistryError::new(reference.registry(), &reference.to_string(), kind));
        }
        let mut pieces = self.blob(reference, digest, size, None).await?;
        let mut bytes = BytesMut::new();
        while let Some(piece) = pieces.next().await {
            bytes.extend_from_slice(&piece?);
        }
        let bytes = bytes.freeze();
        self.shared.cache.put(digest, "", &bytes);
        Ok(bytes)
    }
}

type Item = (Result<Bytes, RegistryError>, Option<Rest>);

impl Rest {
    /// The next piece and what is left after it; nothing after the end, and nothing after an error.
    async fn next(mut self) -> Option<Item> {
        let piece = match self.answer.chunk().await {
            Ok(Some(piece)) => piece,
            Ok(None) => return self.end().err().map(|error| (Err(error), None)),
            Err(kind) => return Some((Err(self.error.error(kind)), None)),
        };
        let Some(left) = self.left.checked_sub(piece.len() as u64) else {
            let error = self.error.bad(BadAnswer::WrongLength { expected: self.size });
            return Some((Err(error), None));
        };
        self.left = left;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&piece);
        }
        Some((Ok(piece), Some(self)))
    }

    fn end(self) -> Result<(), RegistryError> {
        if self.left > 0 {
            return Err(self.error.bad(BadAnswer::WrongLength { expected: self.size }));
        }
        let checked = self.hasher.map_or(Ok(()), |hasher| hasher.check(&self.digest));
        checked.map_err(|bad| self.error.bad(bad))
    }
}

/// `bytes 0-99/1234` must be the part that was asked for.
fn is_part(answer: &Answer, range: Option<(u64, u64)>) -> bool {
    let told = answer.header("content-range").and_then(|text| text.trim().strip_prefix("bytes "));
    let told = told.and_then(|text| text.split('/').next()?.split_once('-'));
    let told = told.and_then(|(first, last)| Some((first.trim().parse().ok()?, last.trim().parse().ok()?)));
    answer.status() == StatusCode::PARTIAL_CONTENT && told == range
}
