//! Plans carried out on real engines: what inspect shows before and after, field by field.

#![cfg(unix)]
#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests, which show the mix that failed")]

mod compare;
mod docker;
mod podman;
mod property;
mod rules;
mod stage;
