//! What a registry's failure means.

use ::registry::{BadAnswer, ErrorKind, RegistryError};

use super::case::Facts;
use crate::wire::Problem;

/// Says in one word why a registry did not tell, as scripts read it.
pub fn reason(error: &RegistryError) -> &'static str {
    match error.kind() {
        ErrorKind::NameNotResolved => "nameNotResolved",
        ErrorKind::ConnectFailed { .. } => "connectFailed",
        ErrorKind::TlsUntrusted { .. } => "tlsUntrusted",
        ErrorKind::ProxyFailed { .. } => "proxyFailed",
        ErrorKind::Timeout => "timeout",
        ErrorKind::AuthRequired | ErrorKind::Credential(_) => "authRequired",
        ErrorKind::AuthRejected => "authRejected",
        ErrorKind::Forbidden => "forbidden",
        ErrorKind::NotFound(_) => "notFound",
        ErrorKind::RateLimited { .. } => "rateLimited",
        ErrorKind::Server(_) => "serverError",
        ErrorKind::NoMatchingPlatform { .. } => "noMatchingPlatform",
        ErrorKind::Refused(_) | ErrorKind::BadAnswer(_) | ErrorKind::TooLarge { .. } => "badAnswer",
    }
}

/// Puts a registry's failure into a problem. `image` is what was asked about, as a user would type it.
pub fn registry_problem(error: &RegistryError, image: &str) -> Problem {
    let mut facts = Facts::from([
        ("registry".to_owned(), error.host().to_owned()),
        ("image".to_owned(), image.to_owned()),
        ("reason".to_owned(), error.kind().to_string()),
    ]);
    let mut tell = |name: &str, value: String| facts.insert(name.to_owned(), value);
    match error.kind() {
        ErrorKind::Server(status)
        | ErrorKind::Refused(status)
        | ErrorKind::BadAnswer(BadAnswer::Status(status)) => {
            tell("status", status.to_string());
        }
        ErrorKind::RateLimited { until: Some(until), .. } => {
            tell("until", until.to_string());
        }
        _ => {}
    }
    super::filled(&format!("freshness.{}", reason(error)), facts, &error.to_string())
}
