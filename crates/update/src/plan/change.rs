//! One setting before and after.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Whose value it was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Owner {
    /// The user set it: it differs from what the old image says.
    User,
    /// It is what the old image says, and moves with the image.
    ImageDefault,
    /// It equals the old image's default but shows signs of having been written by the user. It moves with the image;
    /// who wants it kept says so with a [`super::SettingsEdit`].
    Ambiguous,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum What {
    /// Same value.
    Kept,
    /// Another value.
    Changed,
    /// Was not there.
    Added,
    /// Will not be there.
    Removed,
}

/// A setting of the container, before and after. Values are the user's and may be secrets: they are for showing, and
/// never for logs; `Debug` leaves them out.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettingChange {
    /// Field as the engine's inspect answer names it: `Env`, `Cmd`, `HostConfig.Mounts`, `Networks`.
    pub field: String,
    /// Key within the field: a variable's name, a label, a port, a path.
    pub key: Option<String>,
    /// Whose the old value was.
    pub owner: Owner,
    /// What becomes of it.
    pub what: What,
    /// Value before.
    pub old: Option<Value>,
    /// Value after.
    pub new: Option<Value>,
    /// The key sounds like a secret's; faces hide the values until asked.
    pub secret_like: bool,
}

impl SettingChange {
    /// Compares two values; `None` when there is neither.
    pub(crate) fn between(
        field: &str,
        key: Option<&str>,
        owner: Owner,
        old: Option<&Value>,
        new: Option<&Value>,
    ) -> Option<Self> {
        let what = match (old, new) {
            (None, None) => return None,
            (None, Some(_)) => What::Added,
            (Some(_), None) => What::Removed,
            (Some(old), Some(new)) if old == new => What::Kept,
            (Some(_), Some(_)) => What::Changed,
        };
        let secret_like = key.is_some_and(sounds_secret);
        let (old, new) = (old.cloned(), new.cloned());
        Some(Self {
            field: field.to_owned(),
            key: key.map(str::to_owned),
            owner,
            what,
            old,
            new,
            secret_like,
        })
    }
}

impl fmt::Debug for SettingChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.key.as_deref().map(|key| format!("[{key}]")).unwrap_or_default();
        write!(f, "{}{key} {:?} {:?}", self.field, self.owner, self.what)
    }
}

/// Whether a variable's or label's name says that its value is a secret.
fn sounds_secret(key: &str) -> bool {
    const WORDS: [&str; 10] =
        ["PASSWORD", "PASSWD", "PASS", "PWD", "TOKEN", "SECRET", "KEY", "CREDENTIAL", "AUTH", "DSN"];
    let upper = key.to_ascii_uppercase();
    let is_word = |word: &str| upper.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| part == word);
    WORDS.iter().any(|word| if word.len() > 4 { upper.contains(word) } else { is_word(word) })
        || upper.ends_with("KEY")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets() {
        for name in
            ["POSTGRES_PASSWORD", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "apikey", "DB_PASS", "SENTRY_DSN"]
        {
            assert!(sounds_secret(name), "{name}");
        }
        for name in ["PATH", "PASSENGER_VERSION", "KEYBOARD", "LANG", "MONKEY_PORT", "PWDX"] {
            assert!(!sounds_secret(name), "{name}");
        }
    }
}
