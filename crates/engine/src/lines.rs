//! Cuts bytes that arrive in pieces into lines.

/// Collects pieces and gives out whole lines. A line longer than the limit comes in several pieces, so that a program
/// that never ends its line cannot fill the memory.
#[derive(Debug)]
pub(crate) struct Lines {
    pending: Vec<u8>,
    limit: usize,
}

impl Lines {
    /// Starts with nothing; no line given out is longer than `limit` bytes (but see [`Lines::take`]).
    pub(crate) fn new(limit: usize) -> Self {
        Self { pending: Vec::new(), limit }
    }

    /// Takes a piece and hands every line it completes to `each`, without the line end.
    pub(crate) fn take(&mut self, mut piece: &[u8], mut each: impl FnMut(String)) {
        while let Some(end) = piece.iter().position(|byte| *byte == b'\n') {
            let (line, rest) = piece.split_at(end);
            self.push(line, &mut each);
            each(self.finish());
            piece = rest.get(1..).unwrap_or_default();
        }
        self.push(piece, &mut each);
    }

    /// Hands out what is left when nothing more comes.
    pub(crate) fn end(&mut self, mut each: impl FnMut(String)) {
        if !self.pending.is_empty() {
            each(self.finish());
        }
    }

    /// Says whether the next byte begins a line.
    pub(crate) fn at_start(&self) -> bool {
        self.pending.is_empty()
    }

    fn push(&mut self, mut piece: &[u8], each: &mut impl FnMut(String)) {
        while self.pending.len() + piece.len() > self.limit {
            let (head, tail) = piece.split_at(self.limit.saturating_sub(self.pending.len()).min(piece.len()));
            self.pending.extend_from_slice(head);
            let rest = self.pending.split_off(character_end(&self.pending));
            each(self.finish());
            self.pending = rest;
            piece = tail;
        }
        self.pending.extend_from_slice(piece);
    }

    fn finish(&mut self) -> String {
        let mut bytes = std::mem::take(&mut self.pending);
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Returns where the last whole character ends, so that a cut does not tear one apart.
fn character_end(bytes: &[u8]) -> usize {
    let continues = |byte: &u8| byte & 0b1100_0000 == 0b1000_0000;
    let tail = bytes.iter().rev().take(3).take_while(|byte| continues(byte)).count();
    let Some(lead) = bytes.len().checked_sub(tail + 1) else { return bytes.len() };
    let wanted = match bytes[lead] {
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF7 => 4,
        _ => 1,
    };
    if tail + 1 < wanted && lead > 0 { lead } else { bytes.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(limit: usize, pieces: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::new(limit);
        let mut all = Vec::new();
        for piece in pieces {
            lines.take(piece, |line| all.push(line));
        }
        lines.end(|line| all.push(line));
        all
    }

    #[test]
    fn lines_across_pieces() {
        assert_eq!(lines(100, &[b"a", b"b\nc", b"\n\n", b"d\r\ne"]), ["ab", "c", "", "d", "e"]);
        assert_eq!(lines(100, &[b"a\n"]), ["a"]);
        assert_eq!(lines(100, &[]), Vec::<String>::new());
    }

    #[test]
    fn a_line_without_end_is_cut_between_characters() {
        assert_eq!(lines(4, &[b"abcdefghi\nj"]), ["abcd", "efgh", "i", "j"]);
        assert_eq!(lines(4, &["aaaé€b".as_bytes()]), ["aaa", "é", "€b"]);
        assert_eq!(lines(4, &[b"abcd\n", b"ef"]), ["abcd", "ef"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        assert_eq!(lines(100, &[b"a\xffb\n"]), ["a\u{fffd}b"]);
        assert_eq!(lines(2, &[b"\x80\x80\x80\x80\x80"]).len(), 3);
    }
}
