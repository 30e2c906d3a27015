//! Takes a picture of every screen and face, light and dark, in two sizes: `screenshots FOLDER`,
//! or those of one part: `screenshots FOLDER updates`.

#[cfg(target_os = "linux")]
mod camera;
#[cfg(target_os = "linux")]
mod fleet;
#[cfg(target_os = "linux")]
mod looking;
#[cfg(target_os = "linux")]
mod scene;
#[cfg(target_os = "linux")]
mod updating;

use std::error::Error;
use std::path::PathBuf;

#[cfg(target_os = "linux")]
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("tests/screenshots"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    let part = std::env::args().nth(2);
    camera::run(&folder, part.as_deref()).await
}

#[cfg(not(target_os = "linux"))]
fn main() -> Result<(), Box<dyn Error>> {
    Err("only WebKitGTK has the driver that takes the pictures".into())
}
