//! What a test does when it cannot have what it needs: it fails, or it is named as not run. Never silence.

use std::io::Write as _;
use std::path::Path;

/// Fails the test unless `program` is installed.
pub(crate) fn require_program(program: &str, package: &str) {
    let path = std::env::var("PATH").unwrap_or_default();
    let is_there =
        path.split(':').chain(["/usr/sbin", "/sbin"]).any(|dir| Path::new(dir).join(program).is_file());
    assert!(is_there, "this test needs `{program}`: install the package {package} (`make test` does)");
}

/// Lets a test that needs root end here, named as not run: with root, or in CI, that is a failure.
pub(crate) fn require_root(what: &str) {
    if !rustix::process::getuid().is_root() {
        not_run(&format!("{what} needs root"));
    }
}

/// Ends a test that this machine cannot run. The line goes to the file `$MOORING_NOT_RUN`, which `make test` prints at the
/// end. Under nextest a test has a process of its own, which ends well; elsewhere, and in CI, the test fails.
pub fn not_run(reason: &str) -> ! {
    let test = std::env::var("NEXTEST_TEST_NAME")
        .ok()
        .or_else(|| std::thread::current().name().map(str::to_owned))
        .unwrap_or_default();
    let line = format!("not run: {test}: {reason}");
    if let Ok(path) = std::env::var("MOORING_NOT_RUN") {
        let mut file =
            std::fs::File::options().create(true).append(true).open(path).expect("$MOORING_NOT_RUN");
        writeln!(file, "{line}").expect("$MOORING_NOT_RUN");
    }
    let has_own_process =
        std::env::var("NEXTEST_EXECUTION_MODE").is_ok_and(|mode| mode == "process-per-test");
    assert!(has_own_process && std::env::var("CI").is_err(), "{line}");
    eprintln!("{line}");
    std::process::exit(0)
}
