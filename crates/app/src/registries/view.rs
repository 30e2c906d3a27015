//! Sign-ins as the wire has them.

use registry::credential::{CredentialError, Listing, Source, StoreKind};

use crate::doctor;
use crate::wire::{CredentialSource, KeepSecret, Problem, RegistryView};

/// Lists every sign-in, and every place that could not be read.
pub(crate) fn registry_views(listing: Listing) -> Vec<RegistryView> {
    let problems = listing.problems.iter().map(|error| RegistryView {
        host: String::new(),
        username: None,
        source: source_of(error),
        detail: None,
        ours: false,
        in_use: false,
        problem: Some(credential_problem(error)),
    });
    let problems: Vec<_> = problems.collect();
    let found = listing.found.into_iter().map(|found| {
        let (source, detail) = source(&found.source);
        let place = if found.namespace.is_empty() {
            found.host
        } else {
            format!("{}/{}", found.host, found.namespace)
        };
        RegistryView {
            host: place,
            username: found.username.filter(|name| !name.is_empty()),
            source,
            detail,
            ours: found.source.is_ours(),
            in_use: found.used,
            problem: None,
        }
    });
    found.chain(problems).collect()
}

/// Names a place for a sentence.
pub(crate) fn source_words(place: &Source) -> String {
    source(place).1.unwrap_or_else(|| "Mooring".to_owned())
}

fn source(source: &Source) -> (CredentialSource, Option<String>) {
    let path = |path: &std::path::Path| Some(path.display().to_string());
    match source {
        Source::OurKeychain => (CredentialSource::Keychain, None),
        Source::SessionMemory => (CredentialSource::Session, None),
        Source::OurFile => (CredentialSource::File, None),
        Source::DockerConfig { path: file } => (CredentialSource::DockerConfig, path(file)),
        Source::PodmanAuth { path: file } => (CredentialSource::PodmanAuth, path(file)),
        Source::Helper { name, .. } => {
            (CredentialSource::DockerHelper, Some(format!("docker-credential-{name}")))
        }
    }
}

fn source_of(error: &CredentialError) -> CredentialSource {
    match error {
        CredentialError::OnlyByUser { .. }
        | CredentialError::HelperMissing { .. }
        | CredentialError::HelperFailed { .. }
        | CredentialError::HelperTimeout { .. }
        | CredentialError::HelperBadAnswer { .. } => CredentialSource::DockerHelper,
        CredentialError::Unreadable { .. }
        | CredentialError::TooLong { .. }
        | CredentialError::Broken { .. }
        | CredentialError::BrokenEntry { .. }
        | CredentialError::Unwritable { .. } => CredentialSource::DockerConfig,
        _ => CredentialSource::Keychain,
    }
}

/// Says what is wrong with a place where credentials are.
pub(crate) fn credential_problem(error: &CredentialError) -> Problem {
    let reason = error.to_string();
    match error {
        CredentialError::Unreadable { path, .. }
        | CredentialError::TooLong { path }
        | CredentialError::Broken { path, .. }
        | CredentialError::BrokenEntry { path, .. }
        | CredentialError::Unwritable { path, .. } => doctor::problem(
            "registry.fileUnreadable",
            [("path", path.display().to_string()), ("reason", reason)],
        ),
        CredentialError::OnlyByUser { place } => {
            doctor::problem("registry.helperFailed", [("helper", place.clone()), ("reason", reason)])
        }
        CredentialError::HelperMissing { name }
        | CredentialError::HelperFailed { name, .. }
        | CredentialError::HelperTimeout { name, .. }
        | CredentialError::HelperBadAnswer { name, .. } => doctor::problem(
            "registry.helperFailed",
            [("helper", format!("docker-credential-{name}")), ("reason", reason)],
        ),
        CredentialError::NoKeychain { .. } | CredentialError::NoStore { .. } => {
            Problem { raw: reason, ..doctor::problem("registry.keychainMissing", []) }
        }
        _ => doctor::problem("registry.keychainRefused", [("reason", reason)]),
    }
}

/// Returns the store for what the user wants.
pub(crate) fn store_kind(keep: KeepSecret) -> StoreKind {
    match keep {
        KeepSecret::Keychain => StoreKind::Keychain,
        KeepSecret::Session => StoreKind::Session,
        KeepSecret::File => StoreKind::PlainFile,
    }
}
