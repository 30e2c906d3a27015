//! An image as one archive, the way `docker save` has it.

use bytes::Bytes;
use futures_util::Stream;

use crate::raw::operation;
use crate::{Engine, EngineError};

impl Engine {
    /// Returns an image with all its layers as a tar archive (docker-archive; since Docker 25 an OCI layout with the old
    /// list beside it). Docker packs the whole image on its own disk before the first byte comes. Nothing is held in
    /// memory; dropping the stream ends the transfer.
    pub fn image_save(
        &self,
        name_or_id: &str,
    ) -> impl Stream<Item = Result<Bytes, EngineError>> + Send + use<> {
        let path = format!("/images/{name_or_id}/get");
        self.stream_of(path, operation("save image", name_or_id))
    }
}
