//! Other scanners on this computer, run on our list of packages: they get no image, no engine and no socket.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use engine::discover::Environment;
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;

use crate::doctor;
use crate::wire::{OtherScanner, Problem};

/// Scanners whose results we read.
const KNOWN: [&str; 2] = ["trivy", "grype"];
/// For saying one's version.
const GREETING: Duration = Duration::from_secs(10);
/// For a scan of a list of packages.
const PATIENCE: Duration = Duration::from_secs(5 * 60);
/// Bytes of a result that are read.
const RESULT: u64 = 64 << 20;
/// Bytes of complaints that are read.
const COMPLAINT: u64 = 16 << 10;

/// Finds them on the path, and asks each for its version.
pub(crate) async fn find(environment: &Environment) -> Vec<OtherScanner> {
    let mut found = Vec::new();
    for name in KNOWN {
        let Some(path) = on_path(environment, name) else { continue };
        let version = version(environment, &path).await.unwrap_or_default();
        found.push(OtherScanner { name: name.to_owned(), version, path: path.display().to_string() });
    }
    found
}

/// Lets one look at a bill of materials and returns its result. What it needs it has, or it fails: it fetches nothing.
pub(crate) async fn scan(
    environment: &Environment,
    scanner: &OtherScanner,
    sbom: &Path,
) -> Result<Vec<u8>, Problem> {
    let path = sbom.display().to_string();
    let arguments: Vec<String> = match scanner.name.as_str() {
        "trivy" => [
            "sbom",
            "--format",
            "json",
            "--quiet",
            "--skip-db-update",
            "--skip-java-db-update",
            "--offline-scan",
            &path,
        ]
        .map(str::to_owned)
        .into(),
        _ => vec![format!("sbom:{path}"), "-o".to_owned(), "json".to_owned(), "-q".to_owned()],
    };
    let ran = run(environment, Path::new(&scanner.path), &arguments, PATIENCE).await;
    ran.map_err(|reason| {
        doctor::problem("otherScan.failed", [("scanner", scanner.name.clone()), ("reason", reason)])
    })
}

async fn version(environment: &Environment, path: &Path) -> Option<String> {
    let told = run(environment, path, &["--version".to_owned()], GREETING).await.ok()?;
    let line = String::from_utf8_lossy(&told).lines().next()?.to_owned();
    let version = line.split_whitespace().next_back()?.chars().filter(|c| !c.is_control()).take(40);
    Some(version.collect())
}

/// Runs a program with nothing but its home and its path, and returns what it printed.
async fn run(
    environment: &Environment,
    program: &Path,
    arguments: &[String],
    patience: Duration,
) -> Result<Vec<u8>, String> {
    let mut command = Command::new(program);
    command.args(arguments).env_clear().env("HOME", &environment.home).kill_on_drop(true);
    command.env("PATH", environment.variables.get("PATH").map_or("", String::as_str));
    command.env("GRYPE_DB_AUTO_UPDATE", "false").env("GRYPE_CHECK_FOR_APP_UPDATE", "false");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let running = async {
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let (mut out, mut complaint) = (Vec::new(), Vec::new());
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let read_out = async {
            if let Some(stdout) = stdout {
                let _ = stdout.take(RESULT).read_to_end(&mut out).await;
            }
        };
        let read_complaint = async {
            if let Some(mut stderr) = stderr {
                let _ = (&mut stderr).take(COMPLAINT).read_to_end(&mut complaint).await;
                // Whoever complains at length shall not wait for a reader.
                let _ = tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await;
            }
        };
        tokio::join!(read_out, read_complaint);
        let status = child.wait().await.map_err(|error| error.to_string())?;
        if status.success() { Ok(out) } else { Err(last_line(&complaint, status.code())) }
    };
    tokio::time::timeout(patience, running).await.unwrap_or_else(|_| Err("it takes too long".to_owned()))
}

fn last_line(complaint: &[u8], code: Option<i32>) -> String {
    let text = String::from_utf8_lossy(complaint);
    let line = text.lines().rev().find(|line| !line.trim().is_empty());
    line.map_or_else(|| format!("it ended with code {}", code.unwrap_or(-1)), |line| line.trim().to_owned())
}

fn on_path(environment: &Environment, name: &str) -> Option<PathBuf> {
    let file = if cfg!(windows) { format!("{name}.exe") } else { name.to_owned() };
    let folders = environment.variables.get("PATH").map(std::env::split_paths)?;
    let mut places = folders.filter(|folder| folder.is_absolute()).map(|folder| folder.join(&file));
    places.find(|place| place.is_file())
}
