//! Mutated input for everything that reads what comes from outside. Each target runs for a moment in the normal suite, always
//! the same way; `FUZZ_SECONDS=600 cargo test -p mooring-advisory --test fuzz -- --ignored` runs them long.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "how long is said in the environment")]

mod common;

use std::cmp::Ordering;
use std::io::Cursor;
use std::time::{Duration, Instant};

use advisory::{Index, Limits, Order, Query, changed_since, import};
use twox_hash::XxHash3_128;

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.roll() % end.max(1) as u64) as usize
    }

    /// A few bytes changed, cut out, doubled, or put in.
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(6) {
            let at = self.below(bytes.len());
            let end = (at + self.below(24)).min(bytes.len());
            match self.below(6) {
                0 if !bytes.is_empty() => bytes[at] = self.roll() as u8,
                1 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                2 => drop(bytes.drain(at..end)),
                3 => {
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
                4 => {
                    let odd: [&[u8]; 8] = [
                        b"null",
                        b"\"\"",
                        b"[[[[",
                        b"-1",
                        b"99999999999999999999",
                        b"\xff\xff\xff\xff",
                        b"{}",
                        b"~",
                    ];
                    bytes.splice(at..at, odd[self.below(odd.len())].iter().copied());
                }
                _ => bytes.truncate(bytes.len() - (self.below(16)).min(bytes.len())),
            }
        }
    }
}

/// A fixed count of rounds in the normal suite, a time in the long run.
fn rounds(few: u64, mut round: impl FnMut(&mut Dice)) {
    let seconds: Option<u64> = std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let Some(seconds) = seconds else {
        let mut dice = Dice(4);
        (0..few).for_each(|_| round(&mut dice));
        return;
    };
    let (start, mut count) = (Instant::now(), 0_u64);
    let seed = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos() as u64);
    let mut dice = Dice(seed);
    while start.elapsed() < Duration::from_secs(seconds) {
        round(&mut dice);
        count += 1;
    }
    println!("{count} rounds from seed {seed}");
}

fn small() -> Limits {
    Limits { record: 1 << 20, total: 1 << 24, count: 1000 }
}

fn json_round(dice: &mut Dice) {
    let ecosystem = common::ECOSYSTEMS[dice.below(common::ECOSYSTEMS.len())];
    let records = common::records(ecosystem);
    let mut json = records[dice.below(records.len())].1.to_vec();
    json.truncate(20_000);
    dice.mutate(&mut json);
    let empty = br#"{"id":"T-1"}"#;
    let zip = common::zip([("T-1.json", empty.as_slice()), ("T-2.json", json.as_slice())]);
    let made =
        import(ecosystem, Cursor::new(zip), common::source(), &small()).expect("the good record is there");
    assert_eq!(made.records + made.skipped, 2);
    ask(&made.index);
}

fn zip_round(dice: &mut Dice, zip: &[u8]) {
    let mut zip = zip.to_vec();
    dice.mutate(&mut zip);
    if let Ok(made) = import("npm", Cursor::new(zip), common::source(), &small()) {
        ask(&made.index);
    }
}

/// Half of them with a right checksum, as only somebody who means harm would make them.
fn index_round(dice: &mut Dice, file: &[u8]) {
    let mut file = file.to_vec();
    if dice.below(2) == 0 {
        dice.mutate(&mut file);
    } else {
        let mut body = file.split_off(28);
        dice.mutate(&mut body);
        file.truncate(12);
        file.extend_from_slice(&XxHash3_128::oneshot(&body).to_le_bytes());
        file.extend_from_slice(&body);
    }
    if let Ok(index) = Index::read(file.as_slice()) {
        ask(&index);
        let _ = index.apply([], common::source(), &small());
    }
}

/// The same, but behind the compression: the head itself is changed.
fn head_round(dice: &mut Dice, file: &[u8]) {
    let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes")) as usize;
    let (packed, len) = (number(28), number(32));
    let mut head = zstd::bulk::decompress(&file[36..36 + packed], len).expect("a head");
    dice.mutate(&mut head);
    let packed_head = zstd::bulk::compress(&head, 1).expect("packed");
    let mut body = Vec::new();
    body.extend_from_slice(&(packed_head.len() as u32).to_le_bytes());
    body.extend_from_slice(&(head.len() as u32).to_le_bytes());
    body.extend_from_slice(&packed_head);
    body.extend_from_slice(&file[36 + packed..]);
    let mut made = file[..12].to_vec();
    made.extend_from_slice(&XxHash3_128::oneshot(&body).to_le_bytes());
    made.extend_from_slice(&body);
    if let Ok(index) = Index::read(made.as_slice()) {
        ask(&index);
        let _ = index.apply([], common::source(), &small());
    }
}

fn ask(index: &Index) {
    let ecosystem = index.ecosystem();
    for (name, version) in
        [("lodash", "4.17.4"), ("qs", "1"), ("openssl", "1.1.1-r0"), ("linux", ""), ("django", "3.2")]
    {
        let _ = index.matches(&Query { ecosystem, name, version });
        let _ = index.detail(name);
    }
}

fn csv_round(dice: &mut Dice) {
    let mut csv =
        b"2026-08-21T10:00:00Z,GHSA-1\n2026-08-20T10:00:00.123456Z,PYSEC-2\n0001-01-01T00:00:00Z,GO-3\n"
            .to_vec();
    dice.mutate(&mut csv);
    let since = "2020-01-01T00:00:00Z".parse().expect("a moment");
    assert!(changed_since(&String::from_utf8_lossy(&csv), since).len() <= csv.len());
}

const ORDERS: [&str; 11] =
    ["Debian", "Red Hat", "Alpine", "Go", "Pub", "NuGet", "PyPI", "Maven", "RubyGems", "Packagist", "CRAN"];

/// Any two strings have an order, the same from both sides, and every string equals itself.
fn order_round(dice: &mut Dice) {
    const ALPHABET: [&str; 40] = [
        "0",
        "1",
        "2",
        "9",
        "00",
        "10",
        "99999999999999999999999",
        ".",
        ".",
        "-",
        "_",
        "+",
        "~",
        "^",
        ":",
        "!",
        "v",
        "a",
        "b",
        "alpha",
        "beta",
        "rc",
        "c",
        "dev",
        "post",
        "final",
        "ga",
        "snapshot",
        "sp",
        "p",
        "pl",
        "r",
        "-r1",
        "git",
        " ",
        "é",
        "A",
        "RC",
        "#",
        "1!",
    ];
    let mut version = || (0..dice.below(9)).map(|_| ALPHABET[dice.below(ALPHABET.len())]).collect::<String>();
    let (a, b) = (version(), version());
    for ecosystem in ORDERS {
        let order = Order::of(ecosystem).expect("an order");
        assert_eq!(order.compare(&a, &b), order.compare(&b, &a).reverse(), "{ecosystem}: {a:?} {b:?}");
        assert_eq!(order.compare(&a, &a), Ordering::Equal, "{ecosystem}: {a:?}");
    }
}

fn npm() -> (Vec<u8>, Vec<u8>) {
    let mut file = Vec::new();
    common::imported("npm").index.write(&mut file).expect("written");
    (common::zip(common::records("npm")), file)
}

macro_rules! targets {
    ($($name:ident $long:ident $few:literal $round:expr;)*) => {$(
        #[test]
        fn $name() {
            rounds($few, $round);
        }

        #[test]
        #[ignore = "long; set FUZZ_SECONDS"]
        fn $long() {
            rounds($few, $round);
        }
    )*};
}

targets! {
    records long_records 150 json_round;
    archives long_archives 300 { let (zip, _) = npm(); move |dice: &mut Dice| zip_round(dice, &zip) };
    indexes long_indexes 3000 { let (_, file) = npm(); move |dice: &mut Dice| index_round(dice, &file) };
    heads long_heads 2000 { let (_, file) = npm(); move |dice: &mut Dice| head_round(dice, &file) };
    changes long_changes 20_000 csv_round;
    orders long_orders 20_000 order_round;
}

/// Long strings take time in proportion to their length: 128 KiB are compared at once.
#[test]
fn long_versions_are_compared_at_once() {
    for unit in ["1.", "a1", "-", "~", "_rc1", ".0", "0", "a", "1-"] {
        let long = unit.repeat((1 << 17) / unit.len());
        let start = Instant::now();
        for ecosystem in ORDERS {
            let order = Order::of(ecosystem).expect("an order");
            assert_eq!(order.compare(&long, &long), Ordering::Equal, "{ecosystem} {unit}");
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{unit}: {:?}", start.elapsed());
    }
}
