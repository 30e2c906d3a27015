//! What is inside an image, and is it safe: the four parts, SBOM, findings, hardening.
//!
//! The way of an image: a [`record::Collector`] looks into the files of each layer as they pass and leaves a
//! [`record::LayerRecord`], which the [`cache`] keeps by diff_id; the records and the image's settings are an
//! [`image::Image`]; an [`inside::Anatomy`] takes that apart. What it is, is read off the anatomy ([`inside`], [`base`],
//! [`files`], [`compare`]); whether it is safe, is judged from its packages, secrets and settings ([`finding`], [`harden`],
//! [`secret`]).
//!
//! It is handed readers, records and today's date, and knows no engine, no registry and no clock.

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
