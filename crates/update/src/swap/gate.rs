//! Whether a new container is well (UPDATES.md 6.3).

use std::time::Duration;

use engine::model::container::Health;
use engine::model::log::LogQuery;
use engine::model::system::EngineKind;
use engine::{Endpoint, Engine, EngineError};
use futures_util::StreamExt as _;
use job::JobContext;
use serde_json::Value;
use tokio::time::Instant;

use super::patience::{ENGINE_AWAY, is_away};
use super::seen::Seen;
use super::{Evidence, Gate, GateFailure, GateKind, SwapFailure};

/// Pause between two looks. Restarts are counted by the engine, so none is missed in between.
const PAUSE: Duration = Duration::from_millis(250);
/// Last lines of a log that are kept.
const LINES: u64 = 200;
/// Longest wait for them.
const LOG_LIMIT: Duration = Duration::from_secs(10);

/// A container that is being watched.
pub(crate) struct Watched<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) job: &'a JobContext,
    pub(crate) id: &'a str,
    pub(crate) gate: &'a Gate,
}

/// Since when a container runs undisturbed.
struct Run {
    started_at: String,
    restarts: i64,
    since: Instant,
    until: Instant,
}

impl Watched<'_> {
    /// Waits for the verdict. What a failed container left behind is in the error, gathered before anything is stopped.
    pub(crate) async fn verdict(&self) -> Result<(), SwapFailure> {
        let mut run: Option<Run> = None;
        loop {
            if self.job.is_cancelled() {
                return Err(SwapFailure::Cancelled);
            }
            let seen = match Seen::look(self.engine, self.id).await {
                Ok(seen) => seen,
                Err(error) if is_away(&error) => {
                    self.wait_for_engine().await?;
                    run = None;
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let Some(seen) = seen else { return Err(failed(GateKind::Vanished, Evidence::default())) };
            let current = run.get_or_insert_with(|| self.begin(&seen));
            match self.judge(&seen, current).await {
                Some(Ok(())) => return Ok(()),
                Some(Err(kind)) => return Err(failed(kind, self.evidence(&seen).await)),
                None => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    fn begin(&self, seen: &Seen) -> Run {
        let limit = self.gate.deadline.unwrap_or_else(|| deadline(&seen.raw, self.gate));
        let now = Instant::now();
        Run { started_at: seen.started_at.clone(), restarts: seen.restarts, since: now, until: now + limit }
    }

    async fn judge(&self, seen: &Seen, run: &Run) -> Option<Result<(), GateKind>> {
        if seen.out_of_memory {
            return Some(Err(GateKind::OutOfMemory));
        }
        if seen.restarts > run.restarts || seen.status == "restarting" {
            return Some(Err(GateKind::Restarting(seen.exit_code)));
        }
        if !seen.running {
            // Also with code 0: the old one ran. One that does its work and ends is not started by an update at all.
            return Some(Err(GateKind::Exited(seen.exit_code)));
        }
        let silent = self.silent_port(seen).await;
        match self.health(seen).await {
            Some(Health::Unhealthy) => {
                return Some(Err(GateKind::Unhealthy(seen.health_output.trim().to_owned())));
            }
            Some(Health::Healthy) if silent.is_none() => return Some(Ok(())),
            None if silent.is_none()
                && seen.started_at == run.started_at
                && run.since.elapsed() >= self.gate.stable =>
            {
                return Some(Ok(()));
            }
            _ => {}
        }
        let late = Instant::now() >= run.until;
        late.then(|| Err(silent.map_or(GateKind::Late(run.since.elapsed()), GateKind::PortSilent)))
    }

    /// Podman leaves health checks to timers of systemd; where there are none, asking runs the check.
    async fn health(&self, seen: &Seen) -> Option<Health> {
        let starting = match seen.health.as_str() {
            "healthy" => return Some(Health::Healthy),
            "unhealthy" => return Some(Health::Unhealthy),
            "starting" => Health::Starting,
            _ => return None,
        };
        if self.engine.info().kind == EngineKind::Podman {
            return Some(self.engine.libpod_check_health(self.id).await.unwrap_or(starting));
        }
        Some(starting)
    }

    /// Returns a published TCP port that does not accept, if that is asked and the engine's ports are this machine's.
    async fn silent_port(&self, seen: &Seen) -> Option<u16> {
        if !self.gate.probe_ports || !is_here(self.engine) {
            return None;
        }
        let asked = published(&seen.raw).into_iter().filter(|one| self.gate.answering.contains(&one.inside));
        for one in asked {
            if !one.accepts().await {
                return Some(one.port);
            }
        }
        None
    }

    /// Waits until the engine is back and starts the container once more: that it went down with its engine is no
    /// failure of its image (M5).
    async fn wait_for_engine(&self) -> Result<(), SwapFailure> {
        let end = Instant::now() + ENGINE_AWAY;
        loop {
            match self.start_if_down().await {
                Ok(()) => return Ok(()),
                Err(error) if !is_away(&error) || Instant::now() >= end => return Err(error.into()),
                Err(_) => tokio::time::sleep(PAUSE * 2).await,
            }
        }
    }

    async fn start_if_down(&self) -> Result<(), EngineError> {
        match Seen::look(self.engine, self.id).await? {
            Some(seen) if !seen.running => self.engine.container_start(self.id).await,
            _ => Ok(()),
        }
    }

    async fn evidence(&self, seen: &Seen) -> Evidence {
        evidence(self.engine, seen).await
    }
}

/// Gathers what a container left behind.
pub(crate) async fn evidence(engine: &Engine, seen: &Seen) -> Evidence {
    let query = LogQuery { follow: false, tail: Some(LINES), since: None };
    let lines = engine.container_logs(&seen.id, query, seen.tty);
    let lines = lines.filter_map(|line| async { line.ok().map(|line| line.text) });
    let log = tokio::time::timeout(LOG_LIMIT, lines.collect::<Vec<_>>()).await.unwrap_or_default();
    Evidence { log, error: seen.error.clone(), state: seen.raw["State"].to_string() }
}

fn failed(kind: GateKind, evidence: Evidence) -> SwapFailure {
    SwapFailure::Gate(Box::new(GateFailure { kind, evidence }))
}

/// How long a container may take: as long as its health check needs to say no, and some.
fn deadline(inspect: &Value, gate: &Gate) -> Duration {
    const SLACK: Duration = Duration::from_secs(30);
    /// Some programs take their time before they listen.
    const SLOW_START: Duration = Duration::from_secs(120);
    let check = &inspect["Config"]["Healthcheck"];
    if !check["Test"].as_array().is_some_and(|test| test.first().is_some_and(|word| word != "NONE")) {
        let listens = gate.probe_ports && !gate.answering.is_empty();
        return gate.stable + if listens { SLOW_START } else { SLACK };
    }
    let time = |key: &str, default: u64| {
        let given = check[key].as_u64().filter(|nanoseconds| *nanoseconds > 0);
        given.map_or(Duration::from_secs(default), Duration::from_nanos)
    };
    let retries = check["Retries"].as_u64().filter(|count| *count > 0).unwrap_or(3);
    let round = time("Interval", 30).saturating_add(time("Timeout", 30));
    let rounds = round.saturating_mul(u32::try_from(retries).unwrap_or(u32::MAX));
    let needed = time("StartPeriod", 0).saturating_add(rounds).saturating_add(SLACK);
    needed.clamp(SLACK, Duration::from_secs(600))
}

/// Whether the engine's published ports are this machine's.
fn is_here(engine: &Engine) -> bool {
    matches!(engine.endpoint(), Endpoint::Unix(_) | Endpoint::Pipe(_))
}

/// Names the ports at which a running container accepts now: a port that never did says nothing about its successor.
pub(crate) async fn answering(engine: &Engine, inspect: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if is_here(engine) {
        for one in published(inspect) {
            if one.accepts().await {
                found.push(one.inside);
            }
        }
    }
    found
}

/// A published TCP port, with an address it can be reached at from here.
#[derive(Debug, PartialEq, Eq)]
struct Published {
    /// `80/tcp`.
    inside: String,
    host: String,
    port: u16,
}

impl Published {
    async fn accepts(&self) -> bool {
        let connect = tokio::net::TcpStream::connect((self.host.as_str(), self.port));
        matches!(tokio::time::timeout(Duration::from_secs(1), connect).await, Ok(Ok(_)))
    }
}

fn published(inspect: &Value) -> Vec<Published> {
    let mut found = Vec::new();
    for (name, bound) in inspect["NetworkSettings"]["Ports"].as_object().into_iter().flatten() {
        for binding in bound.as_array().into_iter().flatten().filter(|_| name.ends_with("/tcp")) {
            let host = match binding["HostIp"].as_str().unwrap_or_default() {
                "" | "0.0.0.0" => "127.0.0.1",
                "::" => "::1",
                host => host,
            };
            if let Some(port) = binding["HostPort"].as_str().and_then(|port| port.parse().ok()) {
                found.push(Published { inside: name.clone(), host: host.to_owned(), port });
            }
        }
    }
    // `::` is published beside `0.0.0.0` and may be switched off on this machine.
    if found.iter().any(|one| one.host == "127.0.0.1") {
        found.retain(|one| one.host != "::1");
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_health_check_gets_the_time_it_needs_to_say_no() {
        let second = 1_000_000_000_u64;
        let of =
            |check: Value| deadline(&json!({"Config": {"Healthcheck": check}}), &Gate::default()).as_secs();
        assert_eq!(of(Value::Null), 40);
        let asked = Gate { probe_ports: true, answering: vec!["80/tcp".to_owned()], ..Gate::default() };
        assert_eq!(deadline(&Value::Null, &asked).as_secs(), 130);
        assert_eq!(of(json!({"Test": ["NONE"]})), 40);
        assert_eq!(of(json!({"Test": ["CMD", "true"]})), 210);
        let quick = json!({"Test": ["CMD", "x"], "Interval": second, "Timeout": second, "Retries": 2});
        assert_eq!(of(quick), 34);
        let slow = json!({"Test": ["CMD", "x"], "StartPeriod": 7200 * second});
        assert_eq!(of(slow), 600);
    }

    #[test]
    fn published_ports_are_asked_where_they_are() {
        let ports = json!({"NetworkSettings": {"Ports": {
            "80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}, {"HostIp": "::", "HostPort": "8080"}],
            "53/udp": [{"HostIp": "0.0.0.0", "HostPort": "53"}], "443/tcp": null,
            "90/tcp": [{"HostIp": "10.0.0.1", "HostPort": "90"}]}}});
        let found = published(&ports).into_iter().map(|one| (one.inside, one.host, one.port));
        let expected = [("80/tcp", "127.0.0.1", 8080), ("90/tcp", "10.0.0.1", 90)];
        let expected = expected.map(|(inside, host, port)| (inside.to_owned(), host.to_owned(), port));
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }
}
