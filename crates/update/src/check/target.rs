//! What a check gives verdicts on, and what has to be asked for each.

use std::collections::HashMap;

use jiff::Timestamp;
use oci::{Platform, Reference};

use super::choice::Choice;
use super::entry::Key;
use super::facts::{ContainerFacts, Facts};
use super::mode::{Mode, Scope};
use super::{Checker, Follow};
use crate::status::{Asking, LocalImage, LocalReason, Question};
use crate::tag::Tag;

/// One row to be: an image under one of its names, or a container.
pub(super) struct Target<'f> {
    pub(super) subject: Subject<'f>,
    /// The image the verdict is about. A container whose tag means another image here already is judged by that one.
    pub(super) image: Option<&'f LocalImage>,
    /// That other image's id.
    pub(super) pulled: Option<&'f str>,
    pub(super) question: Question,
    /// Where the answer is kept, when there is something to ask.
    pub(super) key: Option<Key>,
    pub(super) choice: Choice,
    /// Whether newer version tags are looked for.
    pub(super) newer: bool,
}

/// Whose row it is.
pub(super) enum Subject<'f> {
    /// An image under this name.
    Image(&'f str),
    Container(&'f ContainerFacts),
}

impl<'f> Target<'f> {
    pub(super) fn asking(&self) -> Option<(&Asking, &Key, &'f LocalImage)> {
        match &self.question {
            Question::Ask(asking) => Some((asking, self.key.as_ref()?, self.image?)),
            Question::Settled(_) => None,
        }
    }

    /// What its image is made for.
    pub(super) fn platform(&self, facts: &'f Facts) -> Option<&'f Platform> {
        self.image.and_then(|image| image.platform.as_ref()).or(facts.platform.as_ref())
    }
}

/// Makes the targets of everything within scope.
pub(super) fn targets<'f>(
    checker: &Checker,
    facts: &'f Facts,
    scope: &Scope,
    mode: &Mode,
    now: Timestamp,
) -> Vec<Target<'f>> {
    let maker = Maker { checker, facts, mode, now, index: Index::new(facts) };
    let names = facts.images.iter().flat_map(|image| image.repo_tags.iter().map(move |name| (image, name)));
    let images = names
        .filter(|(image, name)| scope.has_image(name, &image.id))
        .map(|(image, name)| maker.image(image, name));
    let containers = facts
        .containers
        .iter()
        .filter(|container| scope.has_container(container))
        .map(|container| maker.container(container));
    images.chain(containers).collect()
}

/// Images by id and by name.
struct Index<'f> {
    by_id: HashMap<&'f str, &'f LocalImage>,
    by_tag: HashMap<Reference, &'f LocalImage>,
}

impl<'f> Index<'f> {
    fn new(facts: &'f Facts) -> Self {
        let tags = |image: &'f LocalImage| {
            image.repo_tags.iter().filter_map(|tag| Reference::parse(tag).ok()).map(move |tag| (tag, image))
        };
        Self {
            by_id: facts.images.iter().map(|image| (image.id.as_str(), image)).collect(),
            by_tag: facts.images.iter().flat_map(tags).collect(),
        }
    }
}

struct Maker<'c, 'f> {
    checker: &'c Checker,
    facts: &'f Facts,
    mode: &'c Mode,
    now: Timestamp,
    index: Index<'f>,
}

impl<'f> Maker<'_, 'f> {
    fn image(&self, image: &'f LocalImage, name: &'f str) -> Target<'f> {
        self.target(Subject::Image(name), name, Some(image), Choice::default())
    }

    fn container(&self, container: &'f ContainerFacts) -> Target<'f> {
        let own = self.index.by_id.get(container.image_id.as_str()).copied();
        let named = Reference::parse(&container.reference).ok().filter(|name| !name.is_pinned());
        let named = named.and_then(|name| self.index.by_tag.get(&name)).copied();
        let pulled = named.filter(|named| match own {
            Some(own) => !named.is_same_content(own),
            None => named.id != container.image_id,
        });
        let choice = self.checker.choice(&self.facts.engine, &container.name).unwrap_or_else(|error| {
            tracing::warn!(%error, "a container's choice could not be read");
            Choice::default()
        });
        let subject = Subject::Container(container);
        let target = self.target(subject, &container.reference, pulled.or(own), choice);
        Target { pulled: pulled.map(|image| image.id.as_str()), ..target }
    }

    fn target(
        &self,
        subject: Subject<'f>,
        text: &str,
        image: Option<&'f LocalImage>,
        choice: Choice,
    ) -> Target<'f> {
        let marked = match image {
            _ if choice.local_only => Some(LocalReason::UserMarked),
            Some(image) => self.checker.memory.mark_of(&self.facts.engine, &image.id),
            None => None,
        };
        let question = Question::about(text, image, self.facts.store, marked, self.now);
        let follow = choice.follow.unwrap_or(self.mode.follow);
        let mut target = Target { subject, image, pulled: None, question, key: None, choice, newer: false };
        if let Question::Ask(asking) = &target.question {
            let account = (self.checker.accounts)(&asking.reference);
            target.newer = self.mode.newer_tags
                && follow != Follow::Tag
                && asking.reference.tag().is_some_and(|tag| Tag::parse(tag).is_some());
            target.key = Some(Key::new(&asking.reference, target.platform(self.facts), account));
        }
        target
    }
}
