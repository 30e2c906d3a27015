//! What well-known images are known to want, before anybody has read their page: `data/known-images.json`.

use std::sync::LazyLock;

use engine::model::container::Protocol;
use oci::Reference;
use serde::Deserialize;

use crate::wire::{EnvQuestion, RunEnv, RunSpec};

use super::spec;

/// One entry of the table. It is for all images of its repositories, official or copied to another registry.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownImage {
    repositories: Vec<String>,
    #[serde(default)]
    ports: Vec<String>,
    #[serde(default)]
    volumes: Vec<String>,
    #[serde(default)]
    older: Vec<OlderVolumes>,
    #[serde(default)]
    command: Vec<String>,
    #[serde(default)]
    env: Vec<KnownVariable>,
}

/// Versions below this one keep their data elsewhere.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OlderVolumes {
    below: u64,
    volumes: Vec<String>,
}

/// A variable an image is known to read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KnownVariable {
    pub(super) key: String,
    pub(super) purpose: String,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) secret: bool,
    pub(super) group: Option<String>,
    pub(super) suggestion: Option<String>,
    /// An alternative that counts when it is set, and that nobody is asked for.
    #[serde(default = "yes")]
    pub(super) ask: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Default, Deserialize)]
struct Table {
    images: Vec<KnownImage>,
}

/// A test reads the same text and fails on what cannot be read.
static TABLE: LazyLock<Table> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/known-images.json")).unwrap_or_default());

/// The table's entry for an image.
pub fn known_image(image: &Reference) -> Option<&'static KnownImage> {
    let name = image.name();
    TABLE.images.iter().find(|known| known.repositories.contains(&name))
}

impl KnownImage {
    /// Ports the program inside listens on.
    pub fn ports(&self) -> Vec<(u16, Protocol)> {
        self.ports.iter().filter_map(|text| port(text)).collect()
    }

    /// Paths that hold the data, which may depend on the version in the tag.
    pub fn volumes(&self, tag: Option<&str>) -> &[String] {
        let version = tag.and_then(first_number);
        let older = self.older.iter().find(|older| version.is_some_and(|version| version < older.below));
        older.map_or(&self.volumes, |older| &older.volumes)
    }

    /// Every path that holds the data in some version.
    pub(super) fn places(&self) -> impl Iterator<Item = &String> {
        self.volumes.iter().chain(self.older.iter().flat_map(|older| &older.volumes))
    }

    /// The command without which it only prints its help.
    pub fn command(&self) -> &[String] {
        &self.command
    }

    /// What to ask for, required ones first.
    pub fn questions(&self) -> Vec<EnvQuestion> {
        let asked = self.env.iter().filter(|variable| variable.ask);
        let mut questions: Vec<EnvQuestion> = asked.map(question).collect();
        questions.sort_by_key(|question| !question.required);
        questions
    }

    /// Required variables for which neither the form nor the image has a value, each with the names that would do as well.
    pub(super) fn missing(&self, is_set: &dyn Fn(&str) -> bool) -> Vec<(&KnownVariable, Vec<&str>)> {
        let given =
            |variable: &KnownVariable| is_set(&variable.key) || is_set(&format!("{}_FILE", variable.key));
        let required = self.env.iter().filter(|variable| variable.required);
        let alternatives = |variable: &KnownVariable| {
            let same =
                self.env.iter().filter(move |other| other.group.is_some() && other.group == variable.group);
            same.filter(|other| other.key != variable.key).collect::<Vec<_>>()
        };
        required
            .map(|variable| (variable, alternatives(variable)))
            .filter(|(variable, others)| !given(variable) && !others.iter().any(|other| given(other)))
            .map(|(variable, others)| {
                (
                    variable,
                    others.into_iter().filter(|other| other.ask).map(|other| other.key.as_str()).collect(),
                )
            })
            .collect()
    }
}

/// Fills in the required secrets that the form does not have yet. `make` hands out a fresh password each time.
pub fn fill_secrets(spec: &mut RunSpec, questions: &[EnvQuestion], make: &mut dyn FnMut() -> String) {
    let has = |spec: &RunSpec, key: &str| spec.env.iter().any(|env| env.key == key && !env.value.is_empty());
    let in_group = |question: &EnvQuestion, other: &EnvQuestion| {
        question.group.is_some() && question.group == other.group
    };
    for question in questions.iter().filter(|question| question.required && question.secret) {
        let answered = questions.iter().any(|other| in_group(question, other) && has(spec, &other.key));
        if !answered && !has(spec, &question.key) {
            spec.env.retain(|env| env.key != question.key);
            spec.env.push(RunEnv { key: question.key.clone(), value: make() });
        }
    }
}

/// Bytes of randomness a password is made of.
pub const PASSWORD_RANDOMNESS: usize = 20;

const LOWER: &[u8; 16] = b"abcdefhkmnprtuwx";
const UPPER: &[u8; 16] = b"ABCDEFGHKLMNPRTW";
const DIGITS: &[u8; 8] = b"23456789";
const ANY: &[u8; 32] = b"abcdefghkmnprstuwxyzACEFHKLMNPRT";

/// A password of 20 letters and digits in four groups, `Kaxm3-…`, about 95 bits. Nothing in it looks like something
/// else or means something to a shell or a web address, and it satisfies those who want capitals, digits and signs.
pub fn password(random: [u8; PASSWORD_RANDOMNESS]) -> String {
    let mut text = String::with_capacity(PASSWORD_RANDOMNESS + 3);
    for (at, byte) in random.into_iter().enumerate() {
        if at > 0 && at % 5 == 0 {
            text.push('-');
        }
        let alphabet: &[u8] = match at {
            0 => UPPER,
            1 => LOWER,
            _ if at % 5 == 4 => DIGITS,
            _ => ANY,
        };
        let letter = alphabet.get(usize::from(byte) % alphabet.len()).copied().unwrap_or(b'x');
        text.push(char::from(letter));
    }
    text
}

fn question(variable: &KnownVariable) -> EnvQuestion {
    EnvQuestion {
        key: variable.key.clone(),
        required: variable.required,
        secret: variable.secret,
        purpose: variable.purpose.clone(),
        group: variable.group.clone(),
        suggestion: variable.suggestion.clone(),
    }
}

fn port(text: &str) -> Option<(u16, Protocol)> {
    let (number, protocol) = text.split_once('/')?;
    Some((number.parse().ok()?, spec::protocol(protocol)?))
}

/// `17` of `17.2-alpine` and of `pg17`.
fn first_number(tag: &str) -> Option<u64> {
    let start = tag.find(|c: char| c.is_ascii_digit())?;
    let digits = tag.get(start..)?;
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn known(image: &str) -> &'static KnownImage {
        known_image(&Reference::parse(image).unwrap()).unwrap_or_else(|| panic!("{image} is not known"))
    }

    #[test]
    fn the_table_is_whole() {
        let table: Table = serde_json::from_str(include_str!("../../data/known-images.json")).unwrap();
        let mut seen = BTreeSet::new();
        for image in &table.images {
            for name in &image.repositories {
                assert_eq!(Reference::parse(name).map(|found| found.name()).as_ref(), Ok(name));
                assert!(seen.insert(name), "{name} twice");
            }
            assert_eq!(image.ports().len(), image.ports.len(), "{:?}", image.repositories);
            assert!(image.volumes.iter().all(|path| path.starts_with('/')), "{:?}", image.repositories);
            let suggested =
                image.env.iter().find(|variable| variable.secret && variable.suggestion.is_some());
            assert!(suggested.is_none(), "no secret is ever suggested by the table");
        }
    }

    #[test]
    fn every_purpose_has_words() {
        let purposes: BTreeSet<&str> = TABLE
            .images
            .iter()
            .flat_map(|image| &image.env)
            .map(|variable| variable.purpose.as_str())
            .collect();
        for words in [include_str!("../../words/en.json"), include_str!("../../words/de.json")] {
            let words: serde_json::Value = serde_json::from_str(words).unwrap();
            for purpose in &purposes {
                assert!(words["purposes"][purpose].is_string(), "no words for purpose {purpose}");
            }
        }
    }

    #[test]
    fn one_of_a_group_is_enough() {
        let missing = |set: &[&str]| -> Vec<String> {
            known("mysql:8")
                .missing(&|key| set.contains(&key))
                .iter()
                .map(|(variable, _)| variable.key.clone())
                .collect()
        };
        assert_eq!(missing(&[]), ["MYSQL_ROOT_PASSWORD"]);
        assert_eq!(missing(&["MYSQL_DATABASE"]), ["MYSQL_ROOT_PASSWORD"]);
        for key in [
            "MYSQL_ROOT_PASSWORD",
            "MYSQL_ROOT_PASSWORD_FILE",
            "MYSQL_ALLOW_EMPTY_PASSWORD",
            "MYSQL_RANDOM_ROOT_PASSWORD",
        ] {
            assert!(missing(&[key]).is_empty(), "{key}");
        }
        let mariadb = known("mariadb").missing(&|_| false);
        let alternatives: Vec<&str> = mariadb.into_iter().flat_map(|(_, others)| others).collect();
        assert_eq!(alternatives, ["MARIADB_RANDOM_ROOT_PASSWORD", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD"]);
    }

    #[test]
    fn data_moved_between_versions() {
        for (tag, path) in [
            ("latest", "/var/lib/postgresql"),
            ("18-alpine", "/var/lib/postgresql"),
            ("17.2", "/var/lib/postgresql/data"),
        ] {
            assert_eq!(known("postgres").volumes(Some(tag)), [path], "{tag}");
        }
        assert_eq!(known("pgvector/pgvector").volumes(Some("pg16")), ["/var/lib/postgresql/data"]);
    }

    #[test]
    fn passwords_are_made_of_what_is_handed_in() {
        let made = password([7; PASSWORD_RANDOMNESS]);
        assert_eq!(made, password([7; PASSWORD_RANDOMNESS]));
        for random in [[0; PASSWORD_RANDOMNESS], [255; PASSWORD_RANDOMNESS]] {
            let made = password(random);
            assert_eq!(made.len(), 23);
            for class in [char::is_uppercase, char::is_lowercase, |c: char| c.is_ascii_digit()] {
                assert!(made.contains(class), "{made}");
            }
        }
    }

    #[test]
    fn only_secrets_that_are_needed_are_filled_in() {
        let questions = known("postgres").questions();
        let mut spec = RunSpec::default();
        fill_secrets(&mut spec, &questions, &mut || "made".to_owned());
        assert_eq!(spec.env, [RunEnv { key: "POSTGRES_PASSWORD".into(), value: "made".into() }]);
        fill_secrets(&mut spec, &questions, &mut || "other".to_owned());
        assert_eq!(spec.env.len(), 1);
    }
}
