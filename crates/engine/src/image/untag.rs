//! Taking a name off an image.

use hyper::Method;

use crate::raw::{operation, query};
use crate::{Engine, EngineError};

impl Engine {
    /// Takes a name off an image and leaves the image alone as long as it has another name.
    pub async fn image_untag(&self, name: &str) -> Result<(), EngineError> {
        let operation = operation("take off the name", name)?;
        let path = format!("/images/{name}?{}", query(&[("noprune", "true"), ("force", "false")]));
        self.raw().send(Method::DELETE, &path, &operation).await.map(drop)
    }
}
