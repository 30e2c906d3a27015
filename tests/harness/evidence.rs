//! What a failing test leaves behind.

use std::path::Path;

/// Keeps bytes as a file named after the test, in `$MOORING_TEST_OUTPUT` or `target/test-output`.
pub(crate) fn keep(extension: &str, bytes: &[u8]) {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/test-output");
    let folder = std::env::var_os("MOORING_TEST_OUTPUT").map_or_else(usual, Into::into);
    let test = std::thread::current().name().unwrap_or("test").replace("::", ".");
    let file = folder.join(format!("{test}.{extension}"));
    let kept = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, bytes));
    match kept {
        Ok(()) => eprintln!("kept: {}", file.display()),
        Err(error) => eprintln!("not kept: {}: {error}", file.display()),
    }
}
