//! OSV's records (schema 1.7), read leniently: only what is needed, nulls allowed, words where the schema has enums.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

/// One record.
#[derive(Debug, Deserialize)]
pub(crate) struct Record {
    pub id: String,
    #[serde(default)]
    pub modified: Option<String>,
    #[serde(default)]
    pub published: Option<String>,
    #[serde(default)]
    pub withdrawn: Option<String>,
    #[serde(default, deserialize_with = "or_empty")]
    pub aliases: Vec<String>,
    #[serde(default, deserialize_with = "or_empty")]
    pub upstream: Vec<String>,
    #[serde(default, deserialize_with = "or_empty")]
    pub related: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub summary: String,
    #[serde(default, deserialize_with = "or_default")]
    pub details: String,
    #[serde(default, deserialize_with = "or_empty")]
    pub severity: Vec<Severity>,
    #[serde(default, deserialize_with = "or_empty")]
    pub affected: Vec<Affected>,
    #[serde(default, deserialize_with = "or_default")]
    pub database_specific: Specific,
}

/// How bad: the kind of scale, and a vector or a word.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Severity {
    #[serde(default, rename = "type", deserialize_with = "or_default")]
    pub kind: String,
    #[serde(default, deserialize_with = "or_default")]
    pub score: String,
}

/// One package that is touched.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Affected {
    #[serde(default, deserialize_with = "or_default")]
    pub package: Package,
    #[serde(default, deserialize_with = "or_empty")]
    pub ranges: Vec<Range>,
    #[serde(default, deserialize_with = "or_empty")]
    pub versions: Vec<String>,
    #[serde(default, deserialize_with = "or_empty")]
    pub severity: Vec<Severity>,
    #[serde(default, deserialize_with = "or_default")]
    pub ecosystem_specific: Specific,
    #[serde(default, deserialize_with = "or_default")]
    pub database_specific: Specific,
}

/// Which package.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Package {
    #[serde(default, deserialize_with = "or_default")]
    pub ecosystem: String,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
}

/// From where to where.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Range {
    #[serde(default, rename = "type", deserialize_with = "or_default")]
    pub kind: String,
    #[serde(default, deserialize_with = "or_empty")]
    pub events: Vec<Event>,
}

/// A point in a range; one of these is there.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Event {
    #[serde(default)]
    pub introduced: Option<String>,
    #[serde(default)]
    pub fixed: Option<String>,
    #[serde(default)]
    pub last_affected: Option<String>,
    #[serde(default)]
    pub limit: Option<String>,
}

/// What sources add of their own, as far as it is known here.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Specific {
    /// Debian's urgency.
    #[serde(default, deserialize_with = "or_default")]
    pub urgency: String,
    /// A word: GitHub, Bitnami.
    #[serde(default, deserialize_with = "or_default")]
    pub severity: String,
    /// Attacked, says CISA.
    #[serde(default, alias = "kev", deserialize_with = "or_default")]
    pub known_exploited: bool,
    /// Likelihood of an attack.
    #[serde(default, deserialize_with = "or_default")]
    pub epss: Option<f32>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Either<T> {
    Right(T),
    Other(IgnoredAny),
}

/// A value of the right shape, else nothing: null, and what a source says otherwise than others.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(match Either::deserialize(from)? {
        Either::Right(value) => value,
        Either::Other(_) => T::default(),
    })
}

/// A list or null. What is in it must be right: half an advisory would be a wrong one.
fn or_empty<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(from)?.unwrap_or_default())
}
