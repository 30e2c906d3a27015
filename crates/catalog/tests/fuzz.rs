//! Damaged and hostile files: every reader must end in bounded time, without panic, whatever the bytes are.
//!
//! The normal suite mutates each target's seeds for a second. Longer runs, one target by name or all:
//! `FUZZ_SECONDS=600 FUZZ_TARGET=rpm cargo nextest run -p mooring-catalog --run-ignored only fuzz_long`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops where its own data is not as it should be, and long runs say how far they are"
)]

use std::time::{Duration, Instant};

mod common;

/// What is mutated: a file at a path that a reader wants.
struct Target {
    name: &'static str,
    path: &'static str,
    seeds: fn() -> Vec<Vec<u8>>,
}

/// A new reader adds a line.
const TARGETS: &[Target] = &[
    Target {
        name: "os-release",
        path: "etc/os-release",
        seeds: || vec![b"ID=debian\nVERSION_ID=\"12\"\n".to_vec()],
    },
    Target {
        name: "dpkg-status",
        path: "var/lib/dpkg/status",
        seeds: || {
            vec![b"Package: libc6\nStatus: install ok installed\nSource: glibc (2.36-9)\nInstalled-Size: 1\n\
                Version: 2.36-9+b1\nConffiles:\n /etc/a d4e7a7b88a71b5ffd9e2644e71a0cfab obsolete\n\nPackage: b\nVersion: 1\n"
                .to_vec()]
        },
    },
    Target {
        name: "dpkg-list",
        path: "var/lib/dpkg/info/a:amd64.list",
        seeds: || vec![b"/.\n/usr\n/usr/bin\n/usr/bin/a\n".to_vec()],
    },
    Target {
        name: "dpkg-sums",
        path: "var/lib/dpkg/status.d/a.md5sums",
        seeds: || {
            vec![b"7210080490f9fd139c1b44fa0f730988  etc/a\n12c7981c8fed81743552e47dd4b1483e  b c\n".to_vec()]
        },
    },
    Target {
        name: "dpkg-copyright",
        path: "usr/share/doc/a/copyright",
        seeds: || {
            vec![
                b"Format: 1.0\n\nFiles: *\nLicense: GPL-2+\n text\n".to_vec(),
                b"see /usr/share/common-licenses/GPL-2.\n".to_vec(),
            ]
        },
    },
    Target {
        name: "apk",
        path: "lib/apk/db/installed",
        seeds: || vec![common::data("system/alpine-3.23-apk-installed.zst")[..4096].to_vec()],
    },
    Target {
        name: "alpm",
        path: "var/lib/pacman/local/a-1-1/files",
        seeds: || vec![b"%FILES%\nusr/\nusr/a\n\n%BACKUP%\n".to_vec()],
    },
    Target {
        name: "rpm-sqlite",
        path: "var/lib/rpm/rpmdb.sqlite",
        seeds: || vec![common::data("system/mariner-2.0-rpmdb.sqlite.zst")],
    },
    Target {
        name: "rpm-ndb",
        path: "var/lib/rpm/Packages.db",
        seeds: || vec![common::data("system/sle15-bci-Packages.db.zst")],
    },
    Target {
        name: "rpm-bdb",
        path: "var/lib/rpm/Packages",
        seeds: || {
            vec![
                common::data("system/hello-epoch-bdb-Packages.zst"),
                common::data("system/libuuid-bdb-Packages.zst"),
            ]
        },
    },
    Target {
        name: "python-metadata",
        path: "site-packages/a-1.dist-info/METADATA",
        seeds: || {
            vec![
                b"Name: a\nVersion: 1\nLicense: MIT\nClassifier: License :: OSI Approved :: MIT\n\nx"
                    .to_vec(),
            ]
        },
    },
    Target {
        name: "python-record",
        path: "usr/site-packages/a-1.dist-info/RECORD",
        seeds: || vec![b"../../bin/a,sha256=x,1\na/b.py,,\n\"c,d.py\",,\n".to_vec()],
    },
    Target {
        name: "npm",
        path: "node_modules/a/package.json",
        seeds: || {
            vec![
                br#"{"name":"a","version":"1.0.0","license":["MIT",{"type":"BSD"}],"author":{"name":"x"}}"#
                    .to_vec(),
            ]
        },
    },
    Target {
        name: "ruby",
        path: "a/specifications/a-1.gemspec",
        seeds: || {
            vec![b"Gem::Specification.new do |s|\n  s.name = \"a\".freeze\n  s.version = \"1\"\n  s.licenses = [\"MIT\"]\n".to_vec()]
        },
    },
    Target {
        name: "php",
        path: "vendor/composer/installed.json",
        seeds: || {
            vec![br#"{"packages":[{"name":"a/b","version":"1.0","license":["MIT"],"authors":[{"name":"x"}]}]}"#.to_vec()]
        },
    },
    Target {
        name: "dotnet",
        path: "app/a.deps.json",
        seeds: || {
            vec![br#"{"libraries":{"A/1.0.0":{"type":"package"},"B/1.0.0":{"type":"project"}}}"#.to_vec()]
        },
    },
    Target {
        name: "program",
        path: "usr/bin/nginx",
        seeds: || {
            ["syft", "docker"]
                .map(|name| common::data(&format!("lang/{name}.bi.zst")))
                .into_iter()
                .chain([common::data("lang/hello.dep.zst")])
                .collect()
        },
    },
    Target {
        name: "java",
        path: "app/a-1.0.jar",
        seeds: || {
            let pom = ("META-INF/maven/a/b/pom.properties", &b"groupId=a\nartifactId=b\nversion=1\n"[..]);
            let manifest = ("META-INF/MANIFEST.MF", &b"Bundle-SymbolicName: a.b;x\nBundle-Version: 1\n"[..]);
            let inner = common::jar(&[pom, manifest]);
            vec![common::jar(&[manifest, ("lib/inner-1.0.jar", &inner)]), inner]
        },
    },
    Target {
        name: "beside",
        path: "usr/local/include/node/node_version.h",
        seeds: || {
            vec![b"#define NODE_MAJOR_VERSION 1\n#define NODE_MINOR_VERSION 2\n#define NODE_PATCH_VERSION \"3\"\n".to_vec()]
        },
    },
];

/// No single input may take longer; the machines of the tests are busy.
const SLOWEST: Duration = Duration::from_secs(5);

#[test]
fn fuzz_short() {
    for target in TARGETS {
        run(target, Duration::from_secs(1));
    }
}

#[test]
#[ignore = "takes FUZZ_SECONDS for each target"]
fn fuzz_long() {
    let seconds = setting("FUZZ_SECONDS").and_then(|text| text.parse().ok()).unwrap_or(60);
    let only = setting("FUZZ_TARGET");
    for target in
        TARGETS.iter().filter(|target| only.as_deref().is_none_or(|name| target.name.contains(name)))
    {
        run(target, Duration::from_secs(seconds));
    }
}

#[expect(clippy::disallowed_methods, reason = "how long and what is said in the environment")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn run(target: &Target, time: Duration) {
    let seeds = (target.seeds)();
    let mut random = Random::new(target.name);
    let start = Instant::now();
    let mut count = 0_u64;
    let mut slowest = Duration::ZERO;
    while start.elapsed() < time {
        let input = mutate(&seeds, &mut random);
        let begun = Instant::now();
        let facts = std::panic::catch_unwind(|| common::facts(target.path, &input));
        let took = begun.elapsed();
        if facts.is_err() || took > SLOWEST {
            let kept = std::env::temp_dir().join(format!("mooring-fuzz-{}-{count}", target.name));
            std::fs::write(&kept, &input).unwrap();
            panic!("{}: input {count} took {took:?}; it is kept in {}", target.name, kept.display());
        }
        slowest = slowest.max(took);
        count += 1;
    }
    println!("{}: {count} inputs, slowest {slowest:?}", target.name);
}

/// Some damage to one of the seeds: bytes, numbers, cuts, doublings, swaps and pieces of other seeds.
fn mutate(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(8) {
        let length = bytes.len();
        if length == 0 {
            return bytes;
        }
        let at = random.below(length);
        let piece = random.below(64).min(length - at);
        match random.below(9) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.next() as u8,
            2 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff, b'\n', b' ', b':'][random.below(8)],
            3 => bytes[at..at + piece].fill([0, 0xff][random.below(2)]),
            4 if random.below(4) == 0 => bytes.truncate(at),
            5 => drop(bytes.drain(at..at + piece)),
            6 => {
                let copy = bytes[at..at + piece].to_vec();
                let to = random.below(length);
                bytes.splice(to..to, copy);
            }
            7 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len().max(1));
                let end = (from + piece).min(other.len());
                bytes.splice(at..at, other.get(from..end).unwrap_or_default().iter().copied());
            }
            _ => overwrite(&mut bytes, at, random),
        }
    }
    bytes
}

/// Puts an absurd number where one may stand, in either order of bytes.
fn overwrite(bytes: &mut [u8], at: usize, random: &mut Random) {
    let number = [0, 1, 0x7fff_ffff, 0x8000_0000, u32::MAX, random.next() as u32][random.below(6)];
    let number = if random.below(2) == 0 { number.to_be_bytes() } else { number.to_le_bytes() };
    for (byte, new) in bytes[at..].iter_mut().zip(number) {
        *byte = new;
    }
}

/// The same numbers in every run (xorshift64*).
struct Random(u64);

impl Random {
    fn new(name: &str) -> Self {
        Self(
            name.bytes().fold(0x9e37_79b9_7f4a_7c15, |seed, byte| {
                (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            }) | 1,
        )
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}
