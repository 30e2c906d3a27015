//! What Tauri wants of every app.

fn main() {
    tauri_build::build();
}
