//! Packages of a kernel.

/// What Ubuntu's kernels are called behind `linux-`.
const UBUNTU: [&str; 24] = [
    "allwinner",
    "aws",
    "azure",
    "bluefield",
    "fips",
    "gcp",
    "gke",
    "gkeop",
    "headers",
    "hwe",
    "ibm",
    "intel",
    "iot",
    "kvm",
    "laptop",
    "lowlatency",
    "lts",
    "meta",
    "nvidia",
    "oem",
    "oracle",
    "raspi",
    "riscv",
    "realtime",
];

/// Whether an advisory's package is an operating system's kernel. A container runs on its host's kernel, so that a kernel (or
/// its headers, `linux-libc-dev`, which name the same source package) in an image is never run; what touches it is
/// [`State::Unimportant`](crate::State::Unimportant), shown apart and never left out. The few programs that are built from the
/// same source under the same name (`perf`, `bpftool`) go along where a distribution names sources.
pub fn kernel_package(ecosystem: &str, name: &str) -> bool {
    match ecosystem.split(':').next() {
        Some("Debian" | "Ubuntu" | "Echo") => {
            name == "linux" || name.strip_prefix("linux-").is_some_and(debian_kind)
        }
        Some(
            "AlmaLinux" | "Rocky Linux" | "Red Hat" | "openEuler" | "Azure Linux" | "Mageia" | "Photon OS",
        ) => {
            name == "kernel"
                || name == "kernel-rt"
                || name.strip_prefix("kernel-").is_some_and(|part| !part.starts_with("tools"))
        }
        Some("SUSE" | "openSUSE") => name.starts_with("kernel-"),
        Some("Alpine" | "Wolfi" | "Chainguard") => {
            matches!(name, "linux-lts" | "linux-virt" | "linux-edge" | "linux-rpi" | "linux-headers")
        }
        _ => false,
    }
}

/// `6.1`, `signed-amd64`, `latest`, or one of Ubuntu's.
fn debian_kind(kind: &str) -> bool {
    let first = kind.split('-').next().unwrap_or_default();
    kind.starts_with(|one: char| one.is_ascii_digit())
        || matches!(first, "signed" | "latest")
        || UBUNTU.contains(&first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernels_and_what_only_sounds_like_one() {
        for (ecosystem, name) in [
            ("Debian:12", "linux"),
            ("Debian:11", "linux-6.1"),
            ("Ubuntu:22.04", "linux-aws-5.15"),
            ("AlmaLinux:9", "kernel-headers"),
        ] {
            assert!(kernel_package(ecosystem, name), "{ecosystem} {name}");
        }
        for (ecosystem, name) in [
            ("Debian:12", "linux-atm"),
            ("AlmaLinux:9", "kernel-tools"),
            ("npm", "linux"),
            ("Debian:12", "util-linux"),
        ] {
            assert!(!kernel_package(ecosystem, name), "{ecosystem} {name}");
        }
    }
}
