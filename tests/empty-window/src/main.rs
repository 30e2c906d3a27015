//! A window with one paragraph. It says when it is painted, as Mooring does, and does nothing else.

/// Writes the file the benches wait for.
#[tauri::command]
async fn painted() -> Result<(), String> {
    let Some(file) = std::env::var_os("MOORING_TEST_READY") else { return Ok(()) };
    std::fs::write(file, "painted\n").map_err(|error| error.to_string())
}

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![painted])
        .run(tauri::generate_context!())
}
