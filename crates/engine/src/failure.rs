//! Turns what goes wrong below into an [`EngineError`] that says what was asked.

use std::error::Error;
use std::io;

use bollard::errors::Error as Bollard;
use tokio_rustls::rustls;

use crate::connection::SHORT;
use crate::quirks::Quirks;
use crate::{Endpoint, EngineError, UnreachableKind};

/// Names a failed call.
pub(crate) fn of_call(error: Bollard, operation: &str, endpoint: &Endpoint, quirks: &Quirks) -> EngineError {
    let operation = operation.to_owned();
    match error {
        Bollard::DockerResponseServerError { status_code, message } => {
            EngineError::Refused { status: quirks.status(status_code, &message), operation, message }
        }
        Bollard::DockerStreamError { error } => {
            EngineError::Refused { operation, status: 200, message: error.trim().to_owned() }
        }
        Bollard::RequestTimeoutError => EngineError::Timeout { operation, limit: SHORT },
        Bollard::IOError { err } => unreachable(endpoint, &err),
        Bollard::HyperResponseError { err } => broken(endpoint, &err),
        other => EngineError::BadAnswer { operation, cause: with_sources(&other) },
    }
}

/// Names a connection that could not be made or that broke.
pub(crate) fn unreachable(endpoint: &Endpoint, error: &io::Error) -> EngineError {
    EngineError::Unreachable {
        endpoint: endpoint.to_string(),
        kind: kind_of(endpoint, error),
        cause: with_sources(error),
    }
}

/// Names a connection that ended in the middle of an answer.
pub(crate) fn broken(endpoint: &Endpoint, error: &hyper::Error) -> EngineError {
    // With TLS 1.3 an engine that refuses our certificate says so in place of its first answer.
    let kind = match io_below(error) {
        _ if error.is_parse() => UnreachableKind::NotAnEngine,
        Some(error) => kind_of(endpoint, error),
        None => UnreachableKind::Other,
    };
    EngineError::Unreachable { endpoint: endpoint.to_string(), kind, cause: with_sources(error) }
}

/// Returns the system's error under one of `hyper`.
fn io_below(error: &hyper::Error) -> Option<&io::Error> {
    let mut source = error.source();
    while let Some(reason) = source {
        if let Some(found) = reason.downcast_ref() {
            return Some(found);
        }
        source = reason.source();
    }
    None
}

fn kind_of(endpoint: &Endpoint, error: &io::Error) -> UnreachableKind {
    let local = matches!(endpoint, Endpoint::Unix(_) | Endpoint::Pipe(_));
    let tls = error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>());
    match error.kind() {
        _ if tls => UnreachableKind::Tls,
        io::ErrorKind::NotFound if local => UnreachableKind::NotFound,
        // Nobody listens at a socket that exists: its owner died. At a port it only means that nothing runs there.
        io::ErrorKind::ConnectionRefused if local => UnreachableKind::Stale,
        io::ErrorKind::ConnectionRefused => UnreachableKind::NotFound,
        io::ErrorKind::PermissionDenied => UnreachableKind::PermissionDenied,
        io::ErrorKind::TimedOut => UnreachableKind::Silent,
        _ => UnreachableKind::Other,
    }
}

/// Returns an error with the reasons below it; `hyper` and `io` keep the telling part down there.
fn with_sources(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(reason) = source {
        let reason_text = reason.to_string();
        if !text.contains(&reason_text) {
            text = format!("{text}: {reason_text}");
        }
        source = reason.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket() -> Endpoint {
        Endpoint::Unix("/run/docker.sock".into())
    }

    #[test]
    fn every_way_to_fail_to_connect_has_its_kind() {
        let tcp = Endpoint::Tcp("build:2375".into());
        let table = [
            (socket(), io::ErrorKind::NotFound, UnreachableKind::NotFound),
            (socket(), io::ErrorKind::ConnectionRefused, UnreachableKind::Stale),
            (socket(), io::ErrorKind::PermissionDenied, UnreachableKind::PermissionDenied),
            (socket(), io::ErrorKind::ConnectionReset, UnreachableKind::Other),
            (tcp.clone(), io::ErrorKind::ConnectionRefused, UnreachableKind::NotFound),
            (tcp, io::ErrorKind::TimedOut, UnreachableKind::Silent),
        ];
        for (endpoint, kind, expected) in table {
            assert_eq!(kind_of(&endpoint, &kind.into()), expected, "{endpoint} {kind:?}");
        }
    }

    #[test]
    fn a_refused_certificate_is_a_matter_of_tls() {
        let inner = rustls::Error::General("unknown issuer".into());
        let error = io::Error::new(io::ErrorKind::InvalidData, inner);
        assert_eq!(kind_of(&Endpoint::Tcp("build:2376".into()), &error), UnreachableKind::Tls);
    }

    #[test]
    fn in_band_errors_are_refusals_with_status_200() {
        let error = Bollard::DockerStreamError { error: "manifest unknown\n".into() };
        let named = of_call(error, "pull nginx", &socket(), &Quirks::plain());
        assert_eq!(named.to_string(), "pull nginx: manifest unknown");
    }

    #[test]
    fn a_time_out_says_how_long_we_waited() {
        let named = of_call(Bollard::RequestTimeoutError, "list images", &socket(), &Quirks::plain());
        assert_eq!(named.to_string(), "list images: no answer within 30 s");
    }
}
