//! What a user does with a container.

use std::future::Future;
use std::time::Duration;

use engine::model::container::{
    ContainerDetail, ContainerState, MountKind, MountPoint, NetworkAttachment, RestartPolicy,
};
use engine::model::image::ImageDetail;
use engine::model::log::LogQuery;
use engine::{Engine, EngineError};
use futures_util::StreamExt as _;

use crate::doctor::{self, Operation};
use crate::inventory::PendingMark;
use crate::wire::{AttachmentView, ContainerPage, ContainerRow, EnvView, MountView, Pending, Problem};
use crate::{App, run};

/// Last lines shown beside "why did it stop".
const LAST_LINES: u64 = 20;
/// How long reading them may take: a page must not wait for a slow log driver.
const LAST_LINES_LIMIT: Duration = Duration::from_secs(2);

impl App {
    /// Lists containers by name.
    ///
    /// # Errors
    /// When no engine answers.
    pub async fn container_list(&self) -> Result<Vec<ContainerRow>, Problem> {
        self.engine_ready().await?;
        Ok(self.inner.inventory.container_rows(&self.inner.link.host()))
    }

    /// Returns the full id of the container that is meant: an id, the beginning of one, or a name.
    ///
    /// # Errors
    /// When there is none or no engine answers.
    pub async fn container_id(&self, wanted: &str) -> Result<String, Problem> {
        self.container_meant(wanted).await.map(|(_, id)| id)
    }

    /// Returns everything about one container.
    ///
    /// # Errors
    /// When it is gone or the engine does not answer.
    pub async fn container_page(&self, id: String) -> Result<ContainerPage, Problem> {
        let (engine, id) = self.container_meant(&id).await?;
        let detail =
            engine.container_inspect(&id).await.map_err(|error| self.container_problem(&error, &id))?;
        let image = engine.image_inspect(&detail.image_id).await.ok();
        let row = self.inner.inventory.container_row(&id, &self.inner.link.host());
        let row = row.ok_or_else(|| doctor::problem("container.gone", [("name", detail.name.clone())]))?;
        let last_lines = if row.end.is_some() { last_lines(&engine, &detail).await } else { Vec::new() };
        Ok(page(&engine, row, &detail, image.as_ref(), last_lines))
    }

    /// Returns the engine's own JSON, pretty-printed.
    ///
    /// # Errors
    /// When it is gone or the engine does not answer.
    pub async fn container_raw(&self, id: String) -> Result<String, Problem> {
        let (engine, id) = self.container_meant(&id).await?;
        let raw =
            engine.container_inspect_raw(&id).await.map_err(|error| self.container_problem(&error, &id))?;
        Ok(format!("{raw:#}"))
    }

    /// Starts a container.
    ///
    /// # Errors
    /// When the engine refuses.
    pub async fn container_start(&self, id: String) -> Result<(), Problem> {
        self.act(&id, Pending::Starting, Operation::StartContainer, |engine, id| async move {
            engine.container_start(&id).await
        })
        .await
    }

    /// Asks the program to end, and ends it by force after its grace time (10 s, or what the image says).
    ///
    /// # Errors
    /// When the engine refuses.
    pub async fn container_stop(&self, id: String) -> Result<(), Problem> {
        self.act(&id, Pending::Stopping, Operation::StopContainer, |engine, id| async move {
            self.thaw(&engine, &id).await;
            engine.container_stop(&id, None).await
        })
        .await
    }

    /// Stops and starts a container.
    ///
    /// # Errors
    /// When the engine refuses.
    pub async fn container_restart(&self, id: String) -> Result<(), Problem> {
        self.act(&id, Pending::Restarting, Operation::StartContainer, |engine, id| async move {
            self.thaw(&engine, &id).await;
            engine.container_restart(&id).await
        })
        .await
    }

    /// Ends the program by force.
    ///
    /// # Errors
    /// When the engine refuses.
    pub async fn container_kill(&self, id: String) -> Result<(), Problem> {
        self.act(&id, Pending::Killing, Operation::StopContainer, |engine, id| async move {
            self.thaw(&engine, &id).await;
            engine.container_kill(&id, None).await
        })
        .await
    }

    /// Freezes a container.
    ///
    /// # Errors
    /// When the engine refuses.
    pub async fn container_pause(&self, id: String) -> Result<(), Problem> {
        self.act(&id, Pending::Pausing, Operation::PauseContainer, |engine, id| async move {
            engine.container_pause(&id).await
        })
        .await
    }

    /// Lets a frozen container go on.
    ///
    /// # Errors
    /// When the engine refuses.
    pub async fn container_unpause(&self, id: String) -> Result<(), Problem> {
        self.act(&id, Pending::Unpausing, Operation::PauseContainer, |engine, id| async move {
            engine.container_unpause(&id).await
        })
        .await
    }

    /// Gives a container another name.
    ///
    /// # Errors
    /// When the engine refuses.
    pub async fn container_rename(&self, id: String, name: String) -> Result<(), Problem> {
        self.act(&id, Pending::Renaming, Operation::RenameContainer, |engine, id| async move {
            engine.container_rename(&id, &name).await
        })
        .await
    }

    /// Returns an address if it is one of the container's own, so that nothing else is ever opened.
    ///
    /// # Errors
    /// When it is not.
    pub async fn container_url(&self, id: String, url: String) -> Result<String, Problem> {
        let (_, id) = self.container_meant(&id).await?;
        let row = self.inner.inventory.container_row(&id, &self.inner.link.host());
        let own = row.into_iter().flat_map(|row| row.ports).filter_map(|port| port.url).any(|one| one == url);
        if own { Ok(url) } else { Err(doctor::problem("input.invalid", [("input", url)])) }
    }

    /// Does something to a container and shows it as pending until the engine has answered.
    pub(super) async fn act<Done>(
        &self,
        id: &str,
        pending: Pending,
        operation: Operation,
        action: impl FnOnce(Engine, String) -> Done,
    ) -> Result<(), Problem>
    where
        Done: Future<Output = Result<(), EngineError>>,
    {
        let (engine, id) = self.container_meant(id).await?;
        let name = self.container_name(&id);
        let _mark: PendingMark = self.inner.inventory.mark(&id, pending);
        let done = action(engine.clone(), id.clone()).await;
        // The event is on its way; reading now lets the row be true before the mark goes.
        let _ = self.inner.inventory.refresh_container(&engine, &id).await;
        done.map_err(|error| self.diagnose(&error, operation, &name))
    }

    /// Lets a frozen container go on, so that it can end by itself; Podman does not even try to stop one that is frozen.
    pub(super) async fn thaw(&self, engine: &Engine, id: &str) {
        let found = self.inner.inventory.find_container(id);
        if found.is_some_and(|found| found.state == ContainerState::Paused) {
            // If it cannot, ending it says why.
            let _ = engine.container_unpause(id).await;
        }
    }

    /// Returns the engine and the full id of the container that is meant: an id, the beginning of one, or a name.
    pub(super) async fn container_meant(&self, wanted: &str) -> Result<(Engine, String), Problem> {
        let engine = self.engine().await?;
        self.engine_ready().await?;
        if let Some(found) = self.inner.inventory.find_container(wanted) {
            return Ok((engine, found.id));
        }
        // It may be newer than the picture: its event is on the way.
        let _ = self.inner.inventory.refresh_all_containers(&engine).await;
        let found = self.inner.inventory.find_container(wanted);
        let found = found.ok_or_else(|| doctor::problem("container.gone", [("name", wanted.to_owned())]))?;
        Ok((engine, found.id))
    }

    /// Returns a container's name, for sentences; its id when it is gone.
    pub(super) fn container_name(&self, id: &str) -> String {
        self.inner.inventory.find_container(id).map_or_else(|| id.to_owned(), |found| found.name)
    }

    fn container_problem(&self, error: &EngineError, id: &str) -> Problem {
        self.diagnose(error, Operation::Other, &self.container_name(id))
    }
}

fn page(
    engine: &Engine,
    row: ContainerRow,
    detail: &ContainerDetail,
    image: Option<&ImageDetail>,
    last_lines: Vec<String>,
) -> ContainerPage {
    let ContainerDetail { run: state, spec, mounts, networks, .. } = detail;
    ContainerPage {
        why: doctor::why_stopped(detail, &last_lines, image),
        last_lines,
        hints: doctor::hints(detail, image),
        mounts: mounts.iter().map(mount_view).collect(),
        networks: networks.iter().map(attachment_view).collect(),
        env: env_view(&spec.env, image),
        command: spec.command.clone().unwrap_or_default(),
        entrypoint: spec.entrypoint.clone().unwrap_or_default(),
        user: spec.user.clone().unwrap_or_default(),
        working_dir: spec.working_dir.clone().unwrap_or_default(),
        restart: restart_word(spec.restart),
        memory: spec.memory,
        cpus: spec.nano_cpus.map(|nano| nano as f64 / 1e9),
        tty: spec.tty,
        auto_remove: spec.auto_remove,
        risks: run::risks(spec),
        labels: spec.labels.clone(),
        health_output: state.health.as_ref().map(|health| health.last_output.clone()),
        run_command: run::command_line(engine.info().kind, &run::run_spec(detail, image)),
        row,
    }
}

pub(super) fn mount_view(mount: &MountPoint) -> MountView {
    let MountPoint { kind, source, destination, read_only, anonymous } = mount;
    let kind = match kind {
        MountKind::Volume => "volume",
        MountKind::Bind => "bind",
        MountKind::Tmpfs => "tmpfs",
        MountKind::Other => "other",
    };
    MountView {
        kind: kind.to_owned(),
        source: source.clone(),
        destination: destination.clone(),
        read_only: *read_only,
        anonymous: *anonymous,
    }
}

fn attachment_view(attachment: &NetworkAttachment) -> AttachmentView {
    let NetworkAttachment { network, ip_address, aliases } = attachment;
    AttachmentView { network: network.clone(), ip_address: ip_address.clone(), aliases: aliases.clone() }
}

/// Shows variables; those that look like a password are marked, so that a screen can hide them.
pub(super) fn env_view(env: &[(String, String)], image: Option<&ImageDetail>) -> Vec<EnvView> {
    let from_image = |pair: &(String, String)| image.is_some_and(|image| image.config.env.contains(pair));
    env.iter()
        .map(|pair| EnvView {
            key: pair.0.clone(),
            value: pair.1.clone(),
            secret: is_secret(&pair.0),
            from_image: from_image(pair),
        })
        .collect()
}

/// By name: whole words, so that `MONKEY` and `ACCESS_LOG` are none; a file that holds the secret is none either.
fn is_secret(key: &str) -> bool {
    let mut words = key.split('_').map(str::to_ascii_uppercase);
    let last_is_file = key.to_ascii_uppercase().ends_with("_FILE");
    let secret = |word: String| {
        matches!(
            word.as_str(),
            "PASSWORD" | "PASSWD" | "PASS" | "PWD" | "SECRET" | "TOKEN" | "APIKEY" | "KEY" | "CREDENTIALS"
        )
    };
    !last_is_file && !matches!(key, "PWD" | "OLDPWD" | "GPG_KEY") && words.any(secret)
}

fn restart_word(policy: RestartPolicy) -> String {
    match policy {
        RestartPolicy::No => "no".to_owned(),
        RestartPolicy::OnFailure(0) => "on-failure".to_owned(),
        RestartPolicy::OnFailure(times) => format!("on-failure:{times}"),
        RestartPolicy::Always => "always".to_owned(),
        RestartPolicy::UnlessStopped => "unless-stopped".to_owned(),
    }
}

/// Reads what a container wrote last. Not being able to is no reason not to show the page.
async fn last_lines(engine: &Engine, detail: &ContainerDetail) -> Vec<String> {
    let query = LogQuery { follow: false, tail: Some(LAST_LINES), since: None };
    let lines = engine.container_logs(&detail.id, query, detail.spec.tty);
    let texts =
        lines.take_while(|line| std::future::ready(line.is_ok())).filter_map(|line| async { line.ok() });
    let all = texts.map(|line| line.text).collect::<Vec<_>>();
    tokio::time::timeout(LAST_LINES_LIMIT, all).await.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_by_whole_words() {
        for secret in ["POSTGRES_PASSWORD", "API_KEY", "aws_secret_access_key", "GITHUB_TOKEN"] {
            assert!(is_secret(secret), "{secret}");
        }
        for plain in [
            "MONKEY_PATCH",
            "KEYBOARD_LAYOUT",
            "POSTGRES_PASSWORD_FILE",
            "PWD",
            "GPG_KEY",
            "PATH",
            "TOKENIZER",
        ] {
            assert!(!is_secret(plain), "{plain}");
        }
    }
}
