//! Updating, undoing and surviving a crash, as a script sees it; judged by what the engine says, not by our own words.
//!
//! Twins of the open cases of the plan's update harness (X1-X7, D6, P2, P4, X14), on a private dockerd and registry, and
//! what the command says and how it ends.

#![cfg(unix)]
#![allow(missing_docs, reason = "tests say it in their names")]

#[cfg(feature = "failpoints")]
mod crashes;
mod stage;
mod swaps;
mod words;
