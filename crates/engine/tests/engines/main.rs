//! Every call against the engines we support, private ones that each test starts for itself.
//!
//! A test is written once, as `async fn name(stage: &Stage)`, and `on_every_engine!` runs it on Docker and on Podman.

#![cfg(unix)]

mod stage;
mod tls;

mod archives;
mod builds;
mod connection;
mod containers;
mod images;
mod pushes;
mod recreate;
mod services;
