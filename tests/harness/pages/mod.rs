//! The screens, as far as journeys use them: one file for each, and only here is written what things are called.

mod activity;
mod containers;
mod images;
mod palette;
mod run_dialog;
mod sidebar;

pub use activity::Activity;
pub use containers::{Containers, OpenContainer};
pub use images::Images;
pub use palette::Palette;
pub use run_dialog::RunDialog;
pub use sidebar::Sidebar;
