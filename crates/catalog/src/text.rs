//! Words out of files that anyone may have written.

/// Longest word that is kept, in bytes; real names and versions stay below a quarter.
const MAX_TEXT: usize = 512;

/// Text that can be shown: what is not UTF-8 and every control character replaced, spaces around it gone, and cut when it
/// is longer than any real name. Nothing if nothing is left.
pub(crate) fn clean(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.trim_ascii();
    let cut = &bytes[..bytes.len().min(MAX_TEXT)];
    let text: String = String::from_utf8_lossy(cut)
        .chars()
        .map(|character| if character.is_control() { char::REPLACEMENT_CHARACTER } else { character })
        .collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_terminal_obeys_stays() {
        assert_eq!(clean(b" a\x1b[2Jb\n").as_deref(), Some("a\u{fffd}[2Jb"));
        assert_eq!(clean(b" \n"), None);
        assert_eq!(clean(&[b'a'; 1 << 20]).map(|text| text.len()), Some(MAX_TEXT));
        assert_eq!(clean(b"\xff").as_deref(), Some("\u{fffd}"));
    }
}
