//! Naming an image.

use bollard::query_parameters::TagImageOptionsBuilder;

use crate::raw::operation;
use crate::{Engine, EngineError};

impl Engine {
    /// Gives an image a further name, `repository:tag`. A name another image has moves over.
    pub async fn image_tag(&self, name_or_id: &str, repository: &str, tag: &str) -> Result<(), EngineError> {
        let operation = operation("tag image", name_or_id)?;
        let options = TagImageOptionsBuilder::default().repo(repository).tag(tag).build();
        self.short().tag_image(name_or_id, Some(options)).await.map_err(self.failed(&operation))
    }
}

/// Splits `repository:tag`; a colon before a slash belongs to the registry's port.
pub(super) fn split_tag(name: &str) -> (&str, &str) {
    match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        _ => (name, "latest"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_and_without_tag() {
        let table = [
            ("app", ("app", "latest")),
            ("app:1", ("app", "1")),
            ("localhost:5000/app", ("localhost:5000/app", "latest")),
            ("localhost:5000/app:1", ("localhost:5000/app", "1")),
        ];
        for (name, expected) in table {
            assert_eq!(split_tag(name), expected);
        }
    }
}
