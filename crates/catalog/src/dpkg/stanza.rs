//! The form of dpkg's files: paragraphs of `Field: value`, more lines of a value indented (deb-control(5)).

use crate::text::clean;

/// Fields of one paragraph, as bytes: nothing promises an encoding.
#[derive(Debug, Default)]
pub(super) struct Stanza<'a> {
    fields: Vec<(&'a [u8], &'a [u8])>,
}

impl<'a> Stanza<'a> {
    /// The value of a field, trimmed; further lines still have their indentation. Names know no case. Nothing if it is
    /// empty.
    pub(super) fn get(&self, name: &str) -> Option<&'a [u8]> {
        let (_, value) = self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name.as_bytes()))?;
        let value = value.trim_ascii();
        (!value.is_empty()).then_some(value)
    }

    /// The value of a field as text that can be shown.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).and_then(clean)
    }
}

/// The paragraphs of a file. Lines without a colon are passed over.
pub(super) fn stanzas(content: &[u8]) -> impl Iterator<Item = Stanza<'_>> {
    let mut rest = content;
    std::iter::from_fn(move || {
        loop {
            let stanza = next(&mut rest)?;
            if !stanza.fields.is_empty() {
                return Some(stanza);
            }
        }
    })
}

/// Most fields of one paragraph that are kept; real ones have twenty.
const MAX_FIELDS: usize = 128;

/// Takes one paragraph off; nothing at the end.
fn next<'a>(rest: &mut &'a [u8]) -> Option<Stanza<'a>> {
    if rest.is_empty() {
        return None;
    }
    let mut stanza = Stanza::default();
    while let Some((line, after)) = line(rest) {
        if line.trim_ascii().is_empty() {
            *rest = after;
            break;
        }
        let value_end = continuation(after);
        if let Some(colon) = line.iter().position(|byte| *byte == b':')
            && stanza.fields.len() < MAX_FIELDS
        {
            stanza.fields.push((&line[..colon], &rest[colon + 1..rest.len() - value_end.len()]));
        }
        *rest = value_end;
    }
    Some(stanza)
}

/// What comes after the indented lines that `rest` begins with.
fn continuation(mut rest: &[u8]) -> &[u8] {
    while let Some((line, after)) = line(rest)
        && matches!(line.first(), Some(b' ' | b'\t'))
        && !line.trim_ascii().is_empty()
    {
        rest = after;
    }
    rest
}

/// The next line without its end, and what comes after it.
fn line(content: &[u8]) -> Option<(&[u8], &[u8])> {
    if content.is_empty() {
        return None;
    }
    match content.iter().position(|byte| *byte == b'\n') {
        Some(end) => Some((&content[..end], &content[end + 1..])),
        None => Some((content, &[])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_fields_and_further_lines() {
        let content = b"\n\nPackage: a\nConffiles:\n /etc/a 1\n /etc/b 2\nVersion: 1\n\n \npackage:b\nnonsense\nEmpty:\n";
        let all: Vec<Stanza<'_>> = stanzas(content).collect();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].get("Conffiles"), Some(&b"/etc/a 1\n /etc/b 2"[..]));
        assert_eq!(all[0].get("version"), Some(&b"1"[..]));
        assert_eq!(all[1].text("Package").as_deref(), Some("b"));
        assert_eq!(all[1].get("Empty"), None);
    }

    #[test]
    fn a_file_without_an_end() {
        assert_eq!(
            stanzas(b"Package: a").filter_map(|stanza| stanza.text("Package")).collect::<Vec<_>>(),
            ["a"]
        );
        assert_eq!(stanzas(b"").count(), 0);
        assert_eq!(stanzas(b"\n \n\t").count(), 0);
    }
}
