//! What was being done when something went wrong.

use std::collections::BTreeMap;

use engine::model::system::EngineKind;

use super::codes;

/// What was asked of the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Reach the engine.
    Connect,
    /// Download an image.
    PullImage,
    /// Build an image.
    BuildImage,
    /// Give an image a name, or take it away.
    TagImage,
    /// Remove an image.
    RemoveImage,
    /// Make a container.
    CreateContainer,
    /// Start or restart a container.
    StartContainer,
    /// Stop or kill a container.
    StopContainer,
    /// Pause or unpause a container.
    PauseContainer,
    /// Rename a container.
    RenameContainer,
    /// Remove a container.
    RemoveContainer,
    /// Run a program in a container.
    Exec,
    /// Make a volume.
    CreateVolume,
    /// Remove a volume.
    RemoveVolume,
    /// Make a network.
    CreateNetwork,
    /// Remove a network.
    RemoveNetwork,
    /// Anything else.
    Other,
}

/// Facts by name.
pub type Facts = BTreeMap<String, String>;

/// What was being done, to what, and what the caller knows besides: the same words mean different things.
#[derive(Debug, Clone)]
pub struct Case {
    /// What was asked.
    pub operation: Operation,
    /// What it was asked of, as the user knows it: a container's name, an image as typed, an address.
    pub subject: String,
    /// Family of the engine, when known.
    pub engine: Option<EngineKind>,
    /// Facts the caller knows and the engine's words lack: `freePort`, `freeName`, `owner`, `suggestion`.
    pub facts: Facts,
}

impl Case {
    /// Describes what was being done.
    pub fn new(operation: Operation, subject: impl Into<String>) -> Self {
        Self { operation, subject: subject.into(), engine: None, facts: Facts::new() }
    }

    /// Adds the engine's family.
    #[must_use]
    pub fn by(mut self, engine: EngineKind) -> Self {
        self.engine = Some(engine);
        self
    }

    /// Adds something the caller knows.
    #[must_use]
    pub fn knowing(mut self, fact: &str, value: impl Into<String>) -> Self {
        self.facts.insert(fact.to_owned(), value.into());
        self
    }

    /// Adds the facts a code's words need and the message did not hold, as far as the subject tells them.
    pub(super) fn complete(&self, code: &str, facts: &mut Facts) {
        let needed = codes::find(code).map_or(&[][..], |code| code.facts);
        for fact in needed {
            if let Some(value) = self.subject_as(fact).filter(|_| !facts.contains_key(*fact)) {
                facts.insert((*fact).to_owned(), value);
            }
        }
    }

    fn subject_as(&self, fact: &str) -> Option<String> {
        use Operation::*;
        let of = |operations: &[Operation]| operations.contains(&self.operation);
        let known = match fact {
            "image" | "registry" => of(&[PullImage, TagImage, RemoveImage]),
            "container" | "name" => of(&[
                CreateContainer,
                StartContainer,
                StopContainer,
                PauseContainer,
                RenameContainer,
                RemoveContainer,
                Exec,
            ]),
            "volume" => of(&[CreateVolume, RemoveVolume]),
            "network" => of(&[CreateNetwork, RemoveNetwork]),
            "endpoint" => of(&[Connect]),
            _ => false,
        };
        let subject = Some(&self.subject).filter(|subject| known && !subject.is_empty())?;
        Some(if fact == "registry" { registry_of(subject) } else { subject.clone() })
    }
}

/// Returns the registry an image as typed comes from.
fn registry_of(image: &str) -> String {
    let first = image.split_once('/').map_or("", |(first, _)| first);
    let host = first.contains(['.', ':']) || first == "localhost";
    if host { first.to_owned() } else { "docker.io".to_owned() }
}
