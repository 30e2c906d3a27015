//! Loading the picture and keeping it true.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use engine::model::container::ContainerDetail;
use engine::model::event::EngineEvent;
use engine::{Engine, EngineError};
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, pin_mut, stream};
use tokio::sync::Notify;

use super::touched::Touched;
use super::{Facts, Inventory, Known, Picture};
use crate::wire::Resource;

/// What happens close together is read together.
const GATHER: Duration = Duration::from_millis(60);
/// Rest for each container that was read again, and the longest: a storm must not become one of requests.
const EACH: Duration = Duration::from_millis(4);
const LONGEST_REST: Duration = Duration::from_secs(3);
/// Inspects under way at once.
const AT_ONCE: usize = 8;

impl Inventory {
    /// Reads everything a list shows: four requests.
    pub(crate) async fn load(&self, engine: &Engine) -> Result<(), EngineError> {
        let (containers, images, volumes, networks) = tokio::try_join!(
            engine.container_list(),
            engine.image_list(),
            engine.volume_list(),
            engine.network_list()
        )?;
        self.write(engine, |picture| {
            let mut before = std::mem::take(&mut picture.containers);
            let known = containers.into_iter().map(|summary| {
                let facts = before.remove(&summary.id).and_then(|known| known.facts);
                (summary.id.clone(), Known { summary, facts })
            });
            picture.containers = known.collect();
            picture.images = images;
            picture.volumes = volumes;
            picture.networks = networks;
        });
        self.announce_all();
        Ok(())
    }

    /// Reads what only an inspect tells, for every container and every image whose platform is not known.
    pub(crate) async fn deepen(&self, engine: &Engine) -> Result<(), EngineError> {
        let containers: Vec<String> = self.picture().containers.keys().cloned().collect();
        self.inspect(engine, containers).await?;
        self.announcer.changed(Resource::Containers);
        self.learn_platforms(engine).await
    }

    /// Follows the events until the connection is lost, and says how it was lost.
    pub(crate) async fn follow(
        &self,
        engine: &Engine,
        events: impl Stream<Item = Result<EngineEvent, EngineError>>,
    ) -> EngineError {
        let touched = Mutex::new(Touched::default());
        let woken = Notify::new();
        tokio::select! {
            lost = drain(events, &touched, &woken) => lost,
            lost = self.refresh_for_ever(engine, &touched, &woken) => lost,
        }
    }

    async fn refresh_for_ever(
        &self,
        engine: &Engine,
        touched: &Mutex<Touched>,
        woken: &Notify,
    ) -> EngineError {
        loop {
            woken.notified().await;
            tokio::time::sleep(GATHER).await;
            let now = std::mem::take(&mut *touched.lock().unwrap_or_else(PoisonError::into_inner));
            let rest = rest_after(now.containers.len());
            if let Err(error) = self.refresh(engine, now).await {
                return error;
            }
            tokio::time::sleep(rest).await;
        }
    }

    /// Reads again what was touched and nothing else.
    async fn refresh(&self, engine: &Engine, touched: Touched) -> Result<(), EngineError> {
        if touched.all_containers || !touched.containers.is_empty() {
            self.refresh_containers(engine, &touched).await?;
            self.announcer.changed(Resource::Containers);
        }
        if touched.images {
            self.refresh_images(engine).await?;
        }
        if touched.volumes {
            self.refresh_volumes(engine).await?;
        }
        if touched.networks {
            let networks = engine.network_list().await?;
            self.write(engine, |picture| picture.networks = networks);
            self.announcer.changed(Resource::Networks);
        }
        Ok(())
    }

    /// Reads the image list again: also called after a build, which some engines do not announce.
    pub(crate) async fn refresh_images(&self, engine: &Engine) -> Result<(), EngineError> {
        let images = engine.image_list().await?;
        self.write(engine, |picture| picture.images = images);
        self.announcer.changed(Resource::Images);
        self.learn_platforms(engine).await
    }

    /// Reads one container again, ahead of its event.
    pub(crate) async fn refresh_container(&self, engine: &Engine, id: &str) -> Result<(), EngineError> {
        let touched = Touched { containers: [id.to_owned()].into(), ..Touched::default() };
        self.refresh_containers(engine, &touched).await
    }

    /// Reads the volume list again, ahead of its events.
    pub(crate) async fn refresh_volumes(&self, engine: &Engine) -> Result<(), EngineError> {
        let volumes = engine.volume_list().await?;
        self.write(engine, |picture| picture.volumes = volumes);
        self.announcer.changed(Resource::Volumes);
        Ok(())
    }

    /// Reads all containers again, ahead of their events.
    pub(crate) async fn refresh_all_containers(&self, engine: &Engine) -> Result<(), EngineError> {
        self.refresh_containers(engine, &Touched { all_containers: true, ..Touched::default() }).await
    }

    async fn refresh_containers(&self, engine: &Engine, touched: &Touched) -> Result<(), EngineError> {
        let ids: Vec<String> = touched.containers.iter().cloned().collect();
        let whole = touched.wants_list();
        let fresh =
            if whole { engine.container_list().await? } else { engine.container_list_some(&ids).await? };
        let living: Vec<String> = fresh.iter().map(|summary| summary.id.clone()).collect();
        self.write(engine, |picture| {
            picture.containers.retain(|id, _| {
                let asked = whole || touched.containers.contains(id);
                !asked || living.contains(id)
            });
            for summary in fresh {
                let facts = picture.containers.remove(&summary.id).and_then(|known| known.facts);
                picture.containers.insert(summary.id.clone(), Known { summary, facts });
            }
        });
        let look_at = |id: &String| touched.all_containers || touched.containers.contains(id);
        self.inspect(engine, living.into_iter().filter(look_at).collect()).await
    }

    /// Inspects containers, some at once. One that vanished meanwhile is no failure: its event is on the way.
    async fn inspect(&self, engine: &Engine, ids: Vec<String>) -> Result<(), EngineError> {
        let details =
            stream::iter(ids).map(|id| async move { gone_is_none(engine.container_inspect(&id).await) });
        details
            .buffer_unordered(AT_ONCE)
            .try_for_each(|detail| async move {
                if let Some(detail) = detail {
                    self.write(engine, |picture| picture.learn(&detail));
                }
                Ok(())
            })
            .await
    }

    async fn learn_platforms(&self, engine: &Engine) -> Result<(), EngineError> {
        let unknown = self.images_without_platform();
        if unknown.is_empty() {
            return Ok(());
        }
        let details =
            stream::iter(unknown).map(|id| async move { gone_is_none(engine.image_inspect(&id).await) });
        details
            .buffer_unordered(AT_ONCE)
            .try_for_each(|detail| async move {
                if let Some(detail) = detail {
                    let platform = super::rows::platform(&detail);
                    self.write(engine, |picture| drop(picture.platforms.insert(detail.id, platform)));
                }
                Ok(())
            })
            .await?;
        self.announcer.changed(Resource::Images);
        Ok(())
    }

    fn images_without_platform(&self) -> Vec<String> {
        let mut picture = self.picture();
        let ids: Vec<String> = picture.images.iter().map(|image| image.id.clone()).collect();
        picture.platforms.retain(|id, _| ids.contains(id));
        ids.into_iter().filter(|id| !picture.platforms.contains_key(id)).collect()
    }
}

impl Picture {
    fn learn(&mut self, detail: &ContainerDetail) {
        if let Some(known) = self.containers.get_mut(&detail.id) {
            known.summary.state = detail.run.state;
            known.facts = Some(Facts::from(detail));
        }
    }
}

/// Each container that was touched costs the engine a look, so the more there were, the longer it is left alone after:
/// nothing to notice after a few, up to three seconds in a storm over a thousand.
fn rest_after(touched: usize) -> Duration {
    (EACH * u32::try_from(touched).unwrap_or(u32::MAX)).min(LONGEST_REST)
}

/// Takes events as fast as they come: an engine drops readers that are slow.
async fn drain(
    events: impl Stream<Item = Result<EngineEvent, EngineError>>,
    touched: &Mutex<Touched>,
    woken: &Notify,
) -> EngineError {
    pin_mut!(events);
    loop {
        match events.next().await {
            Some(Ok(event)) => {
                let mut touched = touched.lock().unwrap_or_else(PoisonError::into_inner);
                touched.add(&event);
                if !touched.is_empty() {
                    woken.notify_one();
                }
            }
            Some(Err(error)) => return error,
            None => return stream_ended(),
        }
    }
}

fn stream_ended() -> EngineError {
    EngineError::Unreachable {
        endpoint: String::new(),
        kind: engine::UnreachableKind::Other,
        cause: "the engine closed its event stream".to_owned(),
    }
}

/// "No such container" means it went between the list and the look.
fn gone_is_none<T>(result: Result<T, EngineError>) -> Result<Option<T>, EngineError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(EngineError::Refused { .. } | EngineError::BadAnswer { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
