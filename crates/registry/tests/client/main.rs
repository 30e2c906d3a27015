//! The client against a real registry, and against one that lies.

#![cfg(unix)]

mod auth;
mod content;
mod download;
mod faults;
mod heads;
mod lists;
mod many;
mod own_certificate;
mod stage;
mod tls;
