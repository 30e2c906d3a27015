//! An image: its settings, its history and what its layers hold.

mod config;
mod history;

use std::sync::Arc;

pub use config::{Config, ConfigError, Healthcheck, Step};
pub use history::{clean, made_by};

use crate::record::LayerRecord;

/// An image whose layers were read.
#[derive(Debug, Clone, Default)]
pub struct Image {
    /// Id, `sha256:…`.
    pub id: String,
    /// Its names, as a user would type them.
    pub names: Vec<String>,
    /// What it sets, and how it was made.
    pub config: Config,
    /// What its layers hold, lowest first; an empty record for one that is not there.
    pub layers: Vec<Arc<LayerRecord>>,
    /// Digests of the unpacked layers, lowest first.
    pub diff_ids: Vec<String>,
    /// Positions of layers that are not there.
    pub missing: Vec<u32>,
    /// `layers` is one made-up layer that holds nothing but the package databases: the first verdict.
    pub partial: bool,
}
