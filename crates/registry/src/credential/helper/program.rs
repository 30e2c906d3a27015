//! Where a helper's program is.

use std::path::{Path, PathBuf};

use crate::credential::environment::{Environment, System};

/// Longer names are no helper's.
const LONGEST_NAME: usize = 64;

/// The whole path of `docker-credential-<name>`, in `PATH` or where installers put it.
///
/// The name stands in a file that others may write: one that is not a plain word is not looked for.
pub(super) fn find(environment: &Environment, name: &str) -> Option<PathBuf> {
    if !is_plain(name) {
        return None;
    }
    // On Windows programs end in `.exe`, which some files say and others do not.
    let file = match environment.system {
        System::Windows => format!("docker-credential-{}.exe", name.strip_suffix(".exe").unwrap_or(name)),
        System::Linux | System::MacOs => format!("docker-credential-{name}"),
    };
    environment.program_dirs().iter().map(|dir| dir.join(&file)).find(|path| is_program(path))
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}
