//! What is inside an image: the four parts, left-overs, waste, settings, and one sentence (SCAN.md of the plan, section 4).
//!
//! An [`Anatomy`] stacks the layers, knows the packages and gives every file its one place. Everything else is read off it.

mod anatomy;
mod layers;
mod leftover;
mod library;
mod parts;
mod programs;
mod runtime;
mod runtimes;
mod seat;
mod sentence;
mod settings;
mod support;
#[cfg(test)]
pub(crate) mod tests;
mod unknowns;
mod view;
mod waste;

pub use anatomy::Anatomy;
pub(crate) use sentence::size;
pub use sentence::{advice, sentence, why};
pub use support::{State, Support, support};
pub use view::{
    Advice, Inside, Item, ItemKind, Known, LayerSum, Leftover, LeftoverKind, Leftovers, Os, PackageCount,
    Part, PartSum, Place, Program, Runtime, Settings, Unknown, Waste, WastedFile, Why,
};

/// Words as one would type them in a shell, for showing: what holds white space or quotes is quoted.
#[must_use]
pub fn command_line(words: &[String]) -> String {
    let quoted = words.iter().map(|word| {
        let plain = |sign: char| sign.is_alphanumeric() || "-_./:=,@%+~*{}[]".contains(sign);
        if !word.is_empty() && word.chars().all(plain) {
            word.clone()
        } else if !word.contains('\'') {
            format!("'{word}'")
        } else {
            format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
        }
    });
    quoted.collect::<Vec<_>>().join(" ")
}
