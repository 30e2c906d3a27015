//! Secrets of this session only.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use futures_util::future::BoxFuture;

use super::{SecretStore, StoreKind};
use crate::credential::{Asked, CredentialError, Secret};

/// Memory of this process. What to offer, with a notice, where no keychain answers.
#[derive(Debug, Default)]
pub struct MemoryStore {
    secrets: Mutex<HashMap<String, Secret>>,
}

impl MemoryStore {
    fn with<R>(&self, change: impl FnOnce(&mut HashMap<String, Secret>) -> R) -> R {
        // A map is whole between two calls, whoever panicked elsewhere.
        change(&mut self.secrets.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl SecretStore for MemoryStore {
    fn kind(&self) -> StoreKind {
        StoreKind::Session
    }

    fn get<'a>(
        &'a self,
        name: &'a str,
        _asked: Asked,
    ) -> BoxFuture<'a, Result<Option<Secret>, CredentialError>> {
        Box::pin(async move { Ok(self.with(|secrets| secrets.get(name).cloned())) })
    }

    fn set<'a>(&'a self, name: &'a str, secret: &'a Secret) -> BoxFuture<'a, Result<(), CredentialError>> {
        Box::pin(async move {
            self.with(|secrets| secrets.insert(name.to_owned(), secret.clone()));
            Ok(())
        })
    }

    fn remove<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<(), CredentialError>> {
        Box::pin(async move {
            self.with(|secrets| secrets.remove(name));
            Ok(())
        })
    }
}
