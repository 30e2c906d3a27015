//! Taking a name off an image.

use hyper::Method;

use crate::raw::{operation, query};
use crate::{Engine, EngineError};

impl Engine {
    /// Takes a name off an image, which stays as long as it has another one. With its last name the image goes, on Docker
    /// with all `repository@digest` it had beside it; Podman keeps the image under those. The last name of an image that a
    /// container uses, running or not, stays: status 409. Status 404 for a name that is not there.
    ///
    /// To give a name back to the image that had it before, tag that image: a name moves in one step.
    pub async fn image_untag(&self, name: &str) -> Result<(), EngineError> {
        let operation = operation("take off the name", name)?;
        let path = format!("/images/{name}?{}", query(&[("noprune", "true"), ("force", "false")]));
        self.raw().send(Method::DELETE, &path, &operation).await.map(drop)
    }
}
