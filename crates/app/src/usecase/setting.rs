//! What the user set, and what this app is.

use crate::wire::{About, Problem, Resource, Settings};
use crate::{App, doctor, settings};

impl App {
    /// Returns the settings.
    #[must_use]
    pub fn settings_get(&self) -> Settings {
        settings::read(&self.inner.store)
    }

    /// Keeps the settings and tells everybody.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn settings_set(&self, new: &Settings) -> Result<(), Problem> {
        let path = self.inner.data_dir.display().to_string();
        let unwritable = |error: rusqlite::Error| {
            let problem = doctor::problem("local.fileUnwritable", [("path", path)]);
            Problem { raw: error.to_string(), ..problem }
        };
        settings::write(&self.inner.store, new).map_err(unwritable)?;
        self.inner.announcer.changed(Resource::Settings);
        Ok(())
    }

    /// Returns which version this is and where it keeps things.
    #[must_use]
    pub fn about(&self) -> About {
        About {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_dir: self.inner.data_dir.display().to_string(),
        }
    }
}
