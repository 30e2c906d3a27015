//! Whether images are safe: findings, the Security place, what is ignored.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use job::{JobContext, Progress, Unit};
use scan::ignore::{self, IgnoreError, NewIgnore};
use scan::inside::{Anatomy, Known as Around};

use super::inside::{Manner, lang};
use crate::App;
use crate::doctor;
use crate::inside::{Subject, lists_needed};
use crate::jobs::{Plan, Stop};
use crate::security::{Judged, JudgedBy, Prospects, Summary, ignore_view, judge, without_tag};
use crate::wire::{
    IgnoreRequest, IgnoreView, ImageName, ImageRow, ImageSecurity, JobKind, Known, Language, Problem,
    Resource, ScanView, SecurityView, Status,
};

impl App {
    /// Says which known problems an image has, how it is made, and what helps. Asks nobody.
    ///
    /// # Errors
    /// When there is no such image.
    pub async fn image_findings(&self, id: String, language: Language) -> Result<ScanView, Problem> {
        let view = self.image_inside(id.clone(), language).await?;
        let Some(anatomy) = self.known_anatomy(&id).await? else {
            return Ok(nothing_known(&id, view.known, view.problem));
        };
        let judged = self.judged(&id, &anatomy).await;
        Ok(ScanView {
            image: self.image_name(&id, &anatomy),
            known: view.known,
            problem: view.problem,
            data_age: judged.judgement.data_age.map(|at| at.to_string()),
            missing: judged.judgement.missing.clone(),
            headline: judged.headline(lang(language)),
            findings: judged.findings(),
            checks: judged.checks(lang(language)),
            unknowns: view.inside.map(|inside| inside.unknowns).unwrap_or_default(),
        })
    }

    /// Returns everything the Security place shows. Asks nobody.
    ///
    /// # Errors
    /// When no engine is there.
    pub async fn security(&self, _language: Language) -> Result<SecurityView, Problem> {
        self.engine_ready_whole().await?;
        let summaries = self.summaries();
        let present = self.inner.advisories.lists().names().collect();
        let mut images: Vec<ImageSecurity> = self
            .inner
            .inventory
            .image_rows()
            .iter()
            .map(|row| self.image_security(row, summaries.get(&row.id), &present))
            .collect();
        images.sort_by_key(|one| {
            let known = !matches!(one.known, Known::Yes | Known::Partly);
            (known, std::cmp::Reverse((one.serious, one.fixable, one.warnings)), one.image.reference.clone())
        });
        let here: BTreeSet<&String> = images.iter().map(|one| &one.image.id).collect();
        let fixables: BTreeSet<&String> =
            summaries.iter().filter(|(id, _)| here.contains(id)).flat_map(|(_, one)| &one.fixables).collect();
        Ok(SecurityView {
            fixable: u32::try_from(fixables.len()).unwrap_or(u32::MAX),
            images_fixable: u32::try_from(images.iter().filter(|one| one.fixable > 0).count())
                .unwrap_or(u32::MAX),
            advisories: self.advisories(),
            job: self.inner.insides.job(EVERYTHING),
            images,
        })
    }

    fn image_security(
        &self,
        row: &ImageRow,
        summary: Option<&Summary>,
        present: &BTreeSet<String>,
    ) -> ImageSecurity {
        let running = row.used_by.iter().filter(|user| user.running).count();
        let known = match summary {
            Some(_) => Known::Yes,
            None if self.inner.insides.job(&row.id).is_some() => Known::Reading,
            None if self.inner.insides.failed(&row.id).is_some() => Known::Failed,
            None => Known::No,
        };
        let number = |of: fn(&Summary) -> u32| summary.map_or(0, of);
        ImageSecurity {
            image: ImageName { id: row.id.clone(), reference: row.names.first().cloned() },
            known,
            fixable: number(|one| one.fixable),
            serious: number(|one| one.serious),
            exploited: number(|one| one.exploited),
            exploited_fixable: number(|one| one.exploited_fixable),
            missing: summary.map(|one| one.lists.difference(present).cloned().collect()).unwrap_or_default(),
            packages: number(|one| one.packages),
            total: number(|one| one.total),
            warnings: number(|one| one.warnings),
            worst: summary.and_then(|one| one.worst),
            fix: summary.and_then(|one| one.fix.clone()),
            running: u32::try_from(running).unwrap_or(u32::MAX),
            scanned_at: summary.map(|one| one.at.clone()),
        }
    }

    /// Starts looking into every image nobody has looked into, and judges all anew. Returns the job's id.
    ///
    /// # Errors
    /// When no engine is there.
    pub async fn scan_all(&self) -> Result<String, Problem> {
        self.engine_ready().await?;
        let plan = Plan {
            kind: JobKind::ScanAll,
            subject: String::new(),
            key: "look everything".to_owned(),
            steps: &["read", "judge"],
        };
        let app = self.clone();
        let id = self.inner.jobs.start(plan, |context| async move {
            let done = Box::pin(app.look_into_all(&context)).await;
            app.inner.insides.looked(EVERYTHING, None);
            app.inner.announcer.changed(Resource::Security);
            done
        });
        self.inner.insides.looking(EVERYTHING, &id.to_string());
        self.inner.announcer.changed(Resource::Security);
        Ok(id.to_string())
    }

    /// One after the other: an engine that packs one image is busy enough. One that fails does not stop the rest.
    async fn look_into_all(&self, context: &JobContext) -> Result<(), Stop> {
        context.step("read");
        let rows = self.inner.inventory.image_rows();
        let total = rows.len() as u64;
        let mut failed = None;
        for (position, row) in rows.iter().enumerate() {
            context.progress(Progress::of(Unit::Items, position as u64, Some(total)));
            if context.is_cancelled() {
                return Err(Stop::Cancelled);
            }
            let manner = Manner { again: false, first_verdict: false };
            let quiet = JobContext::detached();
            let looking = Box::pin(self.look_into(&row.id, manner, &quiet));
            let looked = context.unless_cancelled(looking).await.ok_or(Stop::Cancelled)?;
            let problem = match looked {
                Err(Stop::Failed(problem)) => Some(problem),
                _ => None,
            };
            self.inner.insides.looked(&row.id, problem.clone());
            failed = failed.or(problem);
            self.inner.announcer.changed(Resource::Security);
        }
        context.step("judge");
        self.judge_all().await;
        failed.map_or(Ok(()), |problem| Err(Stop::Failed(problem)))
    }

    /// The judgement on an image as of now.
    pub(super) async fn judged(&self, id: &str, anatomy: &Arc<Anatomy>) -> Arc<Judged> {
        let by =
            JudgedBy { id: id.to_owned(), partial: anatomy.image().partial, turn: self.inner.safety.turn() };
        if let Some(judged) = self.inner.safety.judged(&by) {
            return judged;
        }
        let (names, digests) = self.names_of(id, anatomy);
        let prospects = self.prospects(id, anatomy, &names).await;
        let (app, anatomy) = (self.clone(), Arc::clone(anatomy));
        let judging =
            tokio::task::spawn_blocking(move || app.judge_now(&anatomy, &names, &digests, prospects));
        let judged = judging.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
        let judged = Arc::new(judged);
        self.inner.safety.keep(by, Arc::clone(&judged));
        judged
    }

    fn judge_now(
        &self,
        anatomy: &Anatomy,
        names: &[String],
        digests: &[String],
        prospects: Prospects,
    ) -> Judged {
        let lists = self.inner.advisories.lists();
        let ignores = ignore::list(&self.inner.store).unwrap_or_else(|error| {
            tracing::warn!(%error, "what is ignored could not be read");
            Vec::new()
        });
        let vex = self.inner.safety.documents().all();
        let around = crate::security::Around {
            lists: &lists,
            ignores: &ignores,
            vex: &vex,
            now: self.inner.insides.now(),
            today: self.today(),
            names,
            digests,
            prospects,
        };
        judge(anatomy, around)
    }

    /// All names of an image with tags, and its id and digests.
    fn names_of(&self, id: &str, anatomy: &Anatomy) -> (Vec<String>, Vec<String>) {
        let row = self.inner.inventory.image_rows().into_iter().find(|row| row.id == id);
        let (names, digests) =
            row.map_or_else(|| (anatomy.image().names.clone(), Vec::new()), |row| (row.names, row.digests));
        let only = digests.iter().filter_map(|one| Some(one.split_once('@')?.1.to_owned()));
        let digests = only.chain([anatomy.image().id.clone()]).collect();
        (names, digests)
    }

    /// What can be done about an image, as the last check of the registries says.
    async fn prospects(&self, id: &str, anatomy: &Arc<Anatomy>, names: &[String]) -> Prospects {
        let Subject::Local(_) = Subject::parse(id) else { return Prospects::default() };
        let view = self.freshness_about(names).await.ok();
        let stands = view.iter().flat_map(|view| &view.images).filter(|one| names.contains(&one.reference));
        let mut prospects = Prospects::default();
        for one in stands {
            match one.status {
                Status::UpdateAvailable | Status::PulledNotApplied => {
                    prospects.newer_image = Some(one.reference.clone());
                }
                Status::NewerTag if prospects.newer_image.is_none() => {
                    prospects.newer_image.clone_from(&one.best);
                }
                Status::LocalOnly => prospects.made_here = true,
                _ => {}
            }
        }
        let bases = self.candidates(id).await;
        let base = anatomy.inside(&Around { today: self.today(), bases: &bases }).base;
        if let Some(base) = base {
            let view = crate::inside::base_view(base);
            prospects.newer_base = self.newer_base(&view).await.map(|newer| newer.reference);
            prospects.base = Some((view.reference, view.layers as usize));
        }
        prospects
    }

    /// Judges an image and keeps the figures for the lists.
    pub(super) async fn judge_and_keep(&self, id: &str, anatomy: &Arc<Anatomy>) {
        let judged = self.judged(id, anatomy).await;
        if !matches!(Subject::parse(id), Subject::Local(_)) || anatomy.image().partial {
            return;
        }
        let summary = Summary::of(
            &judged,
            anatomy.catalog().packages.len(),
            lists_needed(anatomy),
            self.inner.insides.now(),
        );
        if let Err(error) = self.inner.insides.cache().put_judgement(id, &summary) {
            tracing::warn!(%error, "a judgement could not be kept");
        }
    }

    /// Judges every image anew whose layers are known: the lists or the user's word changed.
    pub(super) async fn judge_all(&self) {
        self.inner.safety.next_turn();
        for row in self.inner.inventory.image_rows() {
            if let Ok(Some(anatomy)) = self.known_anatomy(&row.id).await {
                self.judge_and_keep(&row.id, &anatomy).await;
            }
        }
        self.inner.announcer.changed(Resource::Security);
    }

    /// The lists of known problems changed: everything is judged anew.
    pub(super) async fn lists_changed(&self) {
        if self.inner.link.connected().is_some() {
            self.judge_all().await;
        } else {
            self.inner.safety.next_turn();
            self.inner.announcer.changed(Resource::Security);
        }
    }

    /// The figures of every image that was judged.
    pub(super) fn summaries(&self) -> HashMap<String, Summary> {
        self.inner.insides.cache().judgements().unwrap_or_else(|error| {
            tracing::warn!(%error, "the judgements could not be read");
            HashMap::new()
        })
    }

    /// Forgets what was read of layers; it is read again when needed.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn scan_cache_clear(&self) -> Result<(), Problem> {
        let cleared = self.inner.insides.clear();
        self.inner.safety.next_turn();
        self.inner.announcer.changed(Resource::Security);
        cleared.map_err(|error| doctor::problem("inside.cache", [("reason", error.to_string())]))
    }

    /// Lists what the user ignores, newest first; entries whose time is over too.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn ignore_list(&self) -> Result<Vec<IgnoreView>, Problem> {
        let all = ignore::list(&self.inner.store).map_err(|error| ignore_problem(&error))?;
        let today = self.today();
        Ok(all.iter().map(|one| ignore_view(one, today)).collect())
    }

    /// Ignores a problem, with a reason.
    ///
    /// # Errors
    /// When the reason is missing or the day is none.
    pub fn finding_ignore(&self, request: IgnoreRequest) -> Result<(), Problem> {
        if request.reason.trim().is_empty() {
            return Err(doctor::problem("ignore.noReason", []));
        }
        let until = request.until.as_deref().map(|day| self.day(day)).transpose()?;
        let IgnoreRequest { id, package, image, reason, .. } = request;
        // Said of a name, whatever its tag.
        let image = image.map(|name| without_tag(&name));
        let what = NewIgnore { id, package, image, reason: reason.trim().to_owned(), until };
        ignore::add(&self.inner.store, &what).map_err(|error| ignore_problem(&error))?;
        self.judge_again();
        Ok(())
    }

    /// Takes an entry back.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn finding_unignore(&self, number: i64) -> Result<(), Problem> {
        ignore::remove(&self.inner.store, number).map_err(|error| ignore_problem(&error))?;
        self.judge_again();
        Ok(())
    }

    /// Takes an OpenVEX document and returns how many statements it has.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn vex_import(&self, path: PathBuf) -> Result<u32, Problem> {
        let app = self.clone();
        let taken = tokio::task::spawn_blocking(move || app.inner.safety.documents().take(&path));
        let taken = taken.await.map_err(|_panic| doctor::problem("internal", []))??;
        self.judge_again();
        Ok(u32::try_from(taken).unwrap_or(u32::MAX))
    }

    /// Judges anew without anybody waiting for it.
    fn judge_again(&self) {
        self.inner.safety.next_turn();
        self.inner.announcer.changed(Resource::Security);
        let app = self.clone();
        tokio::spawn(async move { app.judge_all().await });
    }

    fn day(&self, text: &str) -> Result<Date, Problem> {
        let day: Option<Date> = text.trim().parse().ok();
        let bad = || doctor::problem("ignore.badDay", [("day", text.to_owned())]);
        day.filter(|day| *day >= self.today()).ok_or_else(bad)
    }
}

/// Stands for "all images" where looks are noted by image.
pub(super) const EVERYTHING: &str = "*";

fn ignore_problem(error: &IgnoreError) -> Problem {
    match error {
        IgnoreError::Unfit(_) => doctor::problem("ignore.noReason", []),
        IgnoreError::Store(reason) => doctor::problem("inside.cache", [("reason", reason.clone())]),
    }
}

fn nothing_known(id: &str, known: Known, problem: Option<Problem>) -> ScanView {
    ScanView {
        image: ImageName { id: id.to_owned(), reference: None },
        known,
        problem,
        data_age: None,
        missing: Vec::new(),
        headline: crate::wire::Headline {
            sentence: String::new(),
            fixable: 0,
            serious: 0,
            total: 0,
            fix: None,
        },
        findings: Vec::new(),
        checks: Vec::new(),
        unknowns: Vec::new(),
    }
}
