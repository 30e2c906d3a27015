//! A transaction at work.

use engine::{Engine, EngineError};
use job::JobContext;

use super::SwapFailure;
use super::seen::Seen;
use crate::journal::{Journal, Member};

/// What every step needs.
pub(crate) struct Work<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) job: &'a JobContext,
    pub(crate) journal: Journal,
}

impl Work<'_> {
    /// A container of the transaction.
    pub(crate) fn member(&self, index: usize) -> Result<&Member, SwapFailure> {
        let member = self.journal.tx.header.members.get(index);
        member.ok_or_else(|| SwapFailure::NoContainer(index.to_string()))
    }

    /// Number of containers in the transaction.
    pub(crate) fn members(&self) -> usize {
        self.journal.tx.header.members.len()
    }

    /// Ends it here if the user asked to stop.
    pub(crate) fn unless_cancelled(&self) -> Result<(), SwapFailure> {
        if self.job.is_cancelled() { Err(SwapFailure::Cancelled) } else { Ok(()) }
    }

    /// Finds the successor of a member: by its id, or by the temporary name when the answer to its creation was lost.
    pub(crate) async fn successor(&self, index: usize) -> Result<Option<Seen>, EngineError> {
        let tx = &self.journal.tx;
        let Some(member) = tx.header.members.get(index) else { return Ok(None) };
        let id = tx.created.get(&index).or(member.successor.as_ref().map(|parked| &parked.id));
        if let Some(id) = id {
            return Seen::look(self.engine, id).await;
        }
        let name = tx.temporary_name(member);
        // An id may begin like a name; only a name counts.
        Ok(Seen::look(self.engine, &name).await?.filter(|seen| seen.name == name))
    }
}
