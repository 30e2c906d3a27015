//! Running an image: the form, the pasted line, the check at every change, the line that does the same in a terminal.
//!
//! Everything here is a pure function of what it is handed: the form's content ([`crate::wire::RunSpec`]), what the
//! image says of itself, and what is taken on this computer ([`Taken`]). Nothing asks an engine, a disk or a clock.

mod check;
pub mod codes;
mod command;
mod flags;
mod form;
mod known;
mod parse;
mod ports;
mod risk;
mod shell;
mod spec;
mod started;
mod taken;
mod validate;
mod value;

pub use check::check;
pub use command::{build_command, command_line, container_command, image_command, program};
pub use form::{fill_in, form};
pub use known::{KnownImage, PASSWORD_RANDOMNESS, fill_secrets, known_image, password};
pub use parse::{image_word, parse};
pub use ports::free_port;
pub use risk::risks;
pub use spec::container_spec;
pub use started::run_spec;
pub use taken::{PortOwner, Taken, TakenPort};
