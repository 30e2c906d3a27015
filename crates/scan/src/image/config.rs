//! What an image sets (image-spec, config.md), read leniently: real configs hold nulls, texts where lists belong, and fields
//! of Docker's and Podman's own.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Most entries that are kept of any list of a config; real ones have a hundred.
const MOST: usize = 10_000;

/// What an image sets, and how it was made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// `linux`.
    pub os: String,
    /// `amd64`.
    pub architecture: String,
    /// `v8`.
    pub variant: Option<String>,
    /// When it was made, RFC 3339.
    pub created: Option<String>,
    /// `USER`.
    pub user: String,
    /// `EXPOSE`: `8000/tcp`, sorted by number.
    pub ports: Vec<String>,
    /// `ENV`: names and values.
    pub env: Vec<(String, String)>,
    /// `ENTRYPOINT`.
    pub entrypoint: Vec<String>,
    /// `CMD`.
    pub command: Vec<String>,
    /// `VOLUME`, sorted.
    pub volumes: Vec<String>,
    /// `WORKDIR`.
    pub working_dir: String,
    /// `LABEL`.
    pub labels: BTreeMap<String, String>,
    /// `STOPSIGNAL`.
    pub stop_signal: Option<String>,
    /// `HEALTHCHECK`, which is Docker's.
    pub healthcheck: Option<Healthcheck>,
    /// Digests of the unpacked layers, lowest first.
    pub diff_ids: Vec<String>,
    /// Steps it was built in, first to last.
    pub history: Vec<Step>,
}

/// How an image says whether it is well.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Healthcheck {
    /// `["CMD", …]`, `["CMD-SHELL", "…"]`, or `["NONE"]`, which switches an inherited one off.
    pub test: Vec<String>,
}

/// A step of a build.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// The step, as its builder writes it.
    pub created_by: String,
    /// What the builder has to say besides.
    pub comment: String,
    /// It made no layer.
    pub empty_layer: bool,
}

/// Why a config could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Not JSON.
    #[error("the image's settings are damaged: {0}")]
    Json(#[from] serde_json::Error),
    /// JSON, and not an object.
    #[error("the image's settings are not an object")]
    Form,
}

impl Config {
    /// Reads an image config, or what an engine answers to `inspect`, which has the same under other spellings. A field of
    /// another kind than it should be is as if it were not there.
    ///
    /// # Errors
    /// When it is not a JSON object.
    pub fn parse(json: &[u8]) -> Result<Self, ConfigError> {
        let Value::Object(all) = serde_json::from_slice(json)? else {
            return Err(ConfigError::Form);
        };
        let empty = Map::new();
        let sets = get(&all, "config").and_then(Value::as_object).unwrap_or(&empty);
        let mut config = Self {
            os: text(&all, "os").unwrap_or_default(),
            architecture: text(&all, "architecture").unwrap_or_default(),
            variant: text(&all, "variant"),
            created: text(&all, "created"),
            diff_ids: diff_ids(&all),
            history: history(&all),
            ..Self::default()
        };
        config.take_settings(sets);
        Ok(config)
    }

    fn take_settings(&mut self, sets: &Map<String, Value>) {
        self.user = text(sets, "User").unwrap_or_default();
        self.ports = keys(sets, "ExposedPorts");
        self.ports.sort_by_key(|port| {
            (port.split('/').next().and_then(|number| number.parse::<u16>().ok()), port.clone())
        });
        self.env = texts(sets, "Env").into_iter().map(|line| variable(&line)).collect();
        self.entrypoint = texts(sets, "Entrypoint");
        self.command = texts(sets, "Cmd");
        self.volumes = keys(sets, "Volumes");
        self.volumes.sort_unstable();
        self.working_dir = text(sets, "WorkingDir").unwrap_or_default();
        self.labels = labels(sets);
        self.stop_signal = text(sets, "StopSignal");
        self.healthcheck = get(sets, "Healthcheck")
            .and_then(Value::as_object)
            .map(|check| Healthcheck { test: texts(check, "Test") })
            .filter(|check| !check.test.is_empty());
    }

    /// The value of a variable; the last one counts.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.env.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What is started: the entry point with the command behind it.
    #[must_use]
    pub fn starts(&self) -> Vec<String> {
        self.entrypoint.iter().chain(&self.command).cloned().collect()
    }
}

/// A field under its name, however it is spelt.
fn get<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object
        .get(name)
        .or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    get(object, name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A list of texts; one text alone is a list of one.
fn texts(object: &Map<String, Value>, name: &str) -> Vec<String> {
    match get(object, name) {
        Some(Value::Array(list)) => {
            list.iter().filter_map(Value::as_str).take(MOST).map(str::to_owned).collect()
        }
        Some(Value::String(text)) if !text.is_empty() => vec![text.clone()],
        _ => Vec::new(),
    }
}

/// The keys of an object, which is how sets are written; a list is taken as well.
fn keys(object: &Map<String, Value>, name: &str) -> Vec<String> {
    match get(object, name) {
        Some(Value::Object(set)) => set.keys().take(MOST).cloned().collect(),
        _ => texts(object, name),
    }
}

fn labels(sets: &Map<String, Value>) -> BTreeMap<String, String> {
    let Some(labels) = get(sets, "Labels").and_then(Value::as_object) else {
        return BTreeMap::new();
    };
    let texts = labels.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    texts.take(MOST).collect()
}

fn variable(line: &str) -> (String, String) {
    let (name, value) = line.split_once('=').unwrap_or((line, ""));
    (name.to_owned(), value.to_owned())
}

fn diff_ids(all: &Map<String, Value>) -> Vec<String> {
    let Some(root) = get(all, "rootfs").and_then(Value::as_object) else {
        return Vec::new();
    };
    let ids = texts(root, "diff_ids");
    if ids.is_empty() { texts(root, "Layers") } else { ids }
}

fn history(all: &Map<String, Value>) -> Vec<Step> {
    let Some(Value::Array(steps)) = get(all, "history") else {
        return Vec::new();
    };
    let steps = steps.iter().filter_map(Value::as_object).take(MOST);
    steps
        .map(|step| Step {
            created_by: text(step, "created_by").unwrap_or_default(),
            comment: text(step, "comment").unwrap_or_default(),
            empty_layer: get(step, "empty_layer").and_then(Value::as_bool).unwrap_or(false),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_config_full_of_nulls_is_an_empty_one() {
        let nulls = br#"{"config":{"Env":null,"Cmd":null,"ExposedPorts":null,"Labels":null,"Healthcheck":null,"User":null},
            "rootfs":null,"history":null,"os":null}"#;
        assert_eq!(Config::parse(nulls).unwrap(), Config::default());
        assert_eq!(Config::parse(b"{}").unwrap(), Config::default());
        assert_eq!(Config::parse(br#"{"config":null,"history":[null,3,{}]}"#).unwrap().history.len(), 1);
        assert!(Config::parse(b"[]").is_err());
        assert!(Config::parse(b"\xff").is_err());
    }

    #[test]
    fn everything_is_read() {
        let config = Config::parse(
            br#"{"os":"linux","architecture":"arm64","variant":"v8","created":"2026-01-02T03:04:05Z",
            "config":{"User":"app","ExposedPorts":{"8080/tcp":{},"443/tcp":{}},"Env":["A=b=c","B"],"Entrypoint":"run me",
            "Cmd":["x",null,"y"],"Volumes":{"/data":{}},"WorkingDir":"/app","Labels":{"a":"b","c":1},"StopSignal":"SIGINT",
            "Healthcheck":{"Test":["CMD","true"],"Interval":3}},
            "rootfs":{"type":"layers","diff_ids":["sha256:a","sha256:b"]},
            "history":[{"created_by":"X","empty_layer":true},{"created_by":"Y"}]}"#,
        )
        .unwrap();
        assert_eq!(config.ports, ["443/tcp", "8080/tcp"]);
        assert_eq!(config.env, [("A".into(), "b=c".into()), ("B".into(), String::new())]);
        assert_eq!(config.starts(), ["run me", "x", "y"]);
        assert_eq!(config.labels.len(), 1);
        assert_eq!(config.healthcheck.unwrap().test, ["CMD", "true"]);
        assert_eq!(config.diff_ids.len(), 2);
        assert!(config.history[0].empty_layer && !config.history[1].empty_layer);
    }

    #[test]
    fn what_inspect_answers_is_the_same() {
        let config = Config::parse(
            br#"{"Id":"sha256:x","Os":"linux","Architecture":"amd64","Config":{"Cmd":["sh"]},"RootFS":{"Layers":["sha256:a"]}}"#,
        )
        .unwrap();
        assert_eq!((config.os.as_str(), config.command.len(), config.diff_ids.len()), ("linux", 1, 1));
    }
}
