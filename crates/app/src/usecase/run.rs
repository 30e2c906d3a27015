//! Running an image: the form, its check, and the job.

use std::collections::BTreeSet;
use std::fmt;
use std::net::TcpListener;
use std::path::Path;

use engine::model::container::{ContainerSpec, ContainerState, ContainerSummary, PortBinding};
use engine::model::image::ImageDetail;
use engine::{Engine, EngineError};
use job::JobContext;
use oci::Reference;

use crate::doctor::{self, Operation};
use crate::jobs::{Plan, Stop};
use crate::run::{self, PortOwner, Taken, TakenPort};
use crate::wire::{JobKind, Problem, RunCheck, RunEnv, RunForm, RunIssue, RunParsed, RunSpec};
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

    /// Makes up the passwords an image is known to need and the form does not have; returns what was made up.
    ///
    /// # Errors
    /// When no engine answers.
    pub async fn run_secrets(&self, spec: &mut RunSpec) -> Result<Vec<RunEnv>, Problem> {
        let questions = self.run_form(spec.image.clone()).await?.questions;
        let given = spec.env.len();
        run::fill_secrets(spec, &questions, &mut fresh_password);
        Ok(spec.env.get(given..).unwrap_or_default().to_vec())
    }

    /// Starts running: pulls the image if it is not here, creates, starts. Returns the job's id.
    ///
    /// # Errors
    /// When the form cannot be run as it is.
    pub async fn run_start(&self, spec: RunSpec) -> Result<String, Problem> {
        let engine = self.engine().await?;
        self.engine_ready().await?;
        let subject = self.subject(&spec.image).await?;
        run::container_spec(&spec).map_err(first_issue)?;
        let plan = Plan {
            kind: JobKind::ContainerRun,
            key: format!("run {} {} {subject}", engine.endpoint(), spec.name),
            subject: subject.to_string(),
            steps: &["pull", "create", "start"],
        };
        let app = self.clone();
        let id = self
            .inner
            .jobs
            .start(plan, |context| async move { app.run(&engine, &subject, spec, &context).await });
        Ok(id.to_string())
    }

    async fn run(
        &self,
        engine: &Engine,
        subject: &Subject,
        mut spec: RunSpec,
        context: &JobContext,
    ) -> Result<(), Stop> {
        let (name, image) = self.get(engine, subject, &spec, context).await?;
        if spec.fill_in {
            self.with_taken(engine, &[], |taken| run::fill_in(&mut spec, &image, taken)).await?;
        }
        let mut container = run::container_spec(&spec).map_err(first_issue)?;
        container.image = name;
        context.step("create");
        let id = self.create(engine, &container, &spec, context).await?;
        context.step("start");
        self.start_new(engine, &id, &spec).await?;
        self.report(engine, &id, context).await;
        Ok(())
    }

    /// Returns the image and the name it goes by, pulling it when it is not here for the platform that is wanted.
    async fn get(
        &self,
        engine: &Engine,
        subject: &Subject,
        spec: &RunSpec,
        context: &JobContext,
    ) -> Result<(String, ImageDetail), Stop> {
        let present = self.present(engine, subject).await;
        match (present, subject) {
            (Some((name, image)), _) if fits(&image, spec) => {
                context.skip("pull");
                Ok((name, image))
            }
            (_, Subject::Id(id)) => Err(doctor::problem("image.gone", [("image", id.clone())]).into()),
            (_, Subject::Named(reference)) => {
                context.step("pull");
                let platform = Some(spec.platform.as_str()).filter(|platform| !platform.is_empty());
                let image = self.pull(engine, reference, platform, context).await?;
                Ok((reference.canonical(), image))
            }
        }
    }

    async fn present(&self, engine: &Engine, subject: &Subject) -> Option<(String, ImageDetail)> {
        match subject {
            Subject::Named(reference) => self.image_present(reference).await,
            Subject::Id(id) => engine.image_inspect(id).await.ok().map(|detail| (id.clone(), detail)),
        }
    }

    /// Understands which image is meant: a name, or the id of one that is here.
    async fn subject(&self, image: &str) -> Result<Subject, Problem> {
        match typed::reference(image) {
            Ok(reference) => Ok(Subject::Named(reference)),
            Err(problem) if problem.code == "image.isId" => {
                Ok(Subject::Id(self.image_meant(image).await?.id))
            }
            Err(problem) => Err(problem),
        }
    }

    /// Makes the container and tells what the engine warned of.
    async fn create(
        &self,
        engine: &Engine,
        container: &ContainerSpec,
        spec: &RunSpec,
        context: &JobContext,
    ) -> Result<String, Stop> {
        let made = match engine.container_create(container).await {
            Ok(made) => made,
            Err(error) => return Err(self.refused(&error, Operation::CreateContainer, spec).await),
        };
        if context.is_cancelled() {
            self.take_back(engine, &made.id).await;
            return Err(Stop::Cancelled);
        }
        made.warnings.iter().for_each(|warning| context.log(warning));
        context.outcome("containerId", made.id.as_str());
        Ok(made.id)
    }

    /// Starts a container that was just made. When that fails it is taken away again: it never ran, so nothing is lost,
    /// and the same name can be tried again.
    async fn start_new(&self, engine: &Engine, id: &str, spec: &RunSpec) -> Result<(), Stop> {
        let Err(error) = engine.container_start(id).await else { return Ok(()) };
        self.take_back(engine, id).await;
        Err(self.refused(&error, Operation::StartContainer, spec).await)
    }

    async fn take_back(&self, engine: &Engine, id: &str) {
        if let Err(error) = engine.container_remove(id, false).await {
            tracing::warn!(%error, container = id, "a container that never ran was left behind");
        }
        let _ = self.inner.inventory.refresh_container(engine, id).await;
    }

    /// Says why the engine refused. What it says of ports and names is completed by what we know: who has it, and which
    /// one is free.
    async fn refused(&self, error: &EngineError, operation: Operation, spec: &RunSpec) -> Stop {
        let case = doctor::Case::new(operation, &spec.name).knowing("image", &spec.image);
        let problem = match error {
            EngineError::Cancelled { .. } => return Stop::Cancelled,
            error => doctor::diagnose(error, &case),
        };
        let area = |code: &str| ["run.port", "run.name"].into_iter().find(|area| code.starts_with(area));
        let Some(wanted) = area(&problem.code) else { return problem.into() };
        let issues = self.run_check(spec.clone()).await.map(|check| check.issues).unwrap_or_default();
        let known =
            issues.into_iter().find(|issue| issue.blocking && area(&issue.problem.code) == Some(wanted));
        known.map_or(problem.clone(), |issue| Problem { raw: problem.raw, ..issue.problem }).into()
    }

    /// Keeps what came out: the name and, when it answers to a browser, the address.
    async fn report(&self, engine: &Engine, id: &str, context: &JobContext) {
        let _ = self.inner.inventory.refresh_container(engine, id).await;
        let Some(row) = self.inner.inventory.container_row(id, &self.inner.link.host()) else { return };
        context.outcome("name", row.name);
        if let Some(code) = row.exit_code {
            context.outcome("exitCode", code.to_string());
        }
        if let Some(url) = row.ports.into_iter().find_map(|port| port.url) {
            context.outcome("url", url);
        }
    }

    /// Returns what the engine says of the image somebody typed, if it has it.
    async fn image_of(&self, image: &str) -> Option<ImageDetail> {
        let subject = self.subject(image).await.ok()?;
        self.present(&self.engine().await.ok()?, &subject).await.map(|(_, detail)| detail)
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

/// Which image is to be run.
enum Subject {
    /// A name; it may have to be pulled.
    Named(Reference),
    /// The id of an image that is here, perhaps without a name.
    Id(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(reference) => reference.fmt(f),
            Self::Id(id) => f.write_str(&inventory::short_id(id)),
        }
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
