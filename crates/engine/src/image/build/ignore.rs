//! `.dockerignore`, by the rules of moby's `patternmatcher` (which are neither git's nor a shell's).
//!
//! A pattern is matched against the whole path from the context's root and against every folder above it; the last
//! pattern that matches decides; `!` brings back. `*` and `?` stop at `/`, `**` does not.

/// A `.dockerignore` file.
#[derive(Debug, Default)]
pub(super) struct Ignore {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    /// Begins with `!`: brings back.
    back: bool,
    /// The pattern as text, cleaned.
    text: String,
    tokens: Vec<Token>,
}

/// For each rule, whether it matched a folder; handed on to what is inside.
pub(super) type Matched = Vec<bool>;

impl Ignore {
    /// Reads a `.dockerignore`. An error is the pattern that cannot be read.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = text.lines().filter(|line| !line.starts_with('#')).map(str::trim);
        let rules = lines.filter(|line| !line.is_empty()).map(Rule::parse).collect::<Result<_, _>>()?;
        Ok(Self { rules })
    }

    /// Adds the rule that brings a file back if the rules so far leave it out: the engine needs its Dockerfile.
    pub(super) fn keep(&mut self, path: &str) {
        if self.ignores_with_parents(path) {
            let tokens = path.chars().map(Token::Char).collect();
            self.rules.push(Rule { back: true, text: path.to_owned(), tokens });
        }
    }

    /// Decides on a path, given what matched the folder it is in; `None` at the root.
    pub(super) fn ignores(&self, path: &str, parent: Option<&Matched>) -> (bool, Matched) {
        let mut ignored = false;
        let mut matched = vec![false; self.rules.len()];
        for (index, rule) in self.rules.iter().enumerate() {
            let above = parent.is_some_and(|parent| parent.get(index).copied().unwrap_or(false));
            // A rule that would change nothing is not asked; this is visible in what is inside, so it is kept.
            let hit = above || (rule.back == ignored && rule.matches(path));
            if hit {
                ignored = !rule.back;
                matched[index] = true;
            }
        }
        (ignored, matched)
    }

    /// Says whether a folder that is left out may hold something that is brought back. Docker only looks for rules that
    /// begin with the folder's name, so `!**/x` does not reach into it.
    pub(super) fn may_bring_back(&self, folder: &str) -> bool {
        let start = format!("{folder}/");
        self.rules.iter().any(|rule| rule.back && format!("{}/", rule.text).starts_with(&start))
    }

    fn ignores_with_parents(&self, path: &str) -> bool {
        let mut parent = None;
        let mut ignored = false;
        for end in path.match_indices('/').map(|(at, _)| at).chain([path.len()]) {
            let (now, matched) = self.ignores(&path[..end], parent.as_ref());
            (ignored, parent) = (now, Some(matched));
        }
        ignored
    }
}

impl Rule {
    fn parse(line: &str) -> Result<Self, String> {
        let (back, pattern) = match line.strip_prefix('!') {
            Some(rest) => (true, rest.trim()),
            None => (false, line),
        };
        if pattern.is_empty() {
            return Err(line.to_owned());
        }
        let text = clean(pattern);
        let tokens = tokens(&text).ok_or_else(|| line.to_owned())?;
        Ok(Self { back, text, tokens })
    }

    /// Follows all ways through the pattern at once, so that no pattern is slow.
    fn matches(&self, path: &str) -> bool {
        let path: Vec<char> = path.chars().collect();
        let mut reached = vec![false; path.len() + 1];
        reached[0] = true;
        for token in &self.tokens {
            reached = token.step(&path, &reached);
        }
        reached.last().copied().unwrap_or(false)
    }
}

/// Returns a path the way Go's `filepath.Clean` does, without a slash in front.
fn clean(pattern: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in pattern.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if pattern.starts_with('/') => {}
            _ => parts.push(part),
        }
    }
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// A piece of a pattern.
#[derive(Debug)]
enum Token {
    /// This character.
    Char(char),
    /// `?`: one character, no slash.
    One,
    /// `*`: any characters, no slash.
    Star,
    /// `**/`: nothing, or any characters up to and with a slash.
    Folders,
    /// `**` at the end: anything.
    Anything,
    /// `[a-z]`, `[^a-z]`.
    Class(bool, Vec<(char, char)>),
}

impl Token {
    /// Returns the places that are reached behind this token from the places before it.
    fn step(&self, path: &[char], from: &[bool]) -> Vec<bool> {
        let mut to = vec![false; from.len()];
        let mut open = false;
        for (at, start) in from.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|last| path.get(last));
            open = match self {
                Self::Star => *start || (open && before != Some(&'/')),
                _ => *start || open,
            };
            let one = at > 0 && from[at - 1] && before.is_some_and(|c| self.takes(*c));
            to[at] = match self {
                Self::Char(_) | Self::One | Self::Class(..) => one,
                Self::Star | Self::Anything => open,
                Self::Folders => *start || (open && before == Some(&'/')),
            };
        }
        to
    }

    fn takes(&self, c: char) -> bool {
        match self {
            Self::Char(own) => *own == c,
            Self::One => c != '/',
            Self::Class(negated, ranges) => ranges.iter().any(|(a, b)| (*a..=*b).contains(&c)) != *negated,
            Self::Star | Self::Folders | Self::Anything => false,
        }
    }
}

/// Splits a pattern; `None` when it cannot be read.
fn tokens(pattern: &str) -> Option<Vec<Token>> {
    let mut all = Vec::new();
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        let token = match c {
            '*' if rest.next_if_eq(&'*').is_some() => {
                let slash = rest.next_if_eq(&'/').is_some();
                let plain = !slash && all.is_empty() && rest.clone().all(|c| !"*?[]\\".contains(c));
                if rest.peek().is_none() || plain { Token::Anything } else { Token::Folders }
            }
            '*' => Token::Star,
            '?' => Token::One,
            '[' => class(&mut rest)?,
            '\\' => Token::Char(rest.next()?),
            plain => Token::Char(plain),
        };
        all.push(token);
    }
    Some(all)
}

fn class(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Token> {
    let negated = rest.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        let start = match rest.next()? {
            ']' if !ranges.is_empty() => return Some(Token::Class(negated, ranges)),
            ']' | '-' => return None,
            '\\' => rest.next()?,
            c => c,
        };
        let end = match rest.next_if_eq(&'-') {
            Some(_) => match rest.next()? {
                ']' => return None,
                '\\' => rest.next()?,
                c => c,
            },
            None => start,
        };
        ranges.push((start, end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignored(file: &str, path: &str) -> bool {
        Ignore::parse(file).expect("readable").ignores_with_parents(path)
    }

    #[test]
    fn one_pattern() {
        // Pattern, path, ignored: after the table of moby's patternmatcher tests.
        let table = [
            ("**", "file", true),
            ("**", "dir/file", true),
            ("**/", "file", true),
            ("**/**", "dir/file", true),
            ("dir/**", "dir/file", true),
            ("dir/**", "dir/dir2/file", true),
            ("**/dir", "dir/file", true),
            ("**/dir2/*", "dir/dir2/file", true),
            ("**/dir2/*", "dir/dir2/dir2/file", true),
            ("**file", "file", true),
            ("**file", "dir/file", true),
            ("**file", "dir/otherfile", true),
            ("**/file", "dir/file", true),
            ("**/file", "dir/otherfile", false),
            ("**/file*", "dir/dir/file.txt", true),
            ("**/file*txt", "dir/dir/file.txt", true),
            ("**/**/*.txt", "file.txt", true),
            ("**/**/*.txt2", "file.txt", false),
            ("a**/*.txt", "a/file.txt", true),
            ("a**/*.txt", "a/dir/dir/file.txt", true),
            ("a/*.txt", "a/dir/file.txt", false),
            ("a/*.txt**", "a/file.txt", true),
            ("a[b-d]e", "ae", false),
            ("a[b-d]e", "ace", true),
            ("a[^b-d]e", "aze", true),
            ("a[^b-d]e", "ace", false),
            (".*", ".foo", true),
            (".*", "foo", false),
            ("abc.def", "abcdef", false),
            ("abc.def", "abc.def", true),
            ("abc?def", "abcZdef", true),
            ("abc?def", "abcdef", false),
            ("a\\*b", "a*b", true),
            ("a\\*b", "axb", false),
            ("**/foo/bar", "foo/bar", true),
            ("**/foo/bar", "dir/dir2/foo/bar", true),
            ("abc/**", "abc", false),
            ("abc/**", "abc/def/ghi", true),
            ("**/.foo", "bar/.foo", true),
            ("*", "dir/file", true),
            ("/dir", "dir/file", true),
            ("./dir/../file", "file", true),
            ("dir/", "dir/file", true),
            ("  file  ", "file", true),
            ("# comment", "# comment", false),
            ("Ünder/*", "Ünder/x", true),
        ];
        for (pattern, path, expected) in table {
            assert_eq!(ignored(pattern, path), expected, "{pattern:?} on {path:?}");
        }
    }

    #[test]
    fn the_last_match_decides() {
        let table = [
            ("*.md\n!README.md", "README.md", false),
            ("*.md\n!README.md", "other.md", true),
            ("*.md\n!README*.md\nREADME-secret.md", "README-secret.md", true),
            ("*\n!src", "src/main.rs", false),
            ("*\n!src\nsrc/*.tmp", "src/a.tmp", true),
            ("docs\n!docs/README.md", "docs/README.md", false),
            ("docs\n!docs/README.md", "docs/a/README.md", true),
            ("! file\nfile", "file", true),
            ("file\n! file", "file", false),
            ("*\n!*/*.go", "dir/x.go", false),
        ];
        for (file, path, expected) in table {
            assert_eq!(ignored(file, path), expected, "{file:?} on {path:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for pattern in ["[", "a[", "[]a", "[a-]", "!", "[-x]"] {
            assert_eq!(Ignore::parse(pattern).expect_err("unreadable"), pattern);
        }
    }

    #[test]
    fn the_dockerfile_is_kept() {
        let mut ignore = Ignore::parse("*").expect("readable");
        ignore.keep("docker/Dockerfile");
        assert!(!ignore.ignores_with_parents("docker/Dockerfile"));
        assert!(ignore.ignores_with_parents("docker/other"));
        assert!(ignore.may_bring_back("docker"));
        assert!(!ignore.may_bring_back("dock"));
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_name() {
        assert!(ignored("\u{feff}file\r\nother", "file"));
    }

    #[test]
    fn no_pattern_is_slow() {
        let hard = "**/*a".repeat(50);
        assert!(!ignored(&hard, &"b/".repeat(500)));
    }
}
