//! What is inside an image, and is it safe: the four parts, SBOM, findings, hardening.

pub mod base;
pub mod cache;
pub mod compare;
pub mod files;
pub mod finding;
pub mod harden;
pub mod ignore;
pub mod image;
pub mod inside;
mod lang;
pub mod other;
pub mod record;
pub mod sbom;
pub mod secret;
pub mod trust;
pub mod vex;

pub use lang::Lang;
