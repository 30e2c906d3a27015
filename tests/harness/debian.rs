//! Images like those of a small web shop: a Debian, Python, a few libraries, code of its own, and what was left behind.

use serde_json::json;
use testkit::ImageBuilder;

/// A package: its name, its source, its version, the file it brings and that file's size.
type Package<'a> = (&'a str, &'a str, &'a str, &'a str, usize);

const PACKAGES: &[Package<'_>] = &[
    ("base-files", "base-files", "12.4+deb12u8", "etc/debian_version", 340_000),
    ("bash", "bash", "5.2.15-2+b7", "bin/bash", 1_265_000),
    ("coreutils", "coreutils", "9.1-1", "bin/coreutils", 2_400_000),
    ("libssl3", "openssl", "3.0.15-1~deb12u1", "usr/lib/libssl.so.3", 1_900_000),
    ("zlib1g", "zlib", "1:1.2.13.dfsg-1", "usr/lib/libz.so.1", 120_000),
    ("python3.11-minimal", "python3.11", "3.11.2-6+deb12u4", "usr/bin/python3.11", 5_600_000),
];

/// A small Debian with Python; `libc` is the version of its C library.
#[must_use]
pub fn debian(libc: &str) -> ImageBuilder {
    let libc: Package<'_> = ("libc6", "glibc", libc, "lib/libc.so.6", 3_200_000);
    let packages: Vec<Package<'_>> = PACKAGES.iter().copied().chain([libc]).collect();
    let status: String = packages.iter().map(entry).collect();
    let base = ImageBuilder::scratch()
        .file("etc/os-release", OS_RELEASE, 0o644)
        .file("etc/passwd", "root:x:0:0::/root:/bin/sh\nweb:x:1000:1000::/:/bin/sh\n", 0o644)
        .file("var/lib/dpkg/status", status, 0o644);
    packages.iter().fold(base, |image, (name, _, _, path, size)| {
        let list = format!("var/lib/dpkg/info/{name}.list");
        image.file(&list, format!("/.\n/{path}\n"), 0o644).noise(path, *size)
    })
}

const OS_RELEASE: &str = "ID=debian\nVERSION_ID=\"12\"\nNAME=\"Debian GNU/Linux\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n";

fn entry((name, source, version, _, size): &Package<'_>) -> String {
    format!(
        "Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\nSource: {source}\n\
         Installed-Size: {}\n\n",
        size / 1024
    )
}

/// The shop on it: libraries, code, a token that should not be there, and a file that the last step deletes.
#[must_use]
pub fn shop(libc: &str) -> ImageBuilder {
    let steps = [
        "/bin/sh -c #(nop) ADD file:4c6d in /",
        "RUN /bin/sh -c apt-get update && apt-get install -y python3-minimal",
        "RUN /bin/sh -c pip install flask gunicorn requests",
        "COPY . /app",
        "RUN /bin/sh -c rm /app/big.bin",
    ];
    let leftovers = debian(libc)
        .layer()
        .noise("var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_main_Packages", 1_400_000)
        .noise("root/.cache/pip/http/a/b/c", 300_000)
        .layer();
    let libraries =
        [("flask", "2.2.2", 400_000), ("gunicorn", "21.2.0", 600_000), ("requests", "2.31.0", 500_000)];
    libraries
        .iter()
        .fold(leftovers, |image, (name, version, size)| library(image, name, version, *size))
        .layer()
        .file("app/app.py", "print('hello')\n", 0o644)
        .file("app/.env", "API_TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345\n", 0o644)
        .noise("app/pictures.db", 800_000)
        .noise("app/big.bin", 700_000)
        .layer()
        .whiteout("app/big.bin")
        .workdir("/app")
        .cmd(&["gunicorn", "app:app"])
        .expose("8000/tcp")
        .env("SHOP_CURRENCY", "EUR")
        .config_json(move |config| {
            let made = config["created"].clone();
            config["history"] =
                steps.iter().map(|step| json!({"created": made, "created_by": step})).collect();
        })
}

fn library(image: ImageBuilder, name: &str, version: &str, size: usize) -> ImageBuilder {
    let site = "usr/local/lib/python3.11/site-packages";
    let info = format!("{site}/{name}-{version}.dist-info");
    let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense: MIT\n");
    let record = format!(
        "{name}/core.py,,\n{name}-{version}.dist-info/METADATA,,\n{name}-{version}.dist-info/RECORD,,\n"
    );
    image
        .file(&format!("{info}/METADATA"), metadata, 0o644)
        .file(&format!("{info}/RECORD"), record, 0o644)
        .noise(&format!("{site}/{name}/core.py"), size)
}
