//! The built app in a real window.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

mod appearance;
mod engine;
mod jobs;
mod journey;
mod policy;
mod start;
