//! What is outdated, what would change, change it, put it back.

pub mod check;
pub mod failpoint;
pub mod history;
mod journal;
pub mod keep;
pub mod plan;
pub mod preview;
pub mod service;
pub mod status;
pub mod swap;
pub mod tag;
