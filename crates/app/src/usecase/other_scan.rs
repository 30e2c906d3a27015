//! Another scanner's result beside ours.

use std::io::Write as _;

use job::JobContext;
use scan::other::{self, Theirs};

use crate::App;
use crate::doctor;
use crate::jobs::{Plan, Stop};
use crate::security::{find_scanners, scan_by_other};
use crate::wire::{DocumentFormat, JobKind, OtherFinding, OtherScanView, OtherScanner, Problem, Resource};

impl App {
    /// Finds other scanners on this computer.
    pub async fn other_scanners(&self) -> Vec<OtherScanner> {
        find_scanners(&self.inner.environment).await
    }

    /// Starts another scanner on the list of packages of an image. Returns the job's id.
    ///
    /// # Errors
    /// When the scanner is not there, or nobody has looked into the image.
    pub async fn other_scan(&self, id: String, scanner: String) -> Result<String, Problem> {
        let found = self.other_scanners().await.into_iter().find(|one| one.name == scanner);
        let missing = || doctor::problem("otherScan.missing", [("scanner", scanner.clone())]);
        let found = found.ok_or_else(missing)?;
        let (_, sbom) = self.document(id.clone(), DocumentFormat::Cyclonedx).await?;
        let plan = Plan {
            kind: JobKind::OtherScan,
            subject: self.shown(&id),
            key: format!("other {scanner} {id}"),
            steps: &["judge"],
        };
        let app = self.clone();
        let job = self.inner.jobs.start(plan, |context| async move {
            let done = app.scan_by(&id, &found, &sbom, &context).await;
            app.inner.announcer.changed(Resource::Security);
            done
        });
        Ok(job.to_string())
    }

    async fn scan_by(
        &self,
        id: &str,
        scanner: &OtherScanner,
        sbom: &str,
        context: &JobContext,
    ) -> Result<(), Stop> {
        context.step("judge");
        let failed = |reason: String| {
            doctor::problem("otherScan.failed", [("scanner", scanner.name.clone()), ("reason", reason)])
        };
        let mut file = tempfile::Builder::new()
            .suffix(".cdx.json")
            .tempfile()
            .map_err(|error| failed(error.to_string()))?;
        file.write_all(sbom.as_bytes()).map_err(|error| failed(error.to_string()))?;
        let scanning = scan_by_other(&self.inner.environment, scanner, file.path());
        let result = context.unless_cancelled(scanning).await.ok_or(Stop::Cancelled)??;
        let read =
            if scanner.name == "trivy" { other::read_trivy(&result) } else { other::read_grype(&result) };
        let theirs = read.map_err(|error| failed(error.to_string()))?;
        self.inner.safety.set_theirs(id, scanner, theirs);
        Ok(())
    }

    /// Returns what another scanner said last time, beside what we say now.
    ///
    /// # Errors
    /// When nobody has looked into the image.
    pub async fn other_scan_view(
        &self,
        id: String,
        scanner: String,
    ) -> Result<Option<OtherScanView>, Problem> {
        let Some((scanner, theirs)) = self.inner.safety.theirs(&id, &scanner) else { return Ok(None) };
        let anatomy = self.anatomy(&id).await?;
        let judged = self.judged(&id, &anatomy).await;
        let beside = other::beside(&judged.judgement.findings, &theirs);
        let finding = |one: &Theirs| OtherFinding {
            id: one.id.clone(),
            package: format!("{} {}", one.package, one.version),
        };
        Ok(Some(OtherScanView {
            scanner,
            both: u32::try_from(beside.both).unwrap_or(u32::MAX),
            only_ours: beside.only_ours.iter().map(finding).collect(),
            only_theirs: beside.only_theirs.iter().map(finding).collect(),
        }))
    }
}
