//! What is outdated, what would change, change it, put it back.

pub mod check;
pub mod plan;
pub mod preview;
pub mod status;
pub mod tag;
