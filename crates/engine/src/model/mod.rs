//! What the engine speaks of, in the Docker API's words, free of any client library.

pub mod container;
pub mod event;
pub mod image;
pub mod log;
pub mod service;
pub mod system;
