//! Plans carried out on real engines: what inspect shows before and after, field by field.

#![cfg(unix)]
#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, reason = "tests")]

mod compare;
mod docker;
mod podman;
mod property;
mod rules;
mod stage;
