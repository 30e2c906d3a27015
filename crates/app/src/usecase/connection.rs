//! Which engine.

use crate::wire::{EngineFound, EngineState, Problem};
use crate::{App, settings};

impl App {
    /// Returns how we stand with the engine.
    #[must_use]
    pub fn engine_state(&self) -> EngineState {
        self.inner.link.state()
    }

    /// Waits until an engine is in use and its lists are loaded, or says why not.
    ///
    /// # Errors
    /// When no engine answers.
    pub async fn engine_ready(&self) -> Result<(), Problem> {
        self.inner.link.loaded().await
    }

    /// Waits until also the details of every row are known: how a container ended, what an image runs on.
    ///
    /// # Errors
    /// When no engine answers.
    pub async fn engine_ready_whole(&self) -> Result<(), Problem> {
        self.inner.link.loaded_whole().await
    }

    /// Looks for engines again: every candidate, whether it answers and why not.
    pub async fn engine_search(&self) -> Vec<EngineFound> {
        self.inner.link.search().await
    }

    /// Changes to another engine and remembers the choice.
    ///
    /// # Errors
    /// When the choice cannot be kept.
    pub fn engine_select(&self, id: String) -> Result<(), Problem> {
        let mut chosen = settings::read(&self.inner.store);
        chosen.engine = Some(id.clone());
        self.settings_set(&chosen)?;
        self.inner.link.select(Some(id));
        Ok(())
    }

    /// Starts what is installed and not running: Podman, as the user's own service.
    ///
    /// # Errors
    /// When no engine answers afterwards.
    pub async fn engine_start(&self) -> Result<(), Problem> {
        self.inner.link.start_installed().await
    }
}
