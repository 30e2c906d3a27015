//! A build step taken apart into the commands it runs: no shell, only as much of one as the checks need.

/// A simple command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Command {
    /// Words, quotes taken off; variables set before the command are left out.
    pub(super) words: Vec<String>,
    /// It reads what the command before it writes.
    pub(super) piped: bool,
}

/// Words after which another command starts.
const BEFORE: [&str; 14] = [
    "if", "then", "else", "elif", "do", "while", "until", "!", "{", "exec", "time", "command", "env", "nice",
];

impl Command {
    /// The program, without its folder.
    pub(super) fn program(&self) -> &str {
        self.words.first().map(|word| word.rsplit('/').next().unwrap_or_default()).unwrap_or_default()
    }

    /// Words behind the program.
    pub(super) fn arguments(&self) -> &[String] {
        self.words.get(1..).unwrap_or_default()
    }

    /// The first argument that is no option: `install` of `apt-get -y install curl`.
    pub(super) fn verb(&self) -> &str {
        self.arguments().iter().find(|word| !word.starts_with('-')).map(String::as_str).unwrap_or_default()
    }

    /// The command that `sudo` runs; the command itself when there is none.
    pub(super) fn without_sudo(mut self) -> Self {
        if self.program() == "sudo" {
            let start = self.arguments().iter().position(|word| !word.starts_with('-')).map(|at| at + 1);
            self.words.drain(..start.unwrap_or(self.words.len()));
        }
        trimmed(self)
    }
}

/// Takes a step apart that ran in a shell, or that is a list of words.
pub(super) fn commands(script: &str) -> Vec<Command> {
    if let Ok(words) = serde_json::from_str::<Vec<String>>(script) {
        return vec![Command { words, piped: false }];
    }
    // Steps are one line here: in a script that was many, any word may start a command.
    let is_script = script.starts_with("<<");
    let commands = split(script).into_iter().flat_map(|one| if is_script { tails(&one) } else { vec![one] });
    commands.map(trimmed).filter(|command| !command.words.is_empty()).collect()
}

/// A script's line ends are gone: package managers are looked for at every word.
fn tails(command: &Command) -> Vec<Command> {
    let starts = command.words.iter().enumerate().filter(|(at, word)| {
        *at == 0
            || matches!(word.as_str(), "apt-get" | "apt" | "apk" | "yum" | "dnf" | "microdnf" | "sudo" | "rm")
    });
    let starts: Vec<usize> = starts.map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([command.words.len()]);
    let part = |(start, end): (&usize, usize)| Command {
        words: command.words.get(*start..end).unwrap_or_default().to_vec(),
        piped: command.piped && *start == 0,
    };
    starts.iter().zip(ends).map(part).collect()
}

fn trimmed(mut command: Command) -> Command {
    let is_before = |word: &String| BEFORE.contains(&word.as_str()) || is_assignment(word);
    let start = command.words.iter().position(|word| !is_before(word)).unwrap_or(command.words.len());
    command.words.drain(..start);
    command
}

fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map(|(name, _)| name).unwrap_or_default();
    !name.is_empty() && name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_')
}

/// Splits at `;`, `&`, `|`, `(` and `)` outside of quotes.
fn split(script: &str) -> Vec<Command> {
    let mut all = Vec::new();
    let mut command = Command::default();
    let mut word = String::new();
    let (mut quote, mut is_escaped) = (None, false);
    let mut signs = script.chars().peekable();
    while let Some(sign) = signs.next() {
        match (quote, sign) {
            _ if is_escaped => {
                word.push(sign);
                is_escaped = false;
            }
            (None | Some('"'), '\\') => is_escaped = true,
            (Some(open), sign) if sign == open => quote = None,
            (Some(_), sign) => word.push(sign),
            (None, '"' | '\'') => quote = Some(sign),
            (None, sign) if sign.is_whitespace() => end_word(&mut command, &mut word),
            (None, '&') if word.ends_with('>') || signs.peek() == Some(&'>') => word.push(sign),
            (None, ';' | '&' | '|' | '(' | ')') => {
                end_word(&mut command, &mut word);
                let is_pipe = sign == '|' && signs.next_if_eq(&'|').is_none();
                let next = Command { words: Vec::new(), piped: is_pipe };
                if command.words.is_empty() {
                    command.piped |= is_pipe;
                } else {
                    all.push(std::mem::replace(&mut command, next));
                }
            }
            (None, sign) => word.push(sign),
        }
    }
    end_word(&mut command, &mut word);
    all.push(command);
    all
}

fn end_word(command: &mut Command, word: &mut String) {
    if !word.is_empty() {
        command.words.push(std::mem::take(word));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(script: &str) -> Vec<String> {
        let line = |one: &Command| format!("{}{}", if one.piped { "| " } else { "" }, one.words.join(" "));
        commands(script).iter().map(line).collect()
    }

    #[test]
    fn steps_are_taken_apart() {
        for (script, parts) in [
            ("apt-get update && apt-get install -y x", &["apt-get update", "apt-get install -y x"][..]),
            ("set -eux; a; b || true", &["set -eux", "a", "b", "true"]),
            ("curl -s x | sh", &["curl -s x", "| sh"]),
            ("echo \"a && b\" 'c | d'", &["echo a && b c | d"]),
            ("DEBIAN_FRONTEND=x apt-get update", &["apt-get update"]),
            ("if ! x; then y; fi", &["x", "y", "fi"]),
            ("(a; b) | c", &["a", "b", "| c"]),
            ("a 2>&1 | b &> c", &["a 2>&1", "| b &> c"]),
            ("[\"apt-get\", \"update\"]", &["apt-get update"]),
            (
                "<<EOF apt-get update apt-get install x EOF",
                &["<<EOF", "apt-get update", "apt-get install x EOF"],
            ),
            ("a \\; b", &["a ; b"]),
            ("\"open", &["open"]),
            ("", &[]),
        ] {
            assert_eq!(shown(script), parts, "{script}");
        }
    }

    #[test]
    fn sudo_is_looked_behind() {
        let behind = |script: &str| commands(script)[0].clone().without_sudo().words.join(" ");
        assert_eq!(behind("sudo -E bash -"), "bash -");
        assert_eq!(behind("sudo A=b apt-get update"), "apt-get update");
        assert_eq!(behind("sudo"), "");
        assert_eq!(behind("ls"), "ls");
    }
}
