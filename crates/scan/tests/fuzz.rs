//! Damaged and hostile input: everything that reads what comes from outside must end in bounded time, without panic, whatever
//! the bytes are.
//!
//! The normal suite mutates each target's seeds for a second, always in the same way. Longer runs, one target by name or all:
//! `FUZZ_SECONDS=600 FUZZ_TARGET=record cargo test -p mooring-scan --test fuzz -- --ignored --nocapture`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use layer::{Entry, ImagePath, Index, Kind, Look};
use scan::image::Config;
use scan::record::{Collector, LayerRecord};
use scan::secret::{Detector, Hit, argument_secrets, env_secret, redact, step_secrets};
use scan::{other, vex};

/// What is mutated, and who reads it.
struct Target {
    name: &'static str,
    seeds: fn() -> Vec<Vec<u8>>,
    read: fn(&[u8]),
}

/// A new reader adds a line.
const TARGETS: &[Target] = &[
    Target { name: "config", seeds: || vec![CONFIG.to_vec(), INSPECT.to_vec()], read: config },
    Target { name: "record", seeds: records, read: record },
    Target { name: "openvex", seeds: || vec![VEX.to_vec()], read: |bytes| drop(vex::read(bytes)) },
    Target { name: "secret-files", seeds: texts, read: files },
    Target { name: "secret-texts", seeds: texts, read: steps },
    Target { name: "trivy", seeds: || vec![TRIVY.to_vec()], read: |bytes| drop(other::read_trivy(bytes)) },
    Target { name: "grype", seeds: || vec![GRYPE.to_vec()], read: |bytes| drop(other::read_grype(bytes)) },
];

const CONFIG: &[u8] = br#"{"architecture":"amd64","os":"linux","created":"2024-05-01T10:00:00.5Z","config":{"User":"1000:1000",
    "ExposedPorts":{"80/tcp":{},"443/tcp":{}},"Env":["PATH=/bin","A"],"Entrypoint":["/a"],"Cmd":null,"Volumes":{"/data":{}},
    "WorkingDir":"/","Labels":{"a":"b"},"StopSignal":"SIGTERM","Healthcheck":{"Test":["CMD","true"]}},
    "rootfs":{"type":"layers","diff_ids":["sha256:00"]},"history":[{"created_by":"RUN a","empty_layer":true},{"comment":"x"}]}"#;
const INSPECT: &[u8] =
    br#"{"Id":"sha256:00","Architecture":"amd64","Os":"linux","Config":{"Cmd":"sh","Env":{"A":1},
    "ExposedPorts":null,"Labels":[1]},"RootFS":{"Layers":["sha256:00"]},"History":null}"#;
const VEX: &[u8] = br#"{"@context":"https://openvex.dev/ns/v0.2.0","@id":"x","author":"A","statements":[{"vulnerability":
    {"name":"CVE-1","aliases":["GHSA-1"]},"products":[{"@id":"pkg:oci/a@sha256:00?repository_url=x","identifiers":{"purl":"pkg:npm/a@1"},
    "subcomponents":[{"@id":"pkg:npm/a@1"}]},"b"],"status":"not_affected","justification":"x"},{"vulnerability":"CVE-2","status":"fixed"}]}"#;
const TRIVY: &[u8] = br#"{"SchemaVersion":2,"ArtifactName":"a","Results":[{"Target":"a","Vulnerabilities":[{"VulnerabilityID":"CVE-1",
    "PkgName":"a","InstalledVersion":"1"},{"VulnerabilityID":"CVE-2","PkgName":"b"}]},{"Target":"b","Vulnerabilities":null}]}"#;
const GRYPE: &[u8] = br#"{"matches":[{"vulnerability":{"id":"GHSA-1"},"relatedVulnerabilities":[{"id":"CVE-1"}],"artifact":
    {"name":"a","version":"1"}},{"vulnerability":{"id":"CVE-2"},"relatedVulnerabilities":null,"artifact":{"name":"b"}}]}"#;

/// Texts with secrets in all forms that rules look for; none of them is real.
fn texts() -> Vec<Vec<u8>> {
    let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq3kZ0sW9vVx1Yt2ZpQnR8uJ5hG4fD3sA6\n-----END RSA PRIVATE KEY-----\n";
    let cloud = format!(
        "[default]\naws_access_key_id = {}{}\naws_secret_access_key=\"q0Zx7Rb2Wm9Kc4Tn8Yp1Vd6Hs3Jf5Lg0Ua7Eo2Xi\"\n",
        "AKIA", "Q7ZK3MX5WT2BN4RC"
    );
    let step = format!(
        "|2 TOKEN={}{} USER=a /bin/sh -c curl -u me:Zk81xQmW09 https://u:pA55x9kQz@h.io/x # buildkit",
        "ghp_", "q0Zx7Rb2Wm9Kc4Tn8Yp1Vd6Hs3Jf5Lg0Ua7E"
    );
    let settings = "ENV DB_PASSWORD Zk81xQmW09vT\nPASSWORD: Zk81xQmW09vT\n\"api_key\": \"Zk81xQmW09vT77\",\npostgres://u:Zk81xQmW09@db:5432/x\n";
    let bot = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc machine a.b login c password Zk81xQmW09vT\n{\"auths\":{\"r\":{\"auth\":\"dTpwNDU1eDlrUXo=\"}}}";
    [key, &cloud, &step, settings, bot].map(|text| text.as_bytes().to_vec()).into()
}

fn entry(path: &str, bytes: usize) -> Entry {
    Entry {
        path: ImagePath::parse(path.as_bytes()).unwrap(),
        kind: Kind::File,
        bytes: bytes as u64,
        mode: 0o644,
        uid: 0,
        gid: 0,
        mtime: 0,
        link: None,
        hash: Some(7),
        capabilities: false,
    }
}

/// Records as the cache keeps them: packed, and as what is packed.
fn records() -> Vec<Vec<u8>> {
    let texts = texts();
    let files: [(&str, &[u8]); 6] = [
        ("etc/os-release", b"ID=debian\nVERSION_ID=\"12\"\n"),
        (
            "var/lib/dpkg/status",
            b"Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n",
        ),
        ("etc/passwd", b"root:x:0:0::/root:/bin/sh\n"),
        ("root/.aws/credentials", &texts[1]),
        ("app/.env", &texts[3]),
        ("app/node_modules/a/package.json", br#"{"name":"a","version":"1"}"#),
    ];
    let mut collector = Collector::new();
    let mut index = Index::default();
    for (path, content) in files {
        let entry = entry(path, content.len());
        if collector.wants(&entry) {
            collector.read(&entry, &mut &content[..]).unwrap();
        }
        index.entries.push(entry);
    }
    index.whiteouts.push(ImagePath::parse(b"a/b").unwrap());
    vec![LayerRecord::new(Arc::new(index), collector).encode(), LayerRecord::default().encode()]
}

fn config(bytes: &[u8]) {
    if let Ok(config) = Config::parse(bytes) {
        let _ = config.starts();
        let _ = scan::image::made_by(&config.history, config.diff_ids.len());
        for step in &config.history {
            let _ = scan::image::clean(&step.created_by);
        }
    }
}

/// What is read is a record again.
fn record(bytes: &[u8]) {
    if let Ok(record) = LayerRecord::decode(bytes) {
        let again = LayerRecord::decode(&record.encode());
        assert!(again.is_ok_and(|again| again == record), "it is not the same when written again");
    }
}

/// No hit repeats a value: what it shows is at most a few characters of it.
fn files(bytes: &[u8]) {
    let mut detector = Detector::new();
    for path in
        ["app/.env", "root/.aws/credentials", "app/config.yaml", "a.json", "root/.netrc", "etc/shadow"]
    {
        let hits: Vec<Hit> = detector.look(&entry(path, bytes.len()), bytes);
        assert!(hits.len() <= 100 && hits.iter().all(|hit| hit.masked.chars().count() < 100));
    }
}

fn steps(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (name, value) = text.split_once(['=', ' ']).unwrap_or((&text, ""));
    let _ = env_secret(name, value);
    let _ = argument_secrets(&text);
    let found = step_secrets(&text);
    let plain = redact(&text);
    assert!(found.is_empty() || plain != *text, "a secret is found and not masked");
}

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
    for target in TARGETS.iter().filter(|target| only.as_deref().is_none_or(|name| target.name == name)) {
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
        let read = std::panic::catch_unwind(|| (target.read)(&input));
        let took = begun.elapsed();
        if read.is_err() || took > SLOWEST {
            let kept = std::env::temp_dir().join(format!("mooring-fuzz-{}-{count}", target.name));
            std::fs::write(&kept, &input).unwrap();
            panic!("{}: input {count} took {took:?}; it is kept in {}", target.name, kept.display());
        }
        slowest = slowest.max(took);
        count += 1;
    }
    println!("{}: {count} inputs, slowest {slowest:?}", target.name);
}

/// Some damage to one of the seeds: bytes, cuts, doublings, pieces of other seeds, and what readers of texts stumble over.
fn mutate(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    const ODD: [&[u8]; 12] = [
        b"null",
        b"\"\"",
        b"[[[[",
        b"{}",
        b"-1",
        b"99999999999999999999",
        b"\xff\xff\xff\xff\xff",
        b"\n",
        b"=",
        b"://",
        b"\\u0000",
        "\u{e9}\u{202e}".as_bytes(),
    ];
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
            2 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff, b'\n', b' ', b'"'][random.below(8)],
            3 => bytes[at..at + piece].fill([0, 0xff][random.below(2)]),
            4 if random.below(4) == 0 => bytes.truncate(at),
            5 => drop(bytes.drain(at..at + piece)),
            6 => {
                let copy = bytes[at..at + piece].to_vec();
                bytes.splice(at..at, copy.repeat(1 + random.below(20)));
            }
            7 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len());
                let end = (from + piece).min(other.len());
                bytes.splice(at..at, other.get(from..end).unwrap_or_default().iter().copied());
            }
            _ => drop(bytes.splice(at..at, ODD[random.below(ODD.len())].iter().copied())),
        }
    }
    bytes
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
