//! Lists.

use app::App;
use app::wire::{ContainerRow, EndKind, Health, JobKind, JobStatus, PortView};
use jiff::Timestamp;

use crate::Failure;
use crate::output::{self, Table, ago, bytes};

pub(super) async fn engines(app: &App, json: bool) -> Result<(), Failure> {
    let found = app.engine_search().await;
    if json {
        return output::json(&found);
    }
    let words = output::words();
    let mut table = Table::new(&["", "NAME", "VERSION", "ADDRESS", "FROM", "ID"]);
    for engine in found {
        let version = match (&engine.answering, &engine.problem) {
            (Some(view), _) => format!("{:?} {}", view.kind, view.version),
            (None, Some(problem)) => words.problem(problem).title,
            (None, None) => String::new(),
        };
        let mark = if engine.selected { "*" } else { "" };
        table.row([mark.to_owned(), engine.name, version, engine.endpoint, engine.origin, engine.id]);
    }
    table.print("No engine was found. Install Docker or Podman.")
}

pub(super) async fn images(app: &App, json: bool) -> Result<(), Failure> {
    app.engine_ready_whole().await?;
    let images = app.image_list().await?;
    if json {
        return output::json(&images);
    }
    let now = Timestamp::now();
    let mut table = Table::new(&["IMAGE", "ID", "SIZE", "CREATED", "USED BY"]);
    for image in images {
        let users = image.used_by.iter().map(|user| user.name.clone()).collect::<Vec<_>>().join(", ");
        let id = short(&image.id);
        let created = ago(image.created.as_deref(), now);
        let names = if image.dangling { vec!["(no name)".to_owned()] } else { image.names };
        for name in names {
            table.row([name, id.clone(), bytes(image.size), created.clone(), users.clone()]);
        }
    }
    table.print("No images yet. Download one: mooring pull nginx")
}

pub(super) async fn containers(app: &App, json: bool) -> Result<(), Failure> {
    app.engine_ready_whole().await?;
    let containers = app.container_list().await?;
    if json {
        return output::json(&containers);
    }
    let now = Timestamp::now();
    let mut table = Table::new(&["NAME", "STATE", "SINCE", "OPEN", "IMAGE", "ID"]);
    for row in containers {
        let open = row.ports.iter().filter_map(port).collect::<Vec<_>>().join(" ");
        let since = ago(row.since.as_deref(), now);
        table.row([row.name.clone(), state(&row), since, open, row.image.clone(), short(&row.id)]);
    }
    table.print("No containers yet. Run one: mooring run nginx")
}

pub(super) async fn volumes(app: &App, json: bool) -> Result<(), Failure> {
    let volumes = app.volume_list().await?;
    if json {
        return output::json(&volumes);
    }
    let now = Timestamp::now();
    let mut table = Table::new(&["VOLUME", "DRIVER", "CREATED", "USED BY"]);
    for volume in volumes {
        let name = if volume.anonymous { format!("{} (no name)", short(&volume.name)) } else { volume.name };
        table.row([name, volume.driver, ago(volume.created.as_deref(), now), volume.used_by.join(", ")]);
    }
    table.print("No volumes yet.")
}

pub(super) async fn networks(app: &App, json: bool) -> Result<(), Failure> {
    let networks = app.network_list().await?;
    if json {
        return output::json(&networks);
    }
    let mut table = Table::new(&["NETWORK", "DRIVER", "ADDRESSES", "USED BY", "ID"]);
    for network in networks {
        let used_by = network.used_by.join(", ");
        table.row([network.name, network.driver, network.subnets.join(" "), used_by, short(&network.id)]);
    }
    table.print("No networks.")
}

pub(super) fn jobs(app: &App, json: bool) -> Result<(), Failure> {
    let jobs = app.job_list();
    if json {
        return output::json(&jobs);
    }
    let (now, words) = (Timestamp::now(), output::words());
    let mut table = Table::new(&["JOB", "ABOUT", "STATUS", "STARTED", "WHY"]);
    for job in jobs {
        let why = job.problem.as_ref().map(|problem| words.problem(problem).title).unwrap_or_default();
        let kind = job_kind(job.kind).to_owned();
        table.row([kind, job.subject, job_status(job.status).to_owned(), ago(Some(&job.started), now), why]);
    }
    table.print("Nothing ran yet.")
}

fn short(id: &str) -> String {
    id.trim_start_matches("sha256:").chars().take(12).collect()
}

fn port(port: &PortView) -> Option<String> {
    let host = port.host_port?;
    Some(port.url.clone().unwrap_or_else(|| format!("{host}/{}", port.protocol)))
}

fn state(row: &ContainerRow) -> String {
    let code = row.exit_code.unwrap_or_default();
    match (row.end, row.health) {
        (Some(EndKind::Finished), _) => "finished".to_owned(),
        (Some(EndKind::Stopped), _) => "stopped".to_owned(),
        (Some(EndKind::OutOfMemory), _) => "out of memory".to_owned(),
        (Some(EndKind::Killed), _) => "killed".to_owned(),
        (Some(EndKind::Failed), _) => format!("failed ({code})"),
        (Some(EndKind::NotStarted), _) => "could not start".to_owned(),
        (None, Some(Health::Healthy)) => "healthy".to_owned(),
        (None, Some(Health::Unhealthy)) => "unhealthy".to_owned(),
        (None, _) => format!("{:?}", row.state).to_lowercase(),
    }
}

fn job_kind(kind: JobKind) -> &'static str {
    match kind {
        JobKind::ImagePull => "pull",
        JobKind::ContainerRun => "run",
        JobKind::ImageBuild => "build",
        JobKind::ImagePush => "push",
        JobKind::FreshnessCheck => "check",
        JobKind::ContainerUpdate => "update",
        JobKind::UpdateAll => "update all",
        JobKind::ContainerUndo => "undo",
        JobKind::UpdateRecovery => "recover",
        JobKind::ImageScan => "scan",
        JobKind::ScanAll => "scan all",
        JobKind::AdvisoryUpdate => "advisories update",
        JobKind::OtherScan => "scan by another",
        JobKind::Unknown => "other",
    }
}

fn job_status(status: JobStatus) -> &'static str {
    match status {
        JobStatus::Running => "running",
        JobStatus::Cancelling => "stopping",
        JobStatus::Succeeded => "done",
        JobStatus::Failed => "failed",
        JobStatus::Cancelled => "cancelled",
        JobStatus::Interrupted => "interrupted",
    }
}
