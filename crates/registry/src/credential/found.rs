//! What credentials there are and where each comes from: for showing, never with the secret.

use std::collections::HashSet;
use std::path::PathBuf;

use super::CredentialError;

/// Where a credential comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Source {
    /// Signed in to with Mooring, kept in the operating system's keychain.
    OurKeychain,
    /// Signed in to with Mooring, until it ends.
    SessionMemory,
    /// Signed in to with Mooring, kept in a plain file by the user's will.
    OurFile,
    /// Docker's configuration holds the secret itself.
    DockerConfig {
        /// That file.
        path: PathBuf,
    },
    /// Podman's credentials file holds the secret itself.
    PodmanAuth {
        /// That file.
        path: PathBuf,
    },
    /// A credential helper keeps it.
    Helper {
        /// What follows `docker-credential-`.
        name: String,
        /// The file that names the helper.
        path: PathBuf,
    },
}

impl Source {
    /// Whether Mooring put it there, and so may remove it.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        matches!(self, Source::OurKeychain | Source::SessionMemory | Source::OurFile)
    }
}

/// A credential somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The registry's host, `docker.io` for Docker Hub.
    pub host: String,
    /// The part of the registry it is for; empty for all of it.
    pub namespace: String,
    /// The account; unknown when only the helper knows it and was not asked.
    pub username: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// Whether it is the first for its host and namespace, and so the one that is used.
    pub used: bool,
}

/// Everything there is, in the order in which it is asked, and what could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Credentials.
    pub found: Vec<Found>,
    /// Places that could not be read.
    pub problems: Vec<CredentialError>,
}

impl Listing {
    pub(super) fn add(&mut self, found: Found) {
        let is_new = !self.found.iter().any(|known| known.is_same(&found));
        if is_new {
            self.found.push(found);
        }
    }

    pub(super) fn add_problem(&mut self, problem: CredentialError) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Says of each whether an earlier one stands before it.
    pub(super) fn settled(mut self) -> Self {
        let mut seen = HashSet::new();
        for found in &mut self.found {
            found.used = seen.insert((found.host.clone(), found.namespace.clone()));
        }
        self
    }
}

impl Found {
    fn is_same(&self, other: &Self) -> bool {
        (&self.host, &self.namespace, &self.source) == (&other.host, &other.namespace, &other.source)
    }
}
