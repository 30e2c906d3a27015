//! Whether a value with a telling name can be a secret.

use super::Certainty;

/// Words that make a name the name of a secret, each as a whole word of it.
const ALONE: &[&str] = &[
    "password",
    "passwd",
    "passwort",
    "passphrase",
    "pass",
    "pwd",
    "pw",
    "secret",
    "secrets",
    "token",
    "apikey",
    "secretkey",
    "accesskey",
    "authkey",
    "credential",
    "credentials",
    "privatekey",
    "authtoken",
    "accesstoken",
];

/// Words that do so before `key`.
const BEFORE_KEY: &[&str] = &[
    "api",
    "access",
    "private",
    "secret",
    "encryption",
    "signing",
    "master",
    "auth",
    "account",
    "license",
    "app",
    "session",
];

/// Last words that say the value is about a secret and is none.
const ABOUT: &[&str] = &[
    "file",
    "path",
    "dir",
    "directory",
    "name",
    "names",
    "user",
    "username",
    "id",
    "length",
    "ttl",
    "expiry",
    "expires",
    "expiration",
    "lifetime",
    "timeout",
    "age",
    "header",
    "type",
    "policy",
    "algorithm",
    "alg",
    "hash",
    "url",
    "uri",
    "endpoint",
    "host",
    "port",
    "enabled",
    "disabled",
    "required",
    "prefix",
    "suffix",
    "format",
    "provider",
    "backend",
    "class",
    "command",
    "cmd",
    "script",
    "manager",
    "store",
    "ref",
    "arn",
    "version",
    "mode",
    "log",
    "prompt",
    "field",
    "count",
    "limit",
    "size",
];

/// Values everybody knows.
const DEFAULTS: &[&str] = &[
    "password",
    "passwd",
    "changeme",
    "change_me",
    "change-me",
    "changeit",
    "secret",
    "admin",
    "root",
    "postgres",
    "mysql",
    "test",
    "testing",
    "example",
    "default",
    "guest",
    "dummy",
    "sample",
    "foobar",
    "mypassword",
    "mysecret",
    "pass",
    "letmein",
    "qwerty",
    "token",
    "user",
    "development",
    "insecure",
    // The example in OpenSSL's own openssl.cnf.
    "pass:insta",
];

/// Values that are no value.
const NOTHING: &[&str] = &[
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "none",
    "null",
    "nil",
    "undefined",
    "todo",
    "tbd",
    "optional",
    "required",
    "redacted",
    "hidden",
    "masked",
    "unset",
    "disabled",
    "enabled",
    "always",
    "never",
    "auto",
    "string",
    "env",
    "file",
    "keyring",
    "stdin",
    "prompt",
    "ask",
    "basic",
    "bearer",
    "empty",
    "unknown",
    "n/a",
    "sufficient",
    "requisite",
    "include",
];

/// Whether a name says that its value is a secret. `MONKEY_PATCH`, `ACCESS_LOG`, `GPG_KEY`, `TOKEN_TTL`, `X_FILE` do not.
pub(super) fn names_a_secret(name: &str) -> bool {
    let words = words(name);
    let Some(last) = words.last() else {
        return false;
    };
    if ABOUT.contains(&last.as_str()) || is_working_directory(&words) {
        return false;
    }
    let alone = words.iter().any(|word| ALONE.contains(&word.as_str()));
    let key = words
        .windows(2)
        .any(|pair| matches!(pair, [what, key] if key == "key" && BEFORE_KEY.contains(&what.as_str())));
    (alone || key) && !words.iter().any(|word| word == "public" || word == "pub")
}

/// `PWD` and `OLDPWD` are folders.
fn is_working_directory(words: &[String]) -> bool {
    matches!(words, [only] if only == "pwd" || only == "pw" || only == "pass")
}

/// The words of `DB_PASSWORD`, `db-password`, `dbPassword`.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before_lower = false;
    for character in name.chars() {
        let ends = !character.is_alphanumeric() || before_lower && character.is_uppercase();
        if ends && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        before_lower = character.is_lowercase() || character.is_numeric();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// How sure it is that the value of such a name is a secret; nothing if it is none: empty, a number, a switch, a path, a
/// reference to another variable, a placeholder, prose.
pub(super) fn certainty(value: &str) -> Option<Certainty> {
    let value = unquote(value);
    let lower = value.to_lowercase();
    let is_none = value.chars().count() < 3
        || NOTHING.contains(&lower.as_str())
        || is_number(value)
        || is_path(value)
        || is_reference(value)
        || is_prose(value)
        || is_one_character(&lower);
    if is_none {
        return None;
    }
    Some(if is_example(&lower) { Certainty::Example } else { Certainty::Likely })
}

/// Whether a value is one that everybody knows, or that says it is made up.
pub(super) fn is_example(lower: &str) -> bool {
    const PARTS: &[&str] = &[
        "example",
        "changeme",
        "change-me",
        "change_me",
        "placeholder",
        "dummy",
        "your-",
        "your_",
        "replace",
    ];
    DEFAULTS.contains(&lower) || PARTS.iter().any(|part| lower.contains(part))
}

/// The value without the quotes around it.
pub(super) fn unquote(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\'', '`'] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner;
        }
    }
    value
}

/// Digits with units and separators: 3600, 30s, 1.5, 10:30.
fn is_number(value: &str) -> bool {
    let digits = value.trim_end_matches(|last: char| last.is_ascii_alphabetic());
    value.len() - digits.len() <= 3
        && !digits.is_empty()
        && digits.chars().all(|character| character.is_ascii_digit() || ".,:-_+ ".contains(character))
}

/// A file or folder. A random value of base64 may hold `/` and start with it, so a dot or several short parts decide.
fn is_path(value: &str) -> bool {
    let starts = ["/", "./", "../", "~/", "file:", "C:\\"].iter().any(|start| value.starts_with(start));
    let parts = value.split(['/', '\\']).filter(|part| !part.is_empty());
    starts && parts.clone().all(|part| part.len() < 24) && !value.contains('+') && !value.ends_with('=')
}

/// `$VAR`, `${VAR}`, `%VAR%`, `{{ x }}`, `<password>`, `[secret]`, a call, a vault's address.
fn is_reference(value: &str) -> bool {
    let around = [("<", ">"), ("[", "]"), ("{", "}"), ("%", "%"), ("(", ")"), ("__", "__"), ("@", "@")];
    value.starts_with('$')
        || value.contains("${")
        || value.contains("$(")
        || value.contains("{{")
        || around.iter().any(|(start, end)| value.starts_with(start) && value.ends_with(end))
        || ["os.environ", "process.env", "getenv", "env(", "env.", "ENV[", "vault:", "arn:aws:", "op://", "!"]
            .iter()
            .any(|start| value.contains(start) && (value.starts_with(start) || start.len() > 3))
}

fn is_prose(value: &str) -> bool {
    value.split_whitespace().count() > 3 || value.ends_with('(') || value.ends_with('{')
}

/// `xxxxxxxx`, `********`, `----`.
fn is_one_character(lower: &str) -> bool {
    let mut characters = lower.chars();
    characters.next().is_some_and(|first| characters.all(|other| other == first))
}

/// Shannon entropy of the bytes, in bits for each. Words of a language have about 3 and below, random ones more.
pub(super) fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count = count.saturating_add(1);
        }
    }
    let all = value.len() as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| {
            let share = f64::from(*count) / all;
            -share * share.log2()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_by_whole_words() {
        for name in [
            "DB_PASSWORD",
            "dbPassword",
            "API_KEY",
            "apiKey",
            "MY_TOKEN",
            "APP_SECRET_KEY",
            "aws_secret_access_key",
        ] {
            assert!(names_a_secret(name), "{name}");
        }
        for name in [
            "MONKEY_PATCH",
            "KEYBOARD_LAYOUT",
            "ACCESS_LOG",
            "GPG_KEY",
            "PASSWORD_FILE",
            "TOKEN_TTL",
            "PWD",
            "OLDPWD",
            "KEY",
            "PUBLIC_KEY_TOKEN",
            "SECRET_NAME",
            "COMPASS",
            "PASSENGER_APP_ENV",
            "AUTHOR",
            "",
            "_",
        ] {
            assert!(!names_a_secret(name), "{name}");
        }
    }

    #[test]
    fn values_that_are_none() {
        for value in [
            "",
            "ab",
            "true",
            "3600",
            "30s",
            "/run/secrets/db",
            "./x.pem",
            "$OTHER",
            "${X:-y}",
            "{{ x }}",
            "<password>",
            "xxxxxxxx",
            "********",
            "none",
            "the password of the user goes here",
            "%PASS%",
            "os.environ['X']",
        ] {
            assert_eq!(certainty(value), None, "{value}");
        }
    }

    #[test]
    fn values_that_may_be_one() {
        for value in ["hunter2-not-real", "correct horse", "S3cr3t!", "wJalrXUtnFEMI/K7MDENG", "/K7+MDENG="] {
            assert_eq!(certainty(value), Some(Certainty::Likely), "{value}");
        }
        for value in ["changeme", "pass:insta", "password", "AKIAIOSFODNN7EXAMPLE", "your-token-here"] {
            assert_eq!(certainty(value), Some(Certainty::Example), "{value}");
        }
    }
}
