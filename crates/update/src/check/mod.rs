//! Checks everything at once: one HEAD for each distinct reference, answers as they come, never a pull.
//!
//! Only what registries answer is kept (keyed as UPDATES.md 3.4 says); verdicts are made from it and
//! from what the engine tells now, so that a pull, a tag or another container changes them without any request
//! ([`Checker::known`]). A check asks for what is missing or old, and each answer's rows are told again. One registry that
//! fails never fails the rest. Dropping the future ends the requests; what was answered until then is kept.

mod asker;
mod choice;
mod due;
mod entry;
mod facts;
mod memory;
mod mode;
mod newer;
mod rows;
mod schedule;
mod session;
mod target;

use std::sync::Arc;

use job::Clock;
use oci::Reference;
use registry::Registry;
use store::Store;

pub use choice::{Choice, Follow};
pub use facts::{ContainerFacts, Facts, Swapping};
pub use memory::{MemoryError, SCHEMA};
pub use mode::{Confirm, Mode, Scope};
pub use rows::{ContainerRow, ImageRow, Report, Row};
pub use schedule::{Next, Quiet, Schedule, Surroundings, Waiting, next};

use memory::Memory;
use session::Session;

use crate::status::LocalReason;

/// Whose credentials a registry would see: part of the key under which its answers are kept.
pub type Accounts = Arc<dyn Fn(&Reference) -> String + Send + Sync>;

/// Finds out how images and containers stand, and remembers it.
#[derive(Clone)]
pub struct Checker {
    registry: Registry,
    memory: Arc<Memory>,
    clock: Clock,
    accounts: Accounts,
}

impl std::fmt::Debug for Checker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checker").finish_non_exhaustive()
    }
}

impl Checker {
    /// Makes one over a store that was opened with [`SCHEMA`].
    #[must_use]
    pub fn new(registry: Registry, store: Arc<Store>, clock: Clock) -> Self {
        Self { registry, memory: Arc::new(Memory::new(store)), clock, accounts: Arc::new(|_| String::new()) }
    }

    /// Keeps answers apart by account: `accounts` names the one a reference would be asked for with, cheaply.
    #[must_use]
    pub fn with_accounts(mut self, accounts: Accounts) -> Self {
        self.accounts = accounts;
        self
    }

    /// Asks registries for what is missing or old, and tells each row as soon as it is known and whenever it changes.
    /// Returns all rows in the end. Registries' failures are verdicts, not errors.
    pub async fn check(
        &self,
        facts: &Facts,
        scope: &Scope,
        mode: &Mode,
        sink: &mut (dyn FnMut(Row) + Send),
    ) -> Report {
        let session = Session::new(self, facts, scope, mode);
        Box::pin(asker::run(&session, sink)).await;
        session.report()
    }

    /// Returns all rows from memory alone: asks nobody.
    #[must_use]
    pub fn known(&self, facts: &Facts, scope: &Scope, mode: &Mode) -> Report {
        Session::new(self, facts, scope, mode).report()
    }

    /// Forgets what a registry answered and until when it is left alone: after signing in or out.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn forget(&self, registry: &str) -> Result<(), MemoryError> {
        self.memory.forget(registry)
    }

    /// Returns what the user chose for a container, by its name: an update gives it a new id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn choice(&self, engine: &str, container: &str) -> Result<Choice, MemoryError> {
        self.memory.choice(engine, container)
    }

    /// Keeps what the user chose for a container.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn set_choice(&self, engine: &str, container: &str, choice: &Choice) -> Result<(), MemoryError> {
        self.memory.set_choice(engine, container, choice)
    }

    /// Notes that an image was seen being built or loaded, or that the user wants nobody asked about it; `None` takes the
    /// note back (it was pushed).
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn mark(&self, engine: &str, image_id: &str, reason: Option<LocalReason>) -> Result<(), MemoryError> {
        self.memory.mark(engine, image_id, reason)
    }
}
