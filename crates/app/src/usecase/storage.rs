//! Volumes, networks and what takes the disk.

use engine::model::system::DiskUsage;

use crate::App;
use crate::doctor::Operation;
use crate::wire::{DiskView, NetworkRow, Problem, VolumeRow};

impl App {
    /// Lists volumes.
    ///
    /// # Errors
    /// When no engine answers.
    pub async fn volume_list(&self) -> Result<Vec<VolumeRow>, Problem> {
        self.engine_ready().await?;
        Ok(self.inner.inventory.volume_rows())
    }

    /// Lists networks.
    ///
    /// # Errors
    /// When no engine answers.
    pub async fn network_list(&self) -> Result<Vec<NetworkRow>, Problem> {
        self.engine_ready().await?;
        Ok(self.inner.inventory.network_rows())
    }

    /// Asks the engine what takes its disk. It counts files to answer, so ask only when somebody looks.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub async fn disk_usage(&self) -> Result<DiskView, Problem> {
        let engine = self.engine().await?;
        let usage = engine.disk_usage().await.map_err(|error| self.diagnose(&error, Operation::Other, ""))?;
        let DiskUsage { images, containers, volumes, build_cache, .. } = usage;
        Ok(DiskView { images, containers, volumes, build_cache })
    }
}
