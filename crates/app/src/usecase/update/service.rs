//! Containers that a Swarm makes: its service is updated, by the engine's own rolling update.

use std::collections::BTreeMap;
use std::time::Duration;

use engine::Engine;
use engine::model::container::ContainerSummary;
use jiff::{SignedDuration, Timestamp};
use job::JobContext;
use oci::Reference;
use registry::credential::Asked;
use update::service::{self, RolledBack, STEPS, ServiceError, ServiceOutcome, ServiceRequest};

use super::start::previewed;
use crate::jobs::{Plan, Stop};
use crate::wire::{JobKind, Problem, UpdateRequest};
use crate::{App, doctor};

/// How long a service may take in each direction: its copies are replaced one by one and watched.
const LIMIT: Duration = Duration::from_secs(30 * 60);

impl App {
    /// Starts the rolling update of the service a container belongs to.
    pub(super) fn update_service(
        &self,
        engine: Engine,
        found: &ContainerSummary,
        service: &str,
        target: Reference,
        request: UpdateRequest,
    ) -> String {
        let (app, name) = (self.clone(), service.to_owned());
        let plan = self.service_plan(&engine, found, service, JobKind::ContainerUpdate);
        let id = self.inner.jobs.start(plan, |context| async move {
            let done = Box::pin(app.roll(&engine, &name, &target, &request, &context)).await;
            app.settled(&engine).await;
            done
        });
        id.to_string()
    }

    /// Starts bringing a service back to what it ran before.
    pub(super) fn undo_service(&self, engine: Engine, found: &ContainerSummary, service: &str) -> String {
        let (app, name) = (self.clone(), service.to_owned());
        let plan = self.service_plan(&engine, found, service, JobKind::ContainerUndo);
        let id = self.inner.jobs.start(plan, |context| async move {
            let back = Box::pin(service::undo(&engine, &name, LIMIT, &context)).await;
            app.settled(&engine).await;
            let image = back.map_err(|error| stop(&error, &name))?;
            context.outcome("result", "done");
            context.outcome("reference", oci::familiar(&without_digest(&image)));
            Ok::<(), Stop>(())
        });
        id.to_string()
    }

    fn service_plan(&self, engine: &Engine, found: &ContainerSummary, service: &str, kind: JobKind) -> Plan {
        let told = found.labels.get("com.docker.swarm.service.name").cloned();
        Plan {
            kind,
            subject: told.unwrap_or_else(|| service.to_owned()),
            key: format!("update service {} {service}", engine.endpoint()),
            steps: &STEPS,
        }
    }

    async fn roll(
        &self,
        engine: &Engine,
        service: &str,
        target: &Reference,
        request: &UpdateRequest,
        context: &JobContext,
    ) -> Result<(), Stop> {
        let digest = match &request.digest {
            Some(digest) => previewed(digest)?,
            None => {
                let registry = self.inner.registries.client(engine.info()).asked(Asked::ByUser);
                let head = registry.head(target).await;
                head.map_err(|error| doctor::registry_problem(&error, &target.to_string()))?.digest
            }
        };
        let asked = ServiceRequest {
            service: service.to_owned(),
            reference: target.clone(),
            digest,
            auth: self.inner.registries.auth(target).await,
            limit: LIMIT,
        };
        context.outcome("reference", target.to_string());
        match Box::pin(service::update(engine, &asked, context)).await {
            Ok(ServiceOutcome::Nothing) => context.outcome("result", "nothing"),
            Ok(ServiceOutcome::Completed) => {
                context.outcome("result", "done");
                let now = self.inner.freshness.now();
                crate::settings::remember_time(&self.inner.store, &updated_key(service), now);
            }
            Ok(ServiceOutcome::RolledBack { why: RolledBack::Cancelled, .. }) => return Err(Stop::Cancelled),
            Ok(ServiceOutcome::RolledBack { words, .. }) => {
                let facts = [("container", service.to_owned()), ("reason", words)];
                return Err(Stop::Failed(doctor::problem("update.putBack", facts)));
            }
            Err(error) => return Err(stop(&error, service)),
        }
        Ok(())
    }
}

impl App {
    /// Says until when a service can be brought back, by when it was updated here.
    pub(super) fn service_until(&self, labels: &BTreeMap<String, String>) -> Option<Timestamp> {
        let service = service::of_container(labels)?;
        let at = crate::settings::remembered_time(&self.inner.store, &updated_key(service))?;
        let keep = SignedDuration::from_hours(i64::from(self.settings_get().updates.keep_hours));
        at.checked_add(keep).ok().filter(|until| *until > self.inner.freshness.now())
    }

    /// Gives services back the rules of update that were lent for an update, once nobody goes back any more.
    pub(super) async fn settle_services(&self, engine: &Engine) {
        if !engine.info().swarm_active {
            return;
        }
        let services: BTreeMap<String, BTreeMap<String, String>> = self
            .inner
            .inventory
            .container_summaries()
            .into_iter()
            .filter_map(|one| Some((service::of_container(&one.labels)?.to_owned(), one.labels)))
            .collect();
        for (service, labels) in services {
            let key = updated_key(&service);
            let updated = crate::settings::remembered_time(&self.inner.store, &key).is_some();
            if !updated || self.service_until(&labels).is_some() {
                continue;
            }
            match service::settle(engine, &service).await {
                Ok(_) => crate::settings::forget_time(&self.inner.store, &key),
                Err(error) => tracing::warn!(%error, service, "its own rules could not be put back yet"),
            }
        }
    }
}

fn updated_key(service: &str) -> String {
    format!("service {service}")
}

/// The tag a task was made from, without the digest the Swarm pinned it to.
pub(super) fn without_digest(image: &str) -> String {
    image.split('@').next().unwrap_or(image).to_owned()
}

fn stop(error: &ServiceError, service: &str) -> Stop {
    let name = ("container", service.to_owned());
    let problem: Problem = match error {
        ServiceError::Cancelled => return Stop::Cancelled,
        ServiceError::Busy(_) => doctor::problem("update.blocked.busy", [name]),
        ServiceError::NothingToGoBackTo(_) => doctor::problem("update.nothingToUndo", [name]),
        ServiceError::Stuck { words, .. } => {
            doctor::problem("update.attention", [name, ("reason", words.clone())])
        }
        ServiceError::Engine(error) => {
            doctor::diagnose(error, &doctor::Case::new(doctor::Operation::Other, service))
        }
        other => doctor::problem("update.aborted", [name, ("reason", other.to_string())]),
    };
    Stop::Failed(problem)
}
