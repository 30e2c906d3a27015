//! What the window can ask for. Each command takes its arguments and asks `app`; nothing is decided here.

mod build;
mod container;
mod engine;
mod image;
mod inside;
mod job;
mod logs;
mod registry;
mod run;
mod security;
mod settings;
mod storage;
mod update;
mod window;

use app::wire::Problem;
use tauri::Runtime;
use tauri::ipc::Invoke;

pub(crate) use logs::OpenReadings;

include!("list.rs");

/// What a command answers.
type Answer<T> = Result<T, Problem>;

/// Answers the commands of the list.
pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    macro_rules! handle {
        ($($noun:ident: $($name:ident),+;)+) => { tauri::generate_handler![$($($noun::$name),+),+] };
    }
    every_command!(handle)
}

#[cfg(test)]
mod tests;
