//! What a user can do, one file per subject. Every function here is what a button or a command does, whole.

mod advisory;
mod attend;
mod build;
mod connection;
mod container;
mod discover;
mod freshness;
mod image;
mod inside;
mod log;
mod other_scan;
mod pull;
mod push;
mod registry;
mod removal;
mod run;
mod schedule;
mod security;
mod setting;
mod storage;
mod trust;
mod update;
