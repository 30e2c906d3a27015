//! A session of its own for tests: a bus, and GNOME Keyring on it. Both die with the test.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use secret_service::{EncryptionType, SecretService};

/// A bus that starts nothing by itself, so that a session without a keyring really has none.
const BUS: &str = r#"<busconfig><type>session</type><listen>unix:path=DIR/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

/// A private session bus.
#[derive(Debug)]
pub(super) struct Session {
    dir: tempfile::TempDir,
    children: Vec<Child>,
}

impl Session {
    pub(super) fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path().join("bus.conf");
        std::fs::write(&config, BUS.replace("DIR", &dir.path().display().to_string())).unwrap();
        let mut command = command("dbus-daemon", dir.path());
        command.args(["--nofork", "--print-address"]).arg(format!("--config-file={}", config.display()));
        let mut bus = command.stdout(Stdio::piped()).spawn().unwrap();
        // It listens once it has printed where.
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
        Self { dir, children: vec![bus] }
    }

    pub(super) fn bus(&self) -> String {
        format!("unix:path={}/bus", self.dir.path().display())
    }

    /// Starts the keyring, and makes and opens the login collection with this password.
    pub(super) async fn unlock(&mut self, password: &str) {
        let mut command = command("gnome-keyring-daemon", self.dir.path());
        command.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::piped());
        let mut keyring = command.stdout(Stdio::null()).spawn().unwrap();
        keyring.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        self.children.push(keyring);
        let end = Instant::now() + Duration::from_secs(30);
        while !self.has_collection().await {
            assert!(Instant::now() < end, "gnome-keyring-daemon does not answer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Locks it again, as a screen saver or its owner would.
    pub(super) async fn lock(&self) {
        let service = self.service().await.unwrap();
        service.get_default_collection().await.unwrap().lock().await.unwrap();
    }

    async fn has_collection(&self) -> bool {
        let look = async { self.service().await?.get_default_collection().await.map(drop) };
        tokio::time::timeout(Duration::from_secs(5), look).await.is_ok_and(|found| found.is_ok())
    }

    async fn service(&self) -> Result<SecretService<'static>, secret_service::Error> {
        let bus = zbus::connection::Builder::address(self.bus().as_str())?.build().await?;
        SecretService::connect_with_existing(EncryptionType::Plain, bus).await
    }
}

/// With a home of its own, dying with this thread.
fn command(program: &str, dir: &Path) -> Command {
    let is_there = Path::new("/usr/bin").join(program).is_file();
    if !is_there {
        testkit::not_run(&format!("{program} is not installed"));
    }
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", program]).env_clear().env("PATH", "/usr/bin:/bin").env("HOME", dir);
    command.env("XDG_RUNTIME_DIR", dir).env("XDG_DATA_HOME", dir.join("data"));
    command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/bus", dir.display()));
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command
}

impl Drop for Session {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
