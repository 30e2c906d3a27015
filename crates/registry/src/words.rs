//! Text from outside, made fit to be shown: no control characters, no endless lines.

/// Returns `text` without control characters and with at most `most` characters.
pub(crate) fn cleaned(text: &str, most: usize) -> String {
    let visible = |c: char| if c.is_control() || is_invisible(c) { ' ' } else { c };
    let text: String = text.chars().take(most).map(visible).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Marks that turn the reading direction, and others that print nothing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_passes() {
        let table = [
            ("manifest unknown", "manifest unknown"),
            ("a\u{1b}[31m\r\nb", "a [31m b"),
            ("\u{202e}evil", "evil"),
            ("12345678901234567890", "1234567890123456"),
        ];
        for (text, expected) in table {
            assert_eq!(cleaned(text, 16), expected);
        }
    }
}
