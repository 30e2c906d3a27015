//! What can be wrong with the places where credentials are.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;

use super::StoreKind;

/// Why credentials could not be looked up or kept. Having none is not an error, and an error does not say that the
/// registry needs any: what is public can still be read without.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// The keychain wants its owner's password, and this was asked in the background, or the password was not given.
    #[error("the keychain is locked")]
    Locked,
    /// A helper that may ask for a password or a click was not run, because this was asked in the background.
    #[error("{place} may ask for a password and is not run in the background")]
    OnlyByUser {
        /// Its program.
        place: String,
    },
    /// A file is there and cannot be read.
    #[error("{} cannot be read: {kind}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        kind: ErrorKind,
    },
    /// A file is longer than any credentials file.
    #[error("{} is too long for a credentials file", .path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
    },
    /// A file is not the JSON it should be.
    #[error("{} is broken in line {line}", .path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// Counted from one; zero when it is empty.
        line: usize,
    },
    /// One registry's entry in a file is not what it should be.
    #[error("the entry {key} in {} is broken", .path.display())]
    BrokenEntry {
        /// The file.
        path: PathBuf,
        /// The entry's key.
        key: String,
    },
    /// A file could not be written.
    #[error("{} cannot be written: {kind}", .path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        kind: ErrorKind,
    },
    /// A file names a helper that is not on this computer.
    #[error("docker-credential-{name} is not installed")]
    HelperMissing {
        /// What follows `docker-credential-`.
        name: String,
    },
    /// A helper ended with an error.
    #[error("docker-credential-{name} failed: {message}")]
    HelperFailed {
        /// What follows `docker-credential-`.
        name: String,
        /// In its own words, cleaned.
        message: String,
    },
    /// A helper did not end in time.
    #[error("docker-credential-{name} did not answer within {} seconds", .limit.as_secs())]
    HelperTimeout {
        /// What follows `docker-credential-`.
        name: String,
        /// How long it had.
        limit: Duration,
    },
    /// A helper answered something else.
    #[error("docker-credential-{name} answered {reason}")]
    HelperBadAnswer {
        /// What follows `docker-credential-`.
        name: String,
        /// What was wrong with it.
        reason: &'static str,
    },
    /// There is no keychain on this computer, or nothing that offers one is running.
    #[error("no keychain answers: {cause}")]
    NoKeychain {
        /// In the system's words, cleaned.
        cause: String,
    },
    /// The keychain did not answer in time.
    #[error("the keychain did not answer within {} seconds", .limit.as_secs())]
    KeychainTimeout {
        /// How long it had.
        limit: Duration,
    },
    /// The keychain refused.
    #[error("the keychain failed: {cause}")]
    KeychainFailed {
        /// In the system's words, cleaned.
        cause: String,
    },
    /// The secret is longer than the keychain takes.
    #[error("the secret is longer than the {limit} bytes this keychain takes")]
    SecretTooLong {
        /// What it takes, in bytes.
        limit: u32,
    },
    /// Our own entry in a store is not what we write there.
    #[error("the entry for {host} in {kind} is not one of Mooring's")]
    ForeignEntry {
        /// The registry.
        host: String,
        /// The store.
        kind: StoreKind,
    },
    /// There is no store of this kind to keep something in.
    #[error("credentials cannot be kept in {kind} here")]
    NoStore {
        /// The kind asked for.
        kind: StoreKind,
    },
}
