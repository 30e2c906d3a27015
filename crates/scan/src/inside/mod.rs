//! What is inside an image: the four parts, left-overs, waste, settings, and one sentence (SCAN.md of the plan, section 4).
//!
//! An [`Anatomy`] stacks the layers, knows the packages and gives every file its one place. Everything else is read off it.

mod anatomy;
mod sentence;
mod support;
mod view;

pub use anatomy::Anatomy;
pub use sentence::{advice, sentence, why};
pub use support::{State, Support, support};
pub use view::{
    Advice, Inside, Item, ItemKind, Known, LayerSum, Leftover, LeftoverKind, Leftovers, Os, PackageCount,
    Part, PartSum, Place, Program, Runtime, Settings, Unknown, Waste, WastedFile, Why,
};

/// Words as one would type them in a shell, for showing.
#[must_use]
pub fn command_line(words: &[String]) -> String {
    words.join(" ")
}
