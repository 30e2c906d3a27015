//! Running an image: the form, its check, and the job.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::Path;

use engine::Engine;
use engine::model::container::{ContainerSpec, ContainerState, ContainerSummary, PortBinding};
use engine::model::image::ImageDetail;
use job::JobContext;
use oci::Reference;

use crate::doctor::{self, Operation};
use crate::jobs::{Plan, Stop};
use crate::run::{self, PortOwner, Taken, TakenPort};
use crate::wire::{JobKind, Problem, RunCheck, RunForm, RunIssue, RunParsed, RunSpec};
use crate::{App, inventory, typed};

impl App {
    /// Makes a form from an image: free name, free ports, named volumes, the variables it is known to want.
    ///
    /// # Errors
    /// When no engine answers.
    pub async fn run_form(&self, image: String) -> Result<RunForm, Problem> {
        let engine = self.engine().await?;
        self.engine_ready().await?;
        let detail = self.image_of(&image).await;
        let mut form =
            self.with_taken(&engine, &[], |taken| run::form(&image, detail.as_ref(), taken)).await?;
        run::fill_secrets(&mut form.spec, &form.questions, &mut fresh_password);
        Ok(form)
    }

    /// Works out what a form would do.
    ///
    /// # Errors
    /// When no engine answers.
    pub async fn run_check(&self, spec: RunSpec) -> Result<RunCheck, Problem> {
        let engine = self.engine().await?;
        self.engine_ready().await?;
        let detail = self.image_of(&spec.image).await;
        let ports: Vec<u16> = spec.ports.iter().filter_map(|port| port.host_port).collect();
        self.with_taken(&engine, &ports, |taken| run::check(&spec, detail.as_ref(), taken)).await
    }

    /// Understands a pasted `docker run` or `podman run` line.
    #[must_use]
    pub fn run_parse(&self, line: &str) -> RunParsed {
        run::parse(line)
    }

    /// Understands the words after `mooring run`, which are those of `docker run`.
    ///
    /// # Errors
    /// When they cannot be understood.
    pub fn run_words(&self, words: &[String]) -> Result<RunParsed, Problem> {
        let words = words.iter().map(String::as_str);
        let line = shlex::try_join(["docker", "run"].into_iter().chain(words));
        let line =
            line.map_err(|_| doctor::problem("input.invalid", [("input", "a zero byte".to_owned())]))?;
        let parsed = run::parse(&line);
        match parsed.problem {
            Some(problem) => Err(problem),
            None => Ok(parsed),
        }
    }

    /// Starts running: pulls the image if it is not here, creates, starts. Returns the job's id.
    ///
    /// # Errors
    /// When the form cannot be run as it is.
    pub async fn run_start(&self, spec: RunSpec) -> Result<String, Problem> {
        let reference = typed::reference(&spec.image)?;
        let engine = self.engine().await?;
        self.engine_ready().await?;
        run::container_spec(&spec).map_err(first_issue)?;
        let plan = Plan {
            kind: JobKind::ContainerRun,
            subject: reference.to_string(),
            key: format!("run {} {}", spec.name, reference.canonical()),
            steps: &["pull", "create", "start"],
        };
        let app = self.clone();
        let id = self
            .inner
            .jobs
            .start(plan, |context| async move { app.run(&engine, &reference, spec, &context).await });
        Ok(id.to_string())
    }

    async fn run(
        &self,
        engine: &Engine,
        reference: &Reference,
        mut spec: RunSpec,
        context: &JobContext,
    ) -> Result<(), Stop> {
        let image = match self.image_present(reference).await {
            Some(image) if fits(&image, &spec) => {
                context.skip("pull");
                image
            }
            _ => {
                context.step("pull");
                let platform = Some(spec.platform.as_str()).filter(|platform| !platform.is_empty());
                self.pull(engine, reference, platform, context).await?
            }
        };
        if spec.fill_in {
            self.with_taken(engine, &[], |taken| run::fill_in(&mut spec, &image, taken)).await?;
        }
        let container = run::container_spec(&spec).map_err(first_issue)?;
        context.step("create");
        let name = container.name.clone().unwrap_or_else(|| reference.to_string());
        let id = self.create(engine, reference, container, &name, context).await?;
        context.step("start");
        self.start_new(engine, &id, &name).await?;
        self.report(engine, &id, context).await;
        Ok(())
    }

    /// Makes the container and tells what the engine warned of.
    async fn create(
        &self,
        engine: &Engine,
        reference: &Reference,
        mut spec: ContainerSpec,
        name: &str,
        context: &JobContext,
    ) -> Result<String, Stop> {
        spec.image = reference.to_string();
        let made = engine.container_create(&spec);
        let made = context.unless_cancelled(made).await.ok_or(Stop::Cancelled)?;
        let made = made.map_err(|error| self.stop(&error, Operation::CreateContainer, name))?;
        for warning in &made.warnings {
            context.log(warning);
        }
        context.outcome("containerId", made.id.as_str());
        Ok(made.id)
    }

    /// Starts a container that was just made. When that fails it is taken away again: it never ran, so nothing is lost,
    /// and the same name can be tried again.
    async fn start_new(&self, engine: &Engine, id: &str, name: &str) -> Result<(), Stop> {
        let Err(error) = engine.container_start(id).await else { return Ok(()) };
        if let Err(left) = engine.container_remove(id, false).await {
            tracing::warn!(error = %left, container = id, "a container that did not start was left behind");
        }
        let _ = self.inner.inventory.refresh_container(engine, id).await;
        Err(self.stop(&error, Operation::StartContainer, name))
    }

    /// Keeps what came out: the name and, when it answers to a browser, the address.
    async fn report(&self, engine: &Engine, id: &str, context: &JobContext) {
        let _ = self.inner.inventory.refresh_container(engine, id).await;
        let Some(row) = self.inner.inventory.container_row(id, &self.inner.link.host()) else { return };
        context.outcome("name", row.name);
        if let Some(url) = row.ports.into_iter().find_map(|port| port.url) {
            context.outcome("url", url);
        }
    }

    /// Returns what the engine says of the image somebody typed, if it has it.
    async fn image_of(&self, image: &str) -> Option<ImageDetail> {
        self.image_present(&typed::reference(image).ok()?).await
    }

    /// Answers a question about names and ports with what is taken right now.
    async fn with_taken<T>(
        &self,
        engine: &Engine,
        wanted: &[u16],
        answer: impl FnOnce(&Taken<'_>) -> T,
    ) -> Result<T, Problem> {
        let local = self.inner.link.is_local();
        let containers = self.inner.inventory.container_summaries();
        let info = engine.info();
        let path_exists = |path: &str| Path::new(path).exists();
        let port_is_free = |port: u16| !local || port_is_free(port);
        let mut ports = ports_of(&containers);
        if local {
            ports.extend(programs_on(wanted, &ports).await);
        }
        let taken = Taken {
            kind: info.kind,
            platform: oci::Platform::new(&info.os, &info.architecture, "").ok(),
            rootless: info.rootless,
            containers: containers.iter().map(|one| one.name.clone()).collect(),
            ports,
            volumes: self.inner.inventory.volume_rows().into_iter().map(|row| row.name).collect(),
            networks: networks(self.inner.inventory.network_rows()),
            port_is_free: &port_is_free,
            path_exists: local.then_some(&path_exists),
        };
        Ok(answer(&taken))
    }
}

/// A password nobody has seen. Without randomness there is none: the field stays empty and is asked for.
fn fresh_password() -> String {
    let mut random = [0; run::PASSWORD_RANDOMNESS];
    getrandom::fill(&mut random).map(|()| run::password(random)).unwrap_or_default()
}

/// An image that is here for another platform than the one asked for does not count as here.
fn fits(image: &ImageDetail, spec: &RunSpec) -> bool {
    spec.platform.is_empty() || inventory::platform(image) == spec.platform
}

fn first_issue(issues: Vec<RunIssue>) -> Problem {
    let first = issues.into_iter().next().map(|issue| issue.problem);
    first.unwrap_or_else(|| doctor::problem("internal", []))
}

fn networks(rows: Vec<crate::wire::NetworkRow>) -> Vec<String> {
    rows.into_iter().map(|row| row.name).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Host ports of containers that hold them: a stopped one does not.
fn ports_of(containers: &[ContainerSummary]) -> Vec<TakenPort> {
    let holds =
        |one: &&ContainerSummary| matches!(one.state, ContainerState::Running | ContainerState::Paused);
    let of_one = |one: &ContainerSummary| {
        let name = one.name.clone();
        one.ports.clone().into_iter().filter_map(move |port| taken_port(port, &name))
    };
    containers.iter().filter(holds).flat_map(of_one).collect()
}

fn taken_port(binding: PortBinding, owner: &str) -> Option<TakenPort> {
    let PortBinding { protocol, host_ip, host_port, container_port: _ } = binding;
    let owner = PortOwner::Container(owner.to_owned());
    Some(TakenPort { port: host_port?, protocol, host_ip, owner })
}

/// Names the programs that hold ports no container has. Looking for a name is slow, so only for ports that are busy.
async fn programs_on(wanted: &[u16], known: &[TakenPort]) -> Vec<TakenPort> {
    let unknown = |port: &u16| !known.iter().any(|taken| taken.port == *port) && !port_is_free(*port);
    let busy: Vec<u16> = wanted.iter().copied().filter(unknown).collect();
    if busy.is_empty() {
        return Vec::new();
    }
    let named = tokio::task::spawn_blocking(move || busy.into_iter().filter_map(program_on).collect());
    named.await.unwrap_or_default()
}

fn program_on(port: u16) -> Option<TakenPort> {
    let process = listeners::get_process_by_port(port, listeners::Protocol::TCP).ok()?;
    let owner = PortOwner::Program(process.name);
    let protocol = engine::model::container::Protocol::Tcp;
    Some(TakenPort { port, protocol, host_ip: String::new(), owner })
}

/// Tries to listen, which is what the engine will do. A port we may not have for another reason counts as free.
fn port_is_free(port: u16) -> bool {
    match TcpListener::bind(("0.0.0.0", port)) {
        Ok(_) => true,
        Err(error) => error.kind() != std::io::ErrorKind::AddrInUse,
    }
}
