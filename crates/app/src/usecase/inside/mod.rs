//! Looking into images: what is inside, layer by layer and file by file.

mod compare;
mod document;
mod file;
mod files;
mod look;

pub(super) use look::Manner;

use std::sync::Arc;

use engine::Engine;
use futures_util::{StreamExt as _, stream};
use scan::Lang;
use scan::base::Candidate;
use scan::inside::{Anatomy, Known as Around};

use crate::App;
use crate::doctor;
use crate::inside::{Subject, inside_view, layer_view, package_views};
use crate::wire::{
    BaseView, ImageName, Inside, InsideView, Known, Language, LayerView, NewerBase, PackageView, Problem,
    Status,
};

/// Images that may be a base; the newest, if there are more.
const MOST_BASES: usize = 500;
/// Inspects at once.
const AT_ONCE: usize = 16;

impl App {
    /// Returns what is known of an image's inside. Asks nobody but the engine.
    ///
    /// # Errors
    /// When there is no such image.
    pub async fn image_inside(&self, id: String, language: Language) -> Result<InsideView, Problem> {
        let anatomy = self.known_anatomy(&id).await?;
        let insides = &self.inner.insides;
        let (job, problem) = (insides.job(&id), insides.failed(&id));
        let known = match (&anatomy, &job, &problem) {
            (Some(anatomy), ..) if anatomy.image().partial => Known::Partly,
            (Some(_), ..) => Known::Yes,
            (None, Some(_), _) => Known::Reading,
            (None, None, Some(_)) => Known::Failed,
            (None, None, None) => Known::No,
        };
        let inside = match anatomy {
            Some(anatomy) => Some(self.inside_of(&id, anatomy, language).await),
            None => None,
        };
        Ok(InsideView { known, job, problem, inside })
    }

    async fn inside_of(&self, id: &str, anatomy: Arc<Anatomy>, language: Language) -> Inside {
        let name = self.image_name(id, &anatomy);
        let (today, bases) = (self.today(), self.candidates(id).await);
        let told = tokio::task::spawn_blocking(move || {
            let inside = anatomy.inside(&Around { today, bases: &bases });
            inside_view(name, inside, lang(language))
        });
        let mut view = told.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
        if let Some(base) = &mut view.base {
            base.newer = self.newer_base(base).await;
        }
        view
    }

    /// Lists the packages.
    ///
    /// # Errors
    /// When nobody has looked into it.
    pub async fn image_packages(&self, id: String) -> Result<Vec<PackageView>, Problem> {
        let anatomy = self.anatomy(&id).await?;
        let judged = self.judged(&id, &anatomy).await;
        Ok(package_views(&anatomy, |purl| judged.count(purl)))
    }

    /// Lists the layers, the lowest first.
    ///
    /// # Errors
    /// When nobody has looked into it.
    pub async fn image_layers(&self, id: String) -> Result<Vec<LayerView>, Problem> {
        let anatomy = self.anatomy(&id).await?;
        Ok(anatomy.layers().into_iter().map(|layer| layer_view(layer, None)).collect())
    }

    /// Returns an image taken apart, or says that nobody has looked.
    pub(in crate::usecase) async fn anatomy(&self, id: &str) -> Result<Arc<Anatomy>, Problem> {
        let known = self.known_anatomy(id).await?;
        known.ok_or_else(|| doctor::problem("inside.notRead", [("image", self.shown(id))]))
    }

    /// Returns an image taken apart if all its layers are known, else its first verdict if there is one.
    pub(in crate::usecase) async fn known_anatomy(&self, id: &str) -> Result<Option<Arc<Anatomy>>, Problem> {
        if let Some(anatomy) = self.inner.insides.whole(id) {
            return Ok(Some(anatomy));
        }
        if let Subject::Local(_) = Subject::parse(id)
            && self.inner.insides.job(id).is_none()
        {
            let inspected = self.inspected(id).await?;
            if let Some(anatomy) = self.remember(inspected).await {
                return Ok(Some(anatomy));
            }
        }
        Ok(self.inner.insides.partly(id))
    }

    /// Returns the image's id and one of its names.
    pub(in crate::usecase) fn image_name(&self, id: &str, anatomy: &Anatomy) -> ImageName {
        let image = anatomy.image();
        let row = self.inner.inventory.image_rows().into_iter().find(|row| row.id == id);
        let named = row.map_or_else(|| image.names.clone(), |row| row.names);
        ImageName { id: image.id.clone(), reference: named.into_iter().next() }
    }

    /// How something is called in a problem.
    pub(in crate::usecase) fn shown(&self, id: &str) -> String {
        let row = self.inner.inventory.image_rows().into_iter().find(|row| row.id == id);
        let name = row.and_then(|row| row.names.into_iter().next());
        name.unwrap_or_else(|| match Subject::parse(id) {
            Subject::Local(id) => crate::inventory::short_id(&id),
            Subject::File(path) => path.display().to_string(),
            Subject::Remote(reference) => reference.to_string(),
        })
    }

    /// Named images that are here: what may be a base.
    pub(in crate::usecase) async fn candidates(&self, id: &str) -> Vec<Candidate> {
        let Some(engine) = self.inner.link.connected() else { return Vec::new() };
        let rows = self.inner.inventory.image_rows().into_iter();
        let named = rows.filter(|row| row.id != id && !row.names.is_empty()).take(MOST_BASES);
        let asked = stream::iter(named).map(|row| async {
            let diff_ids = self.layers_of(&engine, &row.id).await?;
            Some(Candidate { reference: row.names.into_iter().next()?, id: row.id, diff_ids })
        });
        asked.buffered(AT_ONCE).filter_map(|one| async { one }).collect().await
    }

    /// An image never changes its layers: each is asked about once.
    async fn layers_of(&self, engine: &Engine, id: &str) -> Option<Vec<String>> {
        if let Some(layers) = self.inner.insides.layers_of(id) {
            return Some(layers);
        }
        let layers = engine.image_inspect(id).await.ok()?.layers;
        self.inner.insides.set_layers(id, layers.clone());
        Some(layers)
    }

    /// Returns what is newer than a base, as the last check says.
    pub(in crate::usecase) async fn newer_base(&self, base: &BaseView) -> Option<NewerBase> {
        let view = self.freshness_about(std::slice::from_ref(&base.reference)).await.ok()?;
        let stands = view.images.into_iter().find(|one| one.reference == base.reference)?;
        let reference = match stands.status {
            Status::UpdateAvailable => Some(base.reference.clone()),
            Status::NewerTag => stands.best,
            _ => None,
        };
        Some(NewerBase { reference: reference?, fixes: None })
    }

    /// Today, where the user is.
    pub(in crate::usecase) fn today(&self) -> jiff::civil::Date {
        self.inner.insides.now().to_zoned(jiff::tz::TimeZone::system()).date()
    }
}

/// The language sentences are made in. Faces resolve the system's before they ask.
pub(in crate::usecase) fn lang(language: Language) -> Lang {
    match language {
        Language::De => Lang::De,
        Language::En | Language::System => Lang::En,
    }
}
