//! Which files of a container differ from its image.

use bollard::models::ChangeType;

use crate::model::container::{FileChange, FileChangeKind};
use crate::raw::operation;
use crate::{Engine, EngineError};

impl Engine {
    /// Returns the files that differ from the image, with every folder on the way to them.
    pub async fn container_changes(&self, id: &str) -> Result<Vec<FileChange>, EngineError> {
        let operation = operation("list changed files of container", id)?;
        let changes = self.patient().container_changes(id).await.map_err(self.failed(&operation))?;
        let change = |change: bollard::models::FilesystemChange| FileChange {
            path: change.path,
            kind: match change.kind {
                ChangeType::_0 => FileChangeKind::Modified,
                ChangeType::_1 => FileChangeKind::Added,
                ChangeType::_2 => FileChangeKind::Deleted,
            },
        };
        Ok(changes.unwrap_or_default().into_iter().map(change).collect())
    }
}
