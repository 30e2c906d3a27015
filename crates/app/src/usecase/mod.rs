//! What a user can do, one file per subject. Every function here is what a button or a command does, whole.

mod build;
mod connection;
mod container;
mod discover;
mod freshness;
mod image;
mod log;
mod pull;
mod push;
mod registry;
mod removal;
mod run;
mod schedule;
mod setting;
mod storage;
mod update;
