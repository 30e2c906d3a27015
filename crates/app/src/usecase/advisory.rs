//! The lists of known problems: what is here, how old it is, and making it new.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::SignedDuration;
use job::JobContext;
use registry::Wanted;

use crate::App;
use crate::advisories::{Refreshed, Source, base};
use crate::doctor;
use crate::inside::lists_needed;
use crate::jobs::{Plan, Stop};
use crate::wire::{AdvisoriesView, JobKind, Problem, Resource};

/// A list younger than this is not asked about again by a scan.
const FRESH: SignedDuration = SignedDuration::from_hours(24);
/// Bytes of the export's own list of lists.
const NAMES: usize = 1 << 20;

impl App {
    /// Shows the lists that are here or needed, with their age.
    #[must_use]
    pub fn advisories(&self) -> AdvisoriesView {
        let needed = self.needed_lists();
        let lists = self.inner.advisories.views(&needed);
        let ages: Vec<_> =
            lists.iter().filter(|list| list.needed).map(|list| list.fetched_at.clone()).collect();
        // The oldest counts; one that is missing has no age, and then the whole has none.
        let oldest = ages.iter().cloned().collect::<Option<Vec<_>>>().and_then(|ages| ages.into_iter().min());
        AdvisoriesView {
            source: self.settings_get().scan.advisory_source,
            bytes: lists.iter().map(|list| list.bytes).sum(),
            lists,
            oldest,
            job: self.inner.advisories.job(),
            cache_bytes: self.inner.insides.cache_bytes(),
        }
    }

    /// Starts fetching the lists that the images here need, from the source of the settings or from another place. A folder
    /// gives all it has. Returns the job's id.
    ///
    /// # Errors
    /// When the source can be none.
    pub async fn advisories_update(&self, from: Option<String>) -> Result<String, Problem> {
        let named = from.is_some();
        let source = Source::parse(&from.unwrap_or_else(|| self.settings_get().scan.advisory_source))?;
        let mut wanted: BTreeSet<String> = self.needed_lists();
        wanted.extend(self.inner.advisories.present());
        if named && (wanted.is_empty() || matches!(source, Source::Folder(_))) {
            wanted.extend(self.offered_lists(&source).await);
        }
        if wanted.is_empty() {
            return Err(doctor::problem("advisories.nothingNeeded", []));
        }
        Ok(self.refresh_lists(source, wanted))
    }

    /// Starts fetching what these images need and what is missing or more than a day old; nothing when nothing is. Lists
    /// that are old are left to the schedule when there is one.
    ///
    /// # Errors
    /// When the source of the settings can be none.
    pub async fn advisories_refresh(&self, images: &[String]) -> Result<Option<String>, Problem> {
        let mut needed = BTreeSet::new();
        for image in images {
            if let Ok(Some(anatomy)) = self.known_anatomy(image).await {
                needed.extend(lists_needed(&anatomy));
            }
        }
        let (lists, now) = (self.inner.advisories.lists(), self.inner.freshness.now());
        let is_fresh = |name: &String| lists.fetched(name).is_some_and(|at| now.duration_since(at) < FRESH);
        needed.retain(|name| !is_fresh(name));
        if needed.is_empty() {
            return Ok(None);
        }
        let source = Source::parse(&self.settings_get().scan.advisory_source)?;
        Ok(Some(self.refresh_lists(source, needed)))
    }

    /// Removes all lists.
    ///
    /// # Errors
    /// When the folder cannot be removed.
    pub fn advisories_clear(&self) -> Result<(), Problem> {
        let cleared = self.inner.advisories.clear();
        self.inner.announcer.changed(Resource::Security);
        cleared.map_err(|error| {
            let path = self.inner.data_dir.join("advisories").display().to_string();
            doctor::problem("advisories.unwritable", [("path", path), ("reason", error.to_string())])
        })
    }

    /// Base names of the lists that the images here need, as far as they were looked into.
    fn needed_lists(&self) -> BTreeSet<String> {
        self.summaries().into_values().flat_map(|one| one.lists).collect()
    }

    fn refresh_lists(&self, source: Source, wanted: BTreeSet<String>) -> String {
        let plan = Plan {
            kind: JobKind::AdvisoryUpdate,
            subject: source.shown(),
            key: format!("advisories {}", source.shown()),
            steps: &["fetch"],
        };
        let app = self.clone();
        let id = self.inner.jobs.start(plan, |context| async move {
            let done = Box::pin(app.fetch_lists(&source, &wanted, &context)).await;
            app.inner.advisories.set_job(None);
            app.lists_changed().await;
            done
        });
        self.inner.advisories.set_job(Some(id.to_string()));
        self.inner.announcer.changed(Resource::Security);
        id.to_string()
    }

    /// One after the other. One that fails does not stop the rest; the first failure is told at the end.
    async fn fetch_lists(
        &self,
        source: &Source,
        wanted: &BTreeSet<String>,
        context: &JobContext,
    ) -> Result<(), Stop> {
        let registry = self.any_registry();
        let mut failed = None;
        context.step("fetch");
        for ecosystem in wanted {
            match self.inner.advisories.refresh(&registry, source, ecosystem, context).await {
                Ok(done) => context.log(&told(ecosystem, done)),
                Err(Stop::Cancelled) => return Err(Stop::Cancelled),
                Err(Stop::Failed(problem)) => {
                    context.log(&format!("{ecosystem}: {}", problem.code));
                    failed.get_or_insert(problem);
                }
            }
        }
        failed.map_or(Ok(()), |problem| Err(Stop::Failed(problem)))
    }

    /// What a place says it has; nothing when it does not say.
    async fn offered_lists(&self, source: &Source) -> BTreeSet<String> {
        match source {
            Source::Folder(folder) => folders_of(folder),
            Source::Web(address) => {
                let text = self.names_at(&format!("{address}/ecosystems.txt")).await.unwrap_or_default();
                text.lines().map(|line| base(line.trim()).to_owned()).filter(|name| is_known(name)).collect()
            }
        }
    }

    async fn names_at(&self, url: &str) -> Option<String> {
        let wanted = Wanted { url, known: None, begun: None };
        let mut body = self.any_registry().download(&wanted).await.ok()??;
        let mut bytes = Vec::new();
        while let Ok(Some(piece)) = body.next().await {
            bytes.extend_from_slice(&piece);
            if bytes.len() > NAMES {
                return None;
            }
        }
        String::from_utf8(bytes).ok()
    }
}

fn folders_of(folder: &Path) -> BTreeSet<String> {
    let folders = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = folders.filter_map(|one| {
        let name = one.file_name().into_string().ok()?;
        (is_known(&name) && one.path().join("all.zip").is_file()).then_some(name)
    });
    names.collect()
}

fn is_known(name: &str) -> bool {
    advisory::index_file(name).is_some()
}

fn told(ecosystem: &str, done: Refreshed) -> String {
    match done {
        Refreshed::Unchanged => format!("{ecosystem}: nothing new"),
        Refreshed::New { records, skipped: 0 } => format!("{ecosystem}: {records} known problems"),
        Refreshed::New { records, skipped } => {
            format!("{ecosystem}: {records} known problems, {skipped} records could not be read")
        }
    }
}
