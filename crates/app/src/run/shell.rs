//! Reading a pasted command line the way a forgiving shell would, and quoting one.
//!
//! Nothing is ever expanded: `$(pwd)` and `~` stay as text, and their word is marked. Line ends of bash (`\`), cmd (`^`)
//! and PowerShell (`` ` ``) all continue the line; a backslash before a letter or digit is a Windows path's.

use std::iter::Peekable;
use std::str::Chars;

/// One word of a command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Word {
    /// Its text, without quotes.
    pub(super) text: String,
    /// A shell would have put something in place of a part of it.
    pub(super) expands: bool,
}

/// A quotation mark or bracket without its partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Open(pub(super) char);

/// Prompts are shorter, even those with a path in them.
const LONGEST_PROMPT: usize = 160;

/// Splits a text into commands and those into words.
pub(super) fn commands(text: &str) -> Result<Vec<Vec<Word>>, Open> {
    let straight = text.contains(['\'', '"']);
    let text = if straight {
        text.to_owned()
    } else {
        text.replace(['“', '”'], "\"").replace(['‘', '’'], "'")
    };
    let mut reader = Reader {
        chars: text.chars().peekable(),
        done: Vec::new(),
        command: Vec::new(),
        word: None,
        redirected: false,
    };
    reader.line_start();
    while let Some(c) = reader.chars.next() {
        reader.take(c)?;
    }
    reader.end_command();
    Ok(reader.done)
}

/// Quotes one word for a POSIX shell, only where it must be. A NUL, which no shell takes, is left out.
pub(super) fn quote(word: &str) -> String {
    let plain = |b: u8| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'/' | b':' | b'=' | b'@' | b',' | b'+' | b'-')
    };
    if !word.is_empty() && !word.starts_with('=') && word.bytes().all(plain) {
        return word.to_owned();
    }
    let word = word.replace('\0', "");
    shlex::try_quote(&word).map_or_else(|_| String::new(), |quoted| quoted.into_owned())
}

/// Quotes words and puts spaces between them.
pub(super) fn line<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> String {
    words.into_iter().map(|word| quote(word.as_ref())).collect::<Vec<_>>().join(" ")
}

/// Whether a shell would put something in place of a part of this unquoted text.
pub(super) fn would_expand(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    text == "~"
        || text.starts_with("~/")
        || text.contains("$(")
        || text.contains("${")
        || text.starts_with('$')
        || text.starts_with('`')
        || lower.contains("%cd%")
        || lower.contains("%userprofile%")
}

/// Where the prompt of a line ends, when it has one: behind a sign that a command follows.
fn prompt_end(line: &str) -> Option<usize> {
    let is_command =
        |text: &str| ["docker", "podman", "sudo", "nerdctl"].iter().any(|word| text.starts_with(word));
    if is_command(line) {
        return None;
    }
    let signs = ["$ ", "# ", "> ", "% "];
    let ends = signs.into_iter().flat_map(|sign| line.match_indices(sign).map(|(at, sign)| at + sign.len()));
    let goes_on = |end: usize, text: &str| is_command(text) || (end == 2 && text.starts_with('-'));
    ends.filter(|end: &usize| line.get(*end..).is_some_and(|text| goes_on(*end, text.trim_start()))).min()
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    done: Vec<Vec<Word>>,
    command: Vec<Word>,
    word: Option<Word>,
    /// Behind `>` or `<`: words name files, not arguments.
    redirected: bool,
}

impl Reader<'_> {
    fn take(&mut self, c: char) -> Result<(), Open> {
        match c {
            '\n' => self.newline(),
            c if c.is_whitespace() => self.end_word(),
            '\'' => self.single_quoted()?,
            '"' => self.double_quoted()?,
            '\\' | '^' | '`' if self.line_goes_on() => {}
            '\\' => self.backslash(),
            '`' => self.until('`', '`')?,
            '$' => self.dollar()?,
            ';' | '&' | '|' => self.end_command(),
            '>' | '<' => self.redirect(),
            '#' if self.word.is_none() => while self.chars.next_if(|c| *c != '\n').is_some() {},
            '–' | '—' if self.word.is_none() => self.dash(),
            c => self.push(c),
        }
        Ok(())
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().text.push(c);
    }

    fn end_word(&mut self) {
        if let Some(mut word) = self.word.take().filter(|_| !self.redirected) {
            word.expands |= word.text.starts_with("~/") || word.text.contains("%cd%");
            self.command.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.redirected = false;
        if !self.command.is_empty() {
            self.done.push(std::mem::take(&mut self.command));
        }
    }

    /// The file descriptor in front of `2>` is no argument either.
    fn redirect(&mut self) {
        self.word.take_if(|word| word.text.bytes().all(|b| b.is_ascii_digit()));
        self.end_word();
        self.redirected = true;
    }

    /// A line that begins with a dash belongs to the one before: the backslash was lost on the way here.
    fn newline(&mut self) {
        self.end_word();
        self.line_start();
        if !self.chars.peek().is_some_and(|c| matches!(c, '-' | '–' | '—')) {
            self.end_command();
        }
    }

    /// Skips a prompt: `$ docker`, `> -p`, `PS C:\\> docker`, `root@host:~# docker`.
    fn line_start(&mut self) {
        self.skip_blanks();
        let line: String = self.chars.clone().take_while(|c| *c != '\n').take(LONGEST_PROMPT).collect();
        let Some(end) = prompt_end(&line) else { return };
        let prompt = line.get(..end).unwrap_or_default().chars().count();
        self.chars.by_ref().take(prompt).for_each(drop);
        self.skip_blanks();
    }

    fn skip_blanks(&mut self) {
        while self.chars.next_if(|c| c.is_whitespace() && *c != '\n').is_some() {}
    }

    /// At a mark that continues the line, perhaps with blanks behind it: eats both.
    fn line_goes_on(&mut self) -> bool {
        let blanks: String = self.chars.clone().take_while(|c| c.is_whitespace() && *c != '\n').collect();
        if self.chars.clone().nth(blanks.chars().count()) != Some('\n') {
            return false;
        }
        self.skip_blanks();
        self.chars.next();
        // A shell would not go on here, and nobody puts blanks there on purpose.
        if !blanks.trim_matches('\r').is_empty() {
            self.end_word();
        }
        let at_word_end = self.word.is_none();
        if at_word_end {
            self.line_start();
        }
        true
    }

    fn backslash(&mut self) {
        let drive = self.word.as_ref().is_some_and(|word| word.text.len() == 2 && word.text.ends_with(':'));
        match self.chars.peek().copied() {
            Some(_) if drive => self.push('\\'),
            // A field of one line has put the lines of a long command one behind the other.
            None => self.push('\\'),
            Some(c) if c.is_whitespace() && self.word.is_none() => {}
            Some(c) if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') => self.push('\\'),
            Some(c) => {
                self.chars.next();
                self.push(c);
            }
        }
    }

    fn single_quoted(&mut self) -> Result<(), Open> {
        self.word.get_or_insert_default();
        loop {
            match self.chars.next().ok_or(Open('\''))? {
                '\'' => return Ok(()),
                c => self.push(c),
            }
        }
    }

    fn double_quoted(&mut self) -> Result<(), Open> {
        self.word.get_or_insert_default();
        loop {
            match self.chars.next().ok_or(Open('"'))? {
                '"' => return Ok(()),
                '$' => self.dollar()?,
                '\\' => match self.chars.next_if(|c| matches!(c, '"' | '\\' | '$' | '`' | '\n')) {
                    Some('\n') => {}
                    Some(c) => self.push(c),
                    None => self.push('\\'),
                },
                c => self.push(c),
            }
        }
    }

    fn dollar(&mut self) -> Result<(), Open> {
        match self.chars.peek().copied() {
            Some('(') => {
                self.push('$');
                self.chars.next();
                self.until('(', ')')
            }
            Some('{') => {
                self.push('$');
                self.chars.next();
                self.until('{', '}')
            }
            next => {
                self.push('$');
                let name = next.is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
                self.word.get_or_insert_default().expands |= name;
                Ok(())
            }
        }
    }

    /// Copies what a shell would run or look up, from its opening mark (just read) to the closing one.
    fn until(&mut self, open: char, close: char) -> Result<(), Open> {
        self.word.get_or_insert_default().expands = true;
        self.push(open);
        let mut depth = 1_u32;
        while depth > 0 {
            let c = self.chars.next().ok_or(Open(open))?;
            self.push(c);
            if c == close {
                depth -= 1;
            } else if c == open {
                depth += 1;
            }
        }
        Ok(())
    }

    /// Word processors make one long dash of two short ones.
    fn dash(&mut self) {
        self.push('-');
        let long = self.chars.clone().take_while(|c| c.is_ascii_alphanumeric()).count() > 1;
        if long {
            self.push('-');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&[&str]]) {
        let found = commands(text).unwrap();
        let found: Vec<Vec<&str>> =
            found.iter().map(|words| words.iter().map(|word| word.text.as_str()).collect()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn reads_what_people_paste() {
        check("a  'b c' \"d \\\"e\\\" $x\"", &[&["a", "b c", "d \"e\" $x"]]);
        check("a \\\n  -b c\\\r\nd", &[&["a", "-b", "cd"]]);
        check("a ^\r\n -b `\n -c", &[&["a", "-b", "-c"]]);
        check("a \\ -b \\   c", &[&["a", "-b", "c"]]);
        check("a \\  \n -b", &[&["a", "-b"]]);
        check("a # not b\nc", &[&["a"], &["c"]]);
        check("# docker run x", &[&["docker", "run", "x"]]);
        check("$ docker run \\\n> -d x", &[&["docker", "run", "-d", "x"]]);
        check("a && b; c | d > e 2>&1", &[&["a"], &["b"], &["c"], &["d"], &["1"]]);
        check("a\n  -b", &[&["a", "-b"]]);
        check("-v C:\\data\\x:/y", &[&["-v", "C:\\data\\x:/y"]]);
        check("-u $(id -u):$(id -g) \"$(pwd)/a b\":/c", &[&["-u", "$(id -u):$(id -g)", "$(pwd)/a b:/c"]]);
        check("–name x —rm –d", &[&["--name", "x", "--rm", "-d"]]);
        check("a “b c” ‘d’", &[&["a", "b c", "d"]]);
        check("'' a\\ b", &[&["", "a b"]]);
    }

    #[test]
    fn marks_what_a_shell_would_replace() {
        let words = commands("'$a' \"$a\" ~/x $(pwd) ${A} a$ `pwd`").unwrap();
        let marks: Vec<bool> = words[0].iter().map(|word| word.expands).collect();
        assert_eq!(marks, [false, true, true, true, true, false, true]);
    }

    #[test]
    fn says_which_mark_is_open() {
        for (text, open) in [("a 'b", '\''), ("a \"b", '"'), ("$(b", '('), ("`b", '`')] {
            assert_eq!(commands(text), Err(Open(open)), "{text}");
        }
    }
}
