//! Databases: a new version may rewrite its files so that the old one no longer reads them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::plan::ImageFacts;

/// A container that keeps a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Database {
    /// `postgres`, `mysql`, `mongo`, …
    pub product: String,
    /// Major version now.
    pub old_major: Option<u64>,
    /// Major version after the update.
    pub new_major: Option<u64>,
    /// The major version changes, or nobody says that it does not: files may be rewritten, and going back may need a
    /// backup.
    pub may_migrate: bool,
}

/// Words in an image's name, the product, and the variables by which an image tells its major version.
const PRODUCTS: [(&str, &str, &[&str]); 22] = [
    ("postgres", "postgres", &["PG_MAJOR", "PG_VERSION"]),
    ("postgresql", "postgres", &["PG_MAJOR", "PG_VERSION"]),
    ("postgis", "postgres", &["PG_MAJOR", "PG_VERSION"]),
    ("timescaledb", "postgres", &["PG_MAJOR", "PG_VERSION"]),
    ("pgvector", "postgres", &["PG_MAJOR", "PG_VERSION"]),
    ("mysql", "mysql", &["MYSQL_MAJOR", "MYSQL_VERSION"]),
    ("mariadb", "mariadb", &["MARIADB_MAJOR", "MARIADB_VERSION"]),
    ("percona", "mysql", &["PS_VERSION"]),
    ("mongo", "mongo", &["MONGO_MAJOR", "MONGO_VERSION"]),
    ("mongodb", "mongo", &["MONGO_MAJOR", "MONGO_VERSION"]),
    ("redis", "redis", &["REDIS_VERSION"]),
    ("valkey", "valkey", &["VALKEY_VERSION"]),
    ("elasticsearch", "elasticsearch", &[]),
    ("opensearch", "opensearch", &[]),
    ("influxdb", "influxdb", &["INFLUXDB_VERSION"]),
    ("cassandra", "cassandra", &["CASSANDRA_VERSION"]),
    ("couchdb", "couchdb", &["COUCHDB_VERSION"]),
    ("neo4j", "neo4j", &[]),
    ("clickhouse", "clickhouse", &[]),
    ("rabbitmq", "rabbitmq", &["RABBITMQ_VERSION"]),
    ("rethinkdb", "rethinkdb", &[]),
    ("cockroach", "cockroach", &[]),
];
/// Variables that only images of a database have.
const DATA_FOLDERS: [(&str, &str); 2] = [("PGDATA", "postgres"), ("MYSQL_MAJOR", "mysql")];

impl Database {
    /// Recognizes a database by the new image's name, or by the variables of the old image.
    pub(crate) fn of(old_name: &str, new_name: &str, old: &ImageFacts, new: &ImageFacts) -> Option<Self> {
        let (product, variables) =
            by_name(new_name).or_else(|| by_name(old_name)).or_else(|| by_variable(old))?;
        let old_major = major(old, old_name, variables);
        let new_major = major(new, new_name, variables);
        let is_same = old_major.is_some() && old_major == new_major;
        Some(Self { product: product.to_owned(), old_major, new_major, may_migrate: !is_same })
    }
}

/// By the last part of the repository: `docker.io/bitnami/postgresql:16` is one, `postgres-exporter` is not.
fn by_name(name: &str) -> Option<(&'static str, &'static [&'static str])> {
    let (repository, _) = split(name);
    let last = repository.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    if ["exporter", "backup", "admin", "express", "commander", "operator"]
        .iter()
        .any(|tool| last.contains(tool))
    {
        return None;
    }
    let is_product = |word: &str| last.split(['-', '_']).any(|part| part == word);
    PRODUCTS.iter().find(|(word, ..)| is_product(word)).map(|(_, product, variables)| (*product, *variables))
}

fn by_variable(image: &ImageFacts) -> Option<(&'static str, &'static [&'static str])> {
    let (_, product) = DATA_FOLDERS.iter().find(|(name, _)| variable(image, name).is_some())?;
    PRODUCTS.iter().find(|(_, of, _)| of == product).map(|(_, product, variables)| (*product, *variables))
}

/// What the image says, and otherwise its tag.
fn major(image: &ImageFacts, name: &str, variables: &[&str]) -> Option<u64> {
    let told = variables.iter().find_map(|variable_name| variable(image, variable_name));
    let told = told.or_else(|| image.label("org.opencontainers.image.version"));
    number(told.unwrap_or_default()).or_else(|| number(split(name).1))
}

fn variable<'a>(image: &'a ImageFacts, name: &str) -> Option<&'a str> {
    let entries = image.config["Env"].as_array().map(Vec::as_slice).unwrap_or_default();
    let pairs = entries.iter().filter_map(Value::as_str).filter_map(|entry| entry.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The number a version begins with.
fn number(text: &str) -> Option<u64> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let digits = text.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().ok()
}

/// Repository and tag.
fn split(name: &str) -> (&str, &str) {
    let name = name.split('@').next().unwrap_or_default();
    match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        _ => (name, ""),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn databases_and_their_majors() {
        let image = |env: Value| ImageFacts { config: json!({"Env": env}), ..ImageFacts::default() };
        let none = image(json!([]));
        let majors =
            |db: Option<Database>| db.map(|db| (db.product, db.old_major, db.new_major, db.may_migrate));
        let cases = [
            ("postgres:16.2", "postgres:16.3", Some(("postgres", Some(16), Some(16), false))),
            ("postgres:16", "postgres:17", Some(("postgres", Some(16), Some(17), true))),
            ("postgres:latest", "postgres:latest", Some(("postgres", None, None, true))),
            (
                "127.0.0.1:5000/bitnami/mariadb-galera:11",
                "127.0.0.1:5000/bitnami/mariadb-galera:11",
                Some(("mariadb", Some(11), Some(11), false)),
            ),
            ("prom/mysqld-exporter:1", "prom/mysqld-exporter:2", None),
            ("mongo-express:1", "mongo-express:2", None),
            ("nginx:1", "nginx:2", None),
        ];
        for (old, new, expected) in cases {
            let expected = expected.map(|(product, a, b, may)| (product.to_owned(), a, b, may));
            assert_eq!(majors(Database::of(old, new, &none, &none)), expected, "{old}");
        }
        let (old, new) =
            (image(json!(["PGDATA=/data", "PG_MAJOR=15"])), image(json!(["PGDATA=/data", "PG_MAJOR=16"])));
        let own = Database::of("acme/store:1", "acme/store:2", &old, &new);
        assert_eq!(majors(own), Some(("postgres".into(), Some(15), Some(16), true)));
    }
}
