//! The built app in a real window.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

mod appearance;
mod dialogs;
mod engine;
mod inside;
mod jobs;
mod journey;
mod keyboard;
mod policy;
mod registries;
mod schedule;
mod start;
mod updates;
