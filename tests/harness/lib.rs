//! Drives the built app in a real window: a display, a session bus, a home folder and a driver of its own for each test.
//!
//! Elements are found as a screen reader finds them, by role and name, so a test that passes also says that the
//! window can be used without seeing it. Every look waits; nothing sleeps for a fixed time.

// WebKitGTK is the only web view with a driver.
#![cfg(target_os = "linux")]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    missing_docs,
    reason = "test support: panics are its errors, the environment is its input, and its names say what it does"
)]

mod advisories;
mod axe;
mod debian;
mod display;
mod docker;
mod driver;
mod element;
mod evidence;
mod keyboard;
mod pages;
mod process;
mod stage;
mod web;

pub use advisories::{advisory, write_list};
pub use debian::{debian, shop};
pub use docker::{named, pull_image, run_configured, run_container};
pub use driver::Session;
pub use element::{Element, Role, wait, wait_long};
pub use pages::*;
pub use stage::{Stage, Window};
pub use web::fetch;
