//! What is written down of a swap, and what follows from it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::plan::Recreate;
use crate::swap::{Actor, FailureNote, Gate, SwapKind};

/// Version of the records; a journal of a newer one is left alone.
pub(crate) const FORMAT: u32 = 1;

/// Everything that is needed to put things right without the window (UPDATES.md 6.1). Holds the user's secrets.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Header {
    pub(crate) format: u32,
    /// Names the transaction.
    pub(crate) tx: String,
    pub(crate) kind: SwapKind,
    /// The engine, as `EngineInfo::id` has it.
    pub(crate) engine: String,
    /// Where it was reached, for people.
    pub(crate) endpoint: String,
    pub(crate) by: Actor,
    /// What the new container is made from, as its inspect answer will print it.
    pub(crate) reference: String,
    /// Digest that was asked for.
    pub(crate) digest: Option<String>,
    /// Image the container is made from, and its digests.
    pub(crate) old_image: String,
    pub(crate) old_digests: Vec<String>,
    pub(crate) gate: Gate,
    /// Seconds the old one is kept after the commit.
    pub(crate) keep_seconds: u64,
    /// Remove the old image at the end of that time, when nothing refers to it.
    pub(crate) drop_image: bool,
    /// The container, and after it those that hang on it, in the order to start them.
    pub(crate) members: Vec<Member>,
    /// For an undo: the transaction that is undone.
    pub(crate) undoes: Option<String>,
}

/// How a container was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Was {
    Running,
    Paused,
    Stopped,
}

/// What happens to a container of the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Role {
    /// It is replaced.
    Replace,
    /// It stops and starts with the others.
    Restart,
}

/// A container of the transaction, as it was before.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member {
    pub(crate) id: String,
    /// Name, without the slash.
    pub(crate) name: String,
    pub(crate) image: String,
    pub(crate) was: Was,
    pub(crate) role: Role,
    /// Restart policy, to be restored exactly.
    pub(crate) policy: Value,
    /// Removes itself when it stops (`--rm`).
    pub(crate) auto_remove: bool,
    /// The whole inspect answer.
    pub(crate) inspect: Value,
    /// A parked container that takes its place; otherwise one is made.
    pub(crate) successor: Option<Parked>,
}

/// A container that waits under another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Parked {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Restart policy it has once it is in use.
    pub(crate) policy: Value,
}

/// One line of a journal.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) at: Timestamp,
    #[serde(flatten)]
    pub(crate) record: Record,
}

/// What a line says. What may have been done is always said before it is done.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Record {
    /// It begins.
    Begin { header: Box<Header> },
    /// The new image is here.
    Pulled { image: String, digest: Option<String> },
    /// A name is about to move to another image.
    Tagging { name: String, before: Option<String>, to: String },
    /// A name that was moved for a moment is back.
    TagReturned { name: String },
    /// How a member could be made again as it was, should it be gone when it is needed.
    WayBack { member: usize, plan: Box<Recreate> },
    /// A successor is about to be made.
    Creating { member: usize, plan: Box<Recreate> },
    /// It was.
    Created { member: usize, id: String },
    /// The twin that stands by for a container that removes itself is there.
    StandBy { member: usize, id: String },
    /// Containers are about to be stopped: from here on the old ones must be started again.
    Stopping,
    /// A step was done.
    Did { step: Step, member: usize },
    /// A copy of a volume is about to be written.
    BackingUp { file: String },
    /// It is complete.
    BackedUp { file: String, volume: String },
    /// The new ones are well.
    Committed { until: Timestamp },
    /// What a commit brings with it was done.
    Settled,
    /// They are not, and the old ones come back.
    PuttingBack { failure: FailureNote },
    /// Something wants a look.
    Attention { words: String },
    /// A person went back to the old ones.
    Undone { by: String },
}

/// Steps between the stop and the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Step {
    Stopped,
    RenamedOld,
    RenamedNew,
    Disarmed,
    Started,
    /// The gate was passed.
    Passed,
}

/// A name that was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moved {
    pub(crate) before: Option<String>,
    pub(crate) to: String,
}

/// A journal read from its beginning.
#[derive(Clone)]
pub(crate) struct Transaction {
    pub(crate) header: Header,
    pub(crate) began: Timestamp,
    pub(crate) last: Timestamp,
    pub(crate) new_image: Option<String>,
    pub(crate) new_digest: Option<String>,
    /// Names that were moved and are not back.
    pub(crate) moved: BTreeMap<String, Moved>,
    pub(crate) way_back: BTreeMap<usize, Recreate>,
    pub(crate) created: BTreeMap<usize, String>,
    pub(crate) stand_by: BTreeMap<usize, String>,
    pub(crate) stopping: bool,
    pub(crate) did: Vec<(Step, usize)>,
    /// Copies of volumes: file, and the volume once it is complete.
    pub(crate) backups: BTreeMap<String, Option<String>>,
    pub(crate) committed: Option<(Timestamp, Timestamp)>,
    /// What a commit brings with it was done.
    pub(crate) settled: bool,
    pub(crate) failure: Option<FailureNote>,
    pub(crate) attention: Option<String>,
    pub(crate) undone_by: Option<String>,
}

impl Transaction {
    pub(crate) fn begun(header: Header, at: Timestamp) -> Self {
        Self {
            header,
            began: at,
            last: at,
            new_image: None,
            new_digest: None,
            moved: BTreeMap::new(),
            way_back: BTreeMap::new(),
            created: BTreeMap::new(),
            stand_by: BTreeMap::new(),
            stopping: false,
            did: Vec::new(),
            backups: BTreeMap::new(),
            committed: None,
            settled: false,
            failure: None,
            attention: None,
            undone_by: None,
        }
    }

    /// Takes a further line into account.
    pub(crate) fn take(&mut self, line: Line) {
        self.last = line.at;
        match line.record {
            Record::Begin { .. } => {}
            Record::Pulled { image, digest } => {
                self.new_image = Some(image);
                self.new_digest = digest;
            }
            Record::Tagging { name, before, to } => {
                self.moved
                    .entry(name)
                    .and_modify(|moved| moved.to.clone_from(&to))
                    .or_insert(Moved { before, to });
            }
            Record::TagReturned { name } => drop(self.moved.remove(&name)),
            Record::WayBack { member, plan } => drop(self.way_back.insert(member, *plan)),
            Record::Creating { .. } => {}
            Record::Created { member, id } => drop(self.created.insert(member, id)),
            Record::StandBy { member, id } => drop(self.stand_by.insert(member, id)),
            Record::Stopping => self.stopping = true,
            Record::Did { step, member } => self.did.push((step, member)),
            Record::BackingUp { file } => drop(self.backups.insert(file, None)),
            Record::BackedUp { file, volume } => drop(self.backups.insert(file, Some(volume))),
            Record::Committed { until } => self.committed = Some((line.at, until)),
            Record::Settled => self.settled = true,
            Record::PuttingBack { failure } => self.failure = Some(failure),
            Record::Attention { words } => self.attention = Some(words),
            Record::Undone { by } => self.undone_by = Some(by),
        }
    }

    /// Says whether a step was done for a member.
    pub(crate) fn has_done(&self, step: Step, member: usize) -> bool {
        self.did.contains(&(step, member))
    }

    /// The container that it is about.
    pub(crate) fn main(&self) -> Option<&Member> {
        self.header.members.first()
    }

    /// Every container it knows: those before, those made, and those that stand by.
    pub(crate) fn containers(&self) -> Vec<String> {
        let before = self.header.members.iter().map(|member| &member.id);
        let parked = self.header.members.iter().filter_map(|member| Some(&member.successor.as_ref()?.id));
        before.chain(parked).chain(self.created.values()).chain(self.stand_by.values()).cloned().collect()
    }

    /// Says whether it made a container, or put it in its place.
    pub(crate) fn has_made(&self, id: &str) -> bool {
        let parked = self.header.members.iter().filter_map(|member| Some(&member.successor.as_ref()?.id));
        parked.chain(self.created.values()).chain(self.stand_by.values()).any(|made| made == id)
    }

    /// The six digits that stand in names.
    pub(crate) fn short(&self) -> &str {
        short(&self.header.tx)
    }

    /// Name of a successor before it takes the place.
    pub(crate) fn temporary_name(&self, member: &Member) -> String {
        format!("{}.upd-{}", member.name, self.short())
    }

    /// Name of the old one after the swap.
    pub(crate) fn parked_name(&self, member: &Member) -> String {
        format!("{}.old-{}", member.name, self.short())
    }

    /// Name of a successor that did not do.
    pub(crate) fn failed_name(&self, member: &Member) -> String {
        format!("{}.failed-{}", member.name, self.short())
    }

    /// Name of the twin that stands by for a container that removes itself.
    pub(crate) fn stand_by_name(&self, member: &Member) -> String {
        format!("{}.rb-{}", member.name, self.short())
    }
}

/// The last six digits of a transaction's name: its random end, not its time.
pub(crate) fn short(tx: &str) -> &str {
    tx.get(tx.len().saturating_sub(6)..).unwrap_or(tx)
}
