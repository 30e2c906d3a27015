//! Makes a permission of every command, so that whatever is not listed in `capabilities/` is refused.

include!("src/commands/list.rs");

macro_rules! names {
    ($($noun:ident: $($name:ident),+;)+) => { &[$($(stringify!($name)),+),+] };
}

const COMMANDS: &[&str] = every_command!(names);

fn main() {
    println!("cargo:rerun-if-changed=src/commands/list.rs");
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let outcome = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest));
    if let Err(error) = outcome {
        println!("cargo:error={error:#}");
    }
}
