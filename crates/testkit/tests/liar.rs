//! The registry that lies, with the real one behind it: each of its ways is seen from outside by a client that shares
//! nothing with the code under test.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "liar/auth.rs"]
mod auth;
#[path = "liar/client.rs"]
mod client;
#[path = "liar/faults.rs"]
mod faults;
#[path = "liar/lists.rs"]
mod lists;
#[path = "liar/pushed.rs"]
mod pushed;
#[path = "liar/timing.rs"]
mod timing;
#[path = "liar/tls.rs"]
mod tls;
