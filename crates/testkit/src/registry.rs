//! A private registry: Debian's `docker-registry` (Distribution 2.8), real pushes, pulls, digests and deletions.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;

use crate::http::{self, Response};
use crate::requirement::require_program;
use crate::slot::Slot;
use crate::{free_port, keeper};

/// A running registry; gone with its data when dropped.
#[derive(Debug)]
pub struct TestRegistry {
    child: Child,
    port: u16,
    authorization: Option<String>,
    slot: Slot,
}

/// Starts a registry that lets everybody push, pull and delete.
pub async fn registry() -> TestRegistry {
    start(None).await
}

/// Starts a registry that wants a name and a password (basic authentication).
pub async fn registry_with_auth(user: &str, password: &str) -> TestRegistry {
    start(Some((user, password))).await
}

async fn start(account: Option<(&str, &str)>) -> TestRegistry {
    require_program("docker-registry", "docker-registry");
    // The port is free when asked for and may be taken a moment later; then the registry ends and we ask again.
    for _ in 0..5 {
        let mut registry = launch(Slot::claim(), account);
        if registry.is_ready().await {
            return registry;
        }
    }
    panic!("docker-registry ended five times; is something wrong with the package?")
}

fn launch(slot: Slot, account: Option<(&str, &str)>) -> TestRegistry {
    let port = free_port();
    let mut text = format!(
        "version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\nstorage:\n  filesystem: {{rootdirectory: {dir}/data}}\n  \
        delete: {{enabled: true}}\nhttp: {{addr: \"127.0.0.1:{port}\", secret: testkit}}\n",
        dir = slot.dir().display(),
    );
    if let Some((user, password)) = account {
        let path = slot.dir().join("htpasswd");
        std::fs::write(&path, password_line(user, password)).expect("a password file");
        let _ = writeln!(text, "auth: {{htpasswd: {{realm: testkit, path: {}}}}}", path.display());
    }
    let path = slot.dir().join("config.yml");
    std::fs::write(&path, text).expect("a configuration file");
    let log = std::fs::File::create(slot.dir().join("log")).expect("a log");
    let mut command = keeper::command("docker-registry");
    command.arg("serve").arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    let child = keeper::spawn(command);
    slot.note_process(child.id());
    let authorization = account.map(|(user, password)| basic(user, password));
    TestRegistry { child, port, authorization, slot }
}

impl TestRegistry {
    /// `127.0.0.1:41234`, the first part of a reference.
    #[must_use]
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Full reference of a repository and tag here.
    #[must_use]
    pub fn reference(&self, name_and_tag: &str) -> String {
        format!("{}/{name_and_tag}", self.host())
    }

    /// Private directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.slot.dir()
    }

    /// What the registry printed so far.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.slot.dir().join("log")).unwrap_or_default()
    }

    /// `Authorization` header that lets in, when the registry wants one.
    pub(crate) fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref()
    }

    /// Asks the registry something, signed in if it wants that.
    pub async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Response {
        let mut headers = headers.to_vec();
        if let Some(value) = &self.authorization {
            headers.push(("Authorization", value));
        }
        http::over_tcp(&self.host(), method, path, &headers, body)
            .await
            .unwrap_or_else(|e| panic!("{method} {path} on {}: {e}", self.host()))
    }

    async fn is_ready(&mut self) -> bool {
        let end = Instant::now() + Duration::from_secs(30);
        while self.child.try_wait().ok().flatten().is_none() {
            let host = self.host();
            let asked = http::over_tcp(&host, "GET", "/v2/", &[], b"");
            // A connection that leads nowhere would wait for minutes.
            if let Ok(Ok(response)) = tokio::time::timeout(Duration::from_secs(5), asked).await
                && response.header("docker-distribution-api-version").is_some()
            {
                return true;
            }
            assert!(Instant::now() < end, "docker-registry does not answer: {}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        false
    }
}

impl Drop for TestRegistry {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}")))
}

/// The registry takes bcrypt only.
fn password_line(user: &str, password: &str) -> String {
    // The lowest cost bcrypt knows: every request pays it, and nothing here is secret.
    let hash = bcrypt::hash(password, 4).expect("a bcrypt hash");
    format!("{user}:{hash}\n")
}
