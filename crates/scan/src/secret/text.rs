//! Secrets in settings, build steps and command lines.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::scan::{self, Span};
use super::{Certainty, Named, mask, value};

/// What stands where a secret stood.
const MASK: &str = "\u{2022}\u{2022}\u{2022}\u{2022}";

/// Longest text that is searched, in bytes; the rest is masked altogether.
const LONGEST: usize = 256 << 10;

/// `NAME=value`, with or without quotes; a name may have dashes before it, as options do.
static ASSIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?:^|[\s;&|"'(,\[{])-{0,2}([A-Za-z_][A-Za-z0-9_.-]{0,100})=("[^"]*"|'[^']*'|[^\s;&|"')]+)"#)
        .ok()
});

/// `--password value`, `-p value` is too many things.
static OPTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"--([A-Za-z][A-Za-z0-9-]{0,60})["',]*\s+["']?([^\s;&|"'-][^\s;&|"']*)"#).ok()
});

/// `curl -u name:password`.
static CURL_USER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\s(?:-u|--user)[= ]["']?[^\s:"']+:([^\s"']+)"#).ok());

/// `ENV NAME value`, the old form.
static OLD_ENV: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|\s)(?:ENV|ARG)\s+([A-Za-z_][A-Za-z0-9_]{0,100})\s+([^\s=]\S*)\s*$").ok()
});

/// Whether the value of an environment variable or build argument is a secret. The value decides: a name only makes a value
/// suspicious that could be one.
#[must_use]
pub fn env_secret(name: &str, value: &str) -> Option<Named> {
    let value = cut(value);
    let line = format!("{}={value}", cut(name));
    let by_form = scan::by_form(line.as_bytes())
        .into_iter()
        .find(|span| span.certainty > Certainty::Example || value::names_a_secret(name));
    if let Some(span) = by_form {
        return Some(named(&line, &span, name));
    }
    if !value::names_a_secret(name) {
        return None;
    }
    let certainty = value::certainty(value)?;
    Some(Named {
        rule: "named-value".to_owned(),
        name: clean(name),
        masked: mask(value, certainty),
        certainty,
    })
}

/// Secrets in a build step, as the image's history has it: build arguments (`|1 TOKEN=…`), passwords in addresses, tokens.
#[must_use]
pub fn step_secrets(created_by: &str) -> Vec<Named> {
    spans(created_by).into_iter().map(|(_, named)| named).collect()
}

/// Secrets in the build arguments of a step: what stands between `|2` and the shell.
#[must_use]
pub fn argument_secrets(created_by: &str) -> Vec<Named> {
    arguments(created_by).map_or_else(Vec::new, |range| {
        spans(created_by.get(range).unwrap_or_default()).into_iter().map(|(_, named)| named).collect()
    })
}

/// Where the build arguments of a step stand.
fn arguments(created_by: &str) -> Option<Range<usize>> {
    let start = created_by.find('|')?;
    let is_first = matches!(created_by.get(..start)?.trim(), "" | "RUN");
    let count = created_by.get(start + 1..)?.bytes().take_while(u8::is_ascii_digit).count();
    let body = start + 1 + count;
    let length = created_by.get(body..)?.find(" /bin/").unwrap_or(created_by.len() - body);
    (is_first && count > 0).then_some(body..body + length)
}

/// A build step or a command line with every secret in it masked.
#[must_use]
pub fn redact(text: &str) -> String {
    let searched = cut(text);
    let mut found: Vec<Range<usize>> = spans(searched).into_iter().map(|(at, _)| at).collect();
    found.sort_by_key(|at| at.start);
    let mut plain = String::with_capacity(searched.len());
    let mut end = 0;
    for at in found {
        if at.start >= end {
            plain.push_str(searched.get(end..at.start).unwrap_or_default());
            plain.push_str(MASK);
        }
        end = end.max(at.end);
    }
    plain.push_str(searched.get(end..).unwrap_or_default());
    if searched.len() < text.len() {
        plain.push_str(MASK);
    }
    plain
}

/// The words of a command with every secret in them masked; an option and its value may be two words.
#[must_use]
pub fn redact_words(words: &[String]) -> Vec<String> {
    let mut before = "";
    let mut shown = Vec::with_capacity(words.len());
    for word in words {
        let option = before.strip_prefix('-').map(|name| name.trim_start_matches('-'));
        let hidden = option.is_some_and(|name| !name.contains('=') && env_secret(name, word).is_some());
        shown.push(if hidden { MASK.to_owned() } else { redact(word) });
        before = word;
    }
    shown
}

/// Every secret of a text with the place it stands at; places do not overlap.
fn spans(text: &str) -> Vec<(Range<usize>, Named)> {
    let text = cut(text);
    let mut found: Vec<(Range<usize>, Named)> = Vec::new();
    let mut keep = |at: Range<usize>, named: Named| {
        if !at.is_empty() && !found.iter().any(|(known, _)| known.start < at.end && at.start < known.end) {
            found.push((at, named));
        }
    };
    for pattern in [&*ASSIGNED, &*OPTION, &*OLD_ENV] {
        let Some(pattern) = pattern else { continue };
        // One assignment may start with the character that ends the one before it.
        let mut from = 0;
        while let Some(captures) = text.get(from..).and_then(|_| pattern.captures_at(text, from)) {
            let (Some(name), Some(value)) = (captures.get(1), captures.get(2)) else { break };
            from = value.end();
            if let Some(named) = env_secret(name.as_str(), value.as_str()) {
                keep(value.range(), named);
            }
        }
    }
    for span in scan::by_form(text.as_bytes()) {
        let named = named(text, &span, "");
        keep(whole(text, &span), named);
    }
    if let Some(pattern) = &*CURL_USER {
        for secret in pattern.captures_iter(text).filter_map(|captures| captures.get(1)) {
            if let Some(certainty) = value::certainty(secret.as_str()) {
                let masked = mask(secret.as_str(), certainty);
                keep(
                    secret.range(),
                    Named { rule: "url-password".to_owned(), name: String::new(), masked, certainty },
                );
            }
        }
    }
    found
}

/// A pattern may end before the secret does: everything up to the next blank or quote goes with it; of a private key,
/// everything up to its end.
fn whole(text: &str, span: &Span) -> Range<usize> {
    let rest = text.get(span.at.end..).unwrap_or_default();
    let more = if span.rule.ends_with("private-key") {
        rest.find("-----END").unwrap_or(rest.len())
    } else if span.rule.ends_with("-url") || span.rule == "url-password" {
        0
    } else {
        rest.find(|end: char| end.is_whitespace() || "\"'`;&|,)<>".contains(end)).unwrap_or(rest.len())
    };
    span.at.start..span.at.end + more
}

fn named(text: &str, span: &Span, name: &str) -> Named {
    let secret = text.get(span.at.clone()).unwrap_or_default();
    Named {
        rule: span.rule.to_owned(),
        name: clean(name),
        masked: mask(secret, span.certainty),
        certainty: span.certainty,
    }
}

/// A name of a variable for showing.
fn clean(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(100).collect()
}

/// The beginning of a text, at a whole character.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environment_by_value() {
        for (name, value) in [
            ("MONKEY_PATCH", "gevent-patch"),
            ("KEYBOARD_LAYOUT", "de-latin1"),
            ("ACCESS_LOG", "/var/log/a"),
            ("X_TOKEN", ""),
            ("GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D"),
            ("DB_PASSWORD_FILE", "/run/secrets/db"),
            ("TOKEN_TTL", "30"),
            ("PATH", "/usr/bin:/bin"),
            ("SECRET_KEY", "$KEY"),
            ("PYTHON_SHA256", "6d36ca3b4d8fd4e2f6b1e9e4a4c5e9e37d2b0d1cf3c7f3b1"),
            ("PWD", "/app"),
            ("PASSWORD", "12345"),
            ("NODE_VERSION", "20.1.2"),
        ] {
            assert_eq!(env_secret(name, value), None, "{name}");
        }
        for (name, value, rule, certainty) in [
            ("DB_PASSWORD", "hunter2-not-real", "named-value", Certainty::Likely),
            (
                "AWS_SECRET_ACCESS_KEY",
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "aws-secret-key",
                Certainty::Example,
            ),
            ("SOMETHING", "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8", "github-token", Certainty::Sure),
            ("DATABASE_URL", "postgres://app:s3cr3tPW@db/app", "database-url", Certainty::Sure),
            ("APP_SECRET_KEY", "dev-not-a-real-secret", "named-value", Certainty::Likely),
        ] {
            let named = env_secret(name, value).unwrap();
            assert_eq!((named.rule.as_str(), named.certainty), (rule, certainty), "{name}");
            assert!(!format!("{named:?}").contains(value));
        }
    }

    #[test]
    fn an_option_and_its_value_may_be_two_words() {
        let words =
            ["app", "--db-password", "hunter22x", "--token-file", "/run/t", "--api-key=s3cr3tXyz", "-v"];
        let shown = redact_words(&words.map(str::to_owned));
        let key = format!("--api-key={MASK}");
        assert_eq!(shown, ["app", "--db-password", MASK, "--token-file", "/run/t", &key, "-v"]);
    }

    #[test]
    fn steps_and_their_arguments() {
        let step = "|2 NPM_TOKEN=npm_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8 DEBUG=1 /bin/sh -c npm ci --password hunter22x && curl -u me:s3cr3tX https://u:p4ssw0rdX@h/x";
        assert_eq!(argument_secrets(step).len(), 1);
        assert_eq!(step_secrets(step).len(), 4);
        let shown = redact(step);
        for secret in ["npm_a1", "hunter22x", "s3cr3tX", "p4ssw0rdX"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert!(shown.contains("DEBUG=1") && shown.contains("npm ci"));
        assert_eq!(
            redact("RUN /bin/sh -c apt-get update # buildkit"),
            "RUN /bin/sh -c apt-get update # buildkit"
        );
        assert_eq!(redact("ENV TOKEN abcdefgh1"), format!("ENV TOKEN {MASK}"));
        assert_eq!(redact("ENV DB_PASSWORD=hunter2-not-real X=1"), format!("ENV DB_PASSWORD={MASK} X=1"));
    }
}
