//! Checking against real engines and a registry that can lie, by the numbers of UPDATES.md section 10.

#![cfg(unix)]

mod stage;

mod failures;
mod many;
mod memory;
mod newer;
mod verdicts;
