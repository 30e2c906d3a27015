//! What an image was probably built on: variables that official images set, and the distribution.

use catalog::Release;

use super::{Base, How};
use crate::image::Image;

/// Official images set their version in a variable of their own.
const OFFICIAL: &[(&str, &str)] = &[
    ("PYTHON_VERSION", "python"),
    ("NODE_VERSION", "node"),
    ("GOLANG_VERSION", "golang"),
    ("RUBY_VERSION", "ruby"),
    ("PHP_VERSION", "php"),
    ("NGINX_VERSION", "nginx"),
    ("HTTPD_VERSION", "httpd"),
    ("TOMCAT_VERSION", "tomcat"),
    ("PG_VERSION", "postgres"),
    ("REDIS_VERSION", "redis"),
    ("RUST_VERSION", "rust"),
    ("MYSQL_VERSION", "mysql"),
    ("MARIADB_VERSION", "mariadb"),
    ("MONGO_VERSION", "mongo"),
    ("RABBITMQ_VERSION", "rabbitmq"),
];

/// Distributions whose official image carries the same name, and how many parts of the version its tags have.
const DISTRIBUTIONS: &[(&str, &str, usize)] = &[
    ("debian", "debian", 1),
    ("ubuntu", "ubuntu", 2),
    ("alpine", "alpine", 2),
    ("fedora", "fedora", 1),
    ("almalinux", "almalinux", 1),
    ("rocky", "rockylinux", 1),
    ("ol", "oraclelinux", 1),
    ("amzn", "amazonlinux", 1),
    ("arch", "archlinux", 0),
];

/// A guess, which says no more about layers than it knows: nothing.
pub(super) fn guess(image: &Image, release: Option<&Release>) -> Option<Base> {
    let reference = official(image).or_else(|| distribution(release?))?;
    Some(Base { reference, digest: None, how: How::Guess, id: None, layers: 0 })
}

fn official(image: &Image) -> Option<String> {
    OFFICIAL.iter().find_map(|(variable, name)| {
        let version = image.config.variable(variable)?;
        // Packages of distributions and epochs hang on behind: `16.3-1.pgdg120+1`.
        let version = version.split(['-', '+', '~', ':']).next()?;
        let is_tag = !version.is_empty()
            && version.len() <= 30
            && version.starts_with(|sign: char| sign.is_ascii_digit())
            && version.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '.');
        is_tag.then(|| format!("{name}:{version}"))
    })
}

fn distribution(release: &Release) -> Option<String> {
    let (_, name, parts) = DISTRIBUTIONS.iter().find(|(id, ..)| *id == release.id)?;
    if *parts == 0 {
        return Some(format!("{name}:latest"));
    }
    let version: Vec<&str> = release.version.as_deref()?.split('.').take(*parts).collect();
    let version = version.join(".");
    let is_tag = version.chars().all(|sign| sign.is_ascii_digit() || sign == '.') && !version.is_empty();
    is_tag.then(|| format!("{name}:{version}"))
}
