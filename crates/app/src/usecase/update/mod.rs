//! Updating safely: the look before the click, the click, and the way back.

mod preview;
mod recover;
mod service;
mod start;
mod undo;
