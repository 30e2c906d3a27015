//! Swaps on real engines, by the numbers of UPDATES.md section 10.

#![cfg(unix)]

mod stage;

mod crashes;
mod keeping;
mod special;
mod swaps;
mod troubles;
