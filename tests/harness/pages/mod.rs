//! The screens, as far as journeys use them: one file for each, and only here is written what things are called.

mod activity;
mod containers;
mod discover;
mod images;
mod inside;
mod palette;
mod push;
mod registries;
mod run_dialog;
mod sidebar;
mod updates;

pub use activity::Activity;
pub use containers::{Containers, OpenContainer};
pub use discover::Discover;
pub use images::Images;
pub use inside::{ImagePage, Security};
pub use palette::Palette;
pub use push::PushDialog;
pub use registries::{Registries, SignIn};
pub use run_dialog::RunDialog;
pub use sidebar::Sidebar;
pub use updates::{UpdateDialog, Updates};
