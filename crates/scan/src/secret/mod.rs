//! Finds secrets in files, settings and build steps, and never repeats them.
//!
//! A keyword search over the bytes comes first, a pattern only near a keyword. Nothing that leaves this module holds a
//! secret's value: not a hit, not an error, not its `Debug`.

mod hit;
mod lines;
mod place;
mod rules;
mod scan;
mod text;
mod value;

pub use hit::{Certainty, Hit, Named};
pub use text::{argument_secrets, env_secret, redact, redact_words, step_secrets};

use layer::{Entry, ImagePath};

/// Number of the form of [`Hit`] and of what the rules find; hits kept under another number are to be found anew.
pub const FORMAT: u32 = 2;

/// Largest file that is searched, in bytes.
pub const MAX_FILE: u64 = 1 << 20;

/// How much of a file decides whether it is text.
const START: usize = 1024;

/// Searches files, one after the other.
#[derive(Debug, Default)]
pub struct Detector {}

impl Detector {
    /// A detector; make one for each layer or for all, its tables are shared.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a file is worth searching: small enough, and not in a place where libraries, documentation and tests stand.
    #[must_use]
    pub fn wants(&self, entry: &Entry) -> bool {
        place::wants(entry)
    }

    /// Searches one file. `content` is all of it.
    pub fn look(&mut self, entry: &Entry, content: &[u8]) -> Vec<Hit> {
        let start = content.get(..START).unwrap_or(content);
        if start.contains(&0) || content.len() as u64 > MAX_FILE {
            return Vec::new();
        }
        let path = String::from_utf8_lossy(entry.path.as_bytes());
        let mut spans: Vec<(scan::Span, String)> =
            scan::by_form(content).into_iter().map(|span| (span, String::new())).collect();
        lines::by_name(place::form(&path), content, &mut spans);
        spans.sort_by_key(|(span, _)| span.at.start);
        spans.truncate(scan::MAX_HITS);
        spans.into_iter().map(|(span, name)| hit(&entry.path, content, &span, &name)).collect()
    }
}

fn hit(path: &ImagePath, content: &[u8], span: &scan::Span, name: &str) -> Hit {
    let secret = String::from_utf8_lossy(content.get(span.at.clone()).unwrap_or_default());
    let line = content.get(..span.at.start).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
    let certainty =
        if is_distribution_key(path) { span.certainty.min(Certainty::Likely) } else { span.certainty };
    Hit {
        rule: span.rule.to_owned(),
        path: path.clone(),
        line: u32::try_from(line).ok().map(|line| line.saturating_add(1)),
        masked: mask(&secret, certainty),
        certainty,
        fingerprint: fingerprint(span.rule, path, name),
    }
}

/// Debian's ssl-cert makes this one while it is installed.
fn is_distribution_key(path: &ImagePath) -> bool {
    path.name() == b"ssl-cert-snakeoil.key"
}

/// What may be shown of a secret. The beginning of a token is the name of its kind; that of a password helps to guess it.
fn mask(secret: &str, certainty: Certainty) -> String {
    let length = secret.chars().count();
    let is_token = certainty == Certainty::Sure && length >= 20;
    let start: String = if is_token {
        secret.chars().take(4).filter(|start| !start.is_control()).collect()
    } else {
        String::new()
    };
    if length >= 16 { format!("{start}\u{2026} ({length})") } else { "\u{2026}".to_owned() }
}

/// FNV-1a over what names a hit; never over its value.
fn fingerprint(rule: &str, path: &ImagePath, name: &str) -> u64 {
    let parts = [rule.as_bytes(), b"\0", path.as_bytes(), b"\0", name.as_bytes()];
    parts
        .into_iter()
        .flatten()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
