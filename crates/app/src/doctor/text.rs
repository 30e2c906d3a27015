//! Makes hostile text fit to stand inside a sentence.

use std::sync::LazyLock;

use regex::Regex;

/// Longest raw text a problem carries, bytes.
pub(super) const RAW_LIMIT: usize = 8 * 1024;

/// Longest fact, characters: a sentence has to stay a sentence.
const FACT_LIMIT: usize = 200;

/// Terminal sequences: colors, cursor movement, window titles, and whatever else starts with an escape.
#[allow(clippy::unwrap_used, reason = "a constant pattern, compiled by every test")]
static ESCAPES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])?").unwrap()
});

/// Returns text as one line without escapes, control characters and direction overrides.
pub(super) fn line(text: &str) -> String {
    let plain = ESCAPES.replace_all(head(text, RAW_LIMIT), "");
    let visible: String =
        plain.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !reorders(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns text fit for a sentence: one plain line of a readable length.
pub(super) fn fact(text: &str) -> String {
    let line = line(text);
    match line.char_indices().nth(FACT_LIMIT) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// Returns a full id in its short form; anything else as it is.
pub(super) fn short_id(text: &str) -> &str {
    let hex = text.strip_prefix("sha256:").unwrap_or(text);
    let id = hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    if id { &hex[..12] } else { text }
}

/// Returns text cut to what a problem may carry. The end is kept too: engines put the innermost reason there.
pub(super) fn bounded(text: &str) -> String {
    if text.len() <= RAW_LIMIT {
        return text.to_owned();
    }
    let start = head(text, RAW_LIMIT * 3 / 4);
    let mut from = text.len() - RAW_LIMIT / 4 + "\n…\n".len();
    while !text.is_char_boundary(from) {
        from += 1;
    }
    format!("{start}\n…\n{}", &text[from..])
}

fn head(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Says whether a character is invisible and moves others: it could make a name read as another one.
fn reorders(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_one_plain_line() {
        assert_eq!(fact("  a\n\tb\0c "), "a b c");
        assert_eq!(fact("\x1b[31mred\x1b[0m \x1b]0;title\x07end \x1b(Bx\x1b"), "red end x");
        assert_eq!(fact("abc\u{202e}fdp.exe"), "abcfdp.exe");
        assert_eq!(fact(&"ü".repeat(5000)).chars().count(), FACT_LIMIT + 1);
    }

    #[test]
    fn ids_are_short_and_names_are_whole() {
        let id = "7d060ba1066433382329132b7b1e7c4b524e1430a2d1b0139b0fe38d27f23670";
        assert_eq!(short_id(id), "7d060ba10664");
        assert_eq!(short_id(&format!("sha256:{id}")), "7d060ba10664");
        assert_eq!(short_id("blog"), "blog");
    }

    #[test]
    fn raw_text_keeps_both_ends() {
        let text = format!("begin {} end", "ä".repeat(20_000));
        let cut = bounded(&text);
        assert!(cut.len() <= RAW_LIMIT && cut.starts_with("begin") && cut.ends_with(" end"));
        assert_eq!(bounded("short\ntext"), "short\ntext");
    }
}
