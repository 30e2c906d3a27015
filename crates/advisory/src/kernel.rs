//! Packages of a kernel.

/// Whether an advisory's package is an operating system's kernel. A container runs on its host's kernel, so that a kernel (or its
/// headers, `linux-libc-dev`, which name the same source package) in an image is never run; what touches it is
/// [`State::Unimportant`](crate::State::Unimportant). The few programs built from the same source (`perf`, `bpftool`) go along.
pub fn kernel_package(ecosystem: &str, name: &str) -> bool {
    let _ = ecosystem;
    name == "linux"
}
