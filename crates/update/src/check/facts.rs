//! What the engine tells: images, and containers with what they were made from.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use engine::model::container::ContainerSummary;
use engine::model::image::ImageSummary;
use engine::{Engine, EngineError};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use oci::Platform;
use serde_json::Value;

use crate::status::{LocalImage, StoreKind};

/// Questions to the engine at once.
const AT_ONCE: usize = 16;

/// Everything a check needs to know of an engine. The caller that already has it may fill it in by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The engine's identity (`EngineInfo::id`): choices and marks belong to it.
    pub engine: String,
    /// What ids and digests mean there.
    pub store: StoreKind,
    /// What the engine runs by itself; for images that do not say what they are made for.
    pub platform: Option<Platform>,
    /// Its images.
    pub images: Vec<LocalImage>,
    /// Its containers.
    pub containers: Vec<ContainerFacts>,
}

/// A container, as far as freshness goes. From inspecting it: the list prints something else as its image.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContainerFacts {
    /// Full id.
    pub id: String,
    /// Name without the leading slash.
    pub name: String,
    /// What it was made from (`Config.Image`): a name, or an id.
    pub reference: String,
    /// The image itself (`Image`), `sha256:…`.
    pub image_id: String,
    /// Labels: who else looks after it.
    pub labels: BTreeMap<String, String>,
    /// What an update is doing with it; the swap knows.
    pub swapping: Option<Swapping>,
}

/// What an update is doing with a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Swapping {
    /// It is being replaced in this transaction.
    Updating(String),
    /// It is the old one of an update that went well, kept until then.
    Parked(Timestamp),
}

impl Facts {
    /// Reads them. Answers in half a second for 300 containers: two lists, then one inspect each, some at once.
    ///
    /// # Errors
    /// When a list cannot be read, or the engine is gone. An object that vanished meanwhile is left out.
    pub async fn read(engine: &Engine) -> Result<Self, EngineError> {
        let info = engine.info();
        let nothing = Self {
            engine: info.id.clone(),
            store: StoreKind::of(info),
            platform: Platform::new(&info.os, &info.architecture, "").ok(),
            images: Vec::new(),
            containers: Vec::new(),
        };
        nothing.read_again(engine).await
    }

    /// Reads them again after something happened: the two lists, and only what is new is inspected. What an image holds
    /// and what a container was made from never change; their names do.
    ///
    /// # Errors
    /// As [`Facts::read`].
    pub async fn read_again(&self, engine: &Engine) -> Result<Self, EngineError> {
        let (containers, images) = futures_util::try_join!(engine.container_list(), engine.image_list())?;
        let containers = self.containers_of(engine, containers).await?;
        let images = self.images_of(engine, images, &containers).await?;
        let facts = Self {
            images,
            containers,
            platform: self.platform.clone(),
            engine: self.engine.clone(),
            ..*self
        };
        Ok(facts.sorted())
    }

    async fn containers_of(
        &self,
        engine: &Engine,
        rows: Vec<ContainerSummary>,
    ) -> Result<Vec<ContainerFacts>, EngineError> {
        let known: HashMap<&str, &ContainerFacts> =
            self.containers.iter().map(|container| (container.id.as_str(), container)).collect();
        let (mut all, mut new) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows {
            match known.get(row.id.as_str()) {
                Some(held) => all.push(ContainerFacts { name: row.name, ..(*held).clone() }),
                None => new.push(row.id),
            }
        }
        let inspect = |id: String| async move { found(engine.container_inspect_raw(&id).await) };
        let inspected: Vec<Option<Value>> =
            stream::iter(new).map(inspect).buffer_unordered(AT_ONCE).try_collect().await?;
        all.extend(inspected.iter().flatten().map(ContainerFacts::from_inspect));
        Ok(all)
    }

    async fn images_of(
        &self,
        engine: &Engine,
        rows: Vec<ImageSummary>,
        containers: &[ContainerFacts],
    ) -> Result<Vec<LocalImage>, EngineError> {
        let known: HashMap<&str, &LocalImage> =
            self.images.iter().map(|image| (image.id.as_str(), image)).collect();
        // An image of a container may be missing in the list and exist all the same.
        let used = containers.iter().map(|container| container.image_id.clone());
        let mut new: BTreeSet<String> = used.filter(|id| !id.is_empty()).collect();
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            new.remove(&row.id);
            match known.get(row.id.as_str()) {
                Some(held) => {
                    let (repo_tags, repo_digests) = (row.repo_tags, row.repo_digests);
                    all.push(LocalImage { repo_tags, repo_digests, ..(*held).clone() });
                }
                None => {
                    new.insert(row.id);
                }
            }
        }
        let inspect = |id: String| async move { found(engine.image_inspect_raw(&id).await) };
        let inspected: Vec<Option<Value>> =
            stream::iter(new).map(inspect).buffer_unordered(AT_ONCE).try_collect().await?;
        all.extend(inspected.iter().flatten().map(LocalImage::from_inspect));
        Ok(all)
    }

    fn sorted(mut self) -> Self {
        self.images.sort_by(|a, b| a.repo_tags.cmp(&b.repo_tags).then_with(|| a.id.cmp(&b.id)));
        self.containers.sort_by(|a, b| a.name.cmp(&b.name));
        self
    }
}

/// What is gone since the list is nothing; another failure stays one.
fn found(answer: Result<Value, EngineError>) -> Result<Option<Value>, EngineError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(EngineError::Refused { status: 404, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

impl ContainerFacts {
    /// Reads `GET /containers/{id}/json`. Whatever is missing, null or of another shape is as if it were not there.
    #[must_use]
    pub fn from_inspect(inspect: &Value) -> Self {
        let text = |pointer: &str| inspect.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let labels = inspect.pointer("/Config/Labels").and_then(Value::as_object).into_iter().flatten();
        Self {
            id: text("/Id").to_owned(),
            name: text("/Name").trim_start_matches('/').to_owned(),
            reference: text("/Config/Image").to_owned(),
            image_id: crate::status::with_algorithm(text("/Image")),
            labels: labels
                .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
                .collect(),
            swapping: None,
        }
    }
}
