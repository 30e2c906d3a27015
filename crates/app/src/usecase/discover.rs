//! Finding images: search, tags, what a tag holds.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, future, stream};
use oci::{Platform, Reference};
use registry::credential::Asked;
use registry::discover::{self, Discover};
use registry::{ErrorKind, RegistryError};
use update::tag::{Tag, TagKind, kind, stable_choice};

use crate::wire::{self, Problem, SearchHit, SearchView, TagDetail, TagRow, TagsView};
use crate::{App, doctor, typed};

/// Registries whose catalogs are searched at once; more sign-ins than this are rare.
const REGISTRIES: usize = 8;
/// Tags whose details are asked for at once.
const DETAILS: usize = 24;
/// Of them at the same time.
const AT_ONCE: usize = 6;
/// Docker Hub, where looking at a manifest is a pull.
const HUB: &str = "docker.io";

impl App {
    /// Searches Docker Hub and the registries we are signed in to; a registry named in front is searched alone.
    ///
    /// # Errors
    /// Never as a whole: what could not be searched is told beside what was found.
    pub async fn discover_search(&self, text: String) -> Result<SearchView, Problem> {
        let text = text.trim().to_owned();
        let mut view = SearchView { hits: Vec::new(), problems: Vec::new(), searched: Vec::new() };
        if text.is_empty() {
            return Ok(view);
        }
        let discover = Discover::new(self.any_registry().asked(Asked::ByUser));
        let (hosts, text) = self.places(&text).await;
        let asked = hosts.iter().map(|host| search(&discover, host, &text));
        for (host, answer) in hosts.iter().zip(future::join_all(asked).await) {
            view.searched.push(host.clone());
            match answer {
                Ok(page) => view.hits.extend(page.hits.into_iter().map(hit)),
                Err(error) => view.problems.push(search_problem(&error, host)),
            }
        }
        Ok(view)
    }

    /// Returns where to search, and for what.
    async fn places(&self, text: &str) -> (Vec<String>, String) {
        if let Some((host, rest)) = named_host(text) {
            return (vec![host], rest);
        }
        let listing = self.inner.registries.chain().found(Asked::Background).await;
        let signed_in: BTreeSet<String> = listing.found.into_iter().map(|found| found.host).collect();
        let others = signed_in.into_iter().filter(|host| host != HUB).take(REGISTRIES);
        ([HUB.to_owned()].into_iter().chain(others).collect(), text.to_owned())
    }

    /// Lists the tags of a repository, the newest version first.
    ///
    /// # Errors
    /// When the name cannot be one, or the registry does not tell.
    pub async fn discover_tags(&self, reference: String) -> Result<TagsView, Problem> {
        let reference = typed::reference(&reference)?;
        let name = oci::familiar(&reference.name());
        let client = self.any_registry().asked(Asked::ByUser);
        let list = client.tags(&reference).await.map_err(|error| tags_problem(&error, &name))?;
        let here = self.tags_here(&reference);
        let stable = stable_choice(&list.tags);
        let mut tags: Vec<TagRow> = list.tags.iter().filter_map(|tag| row(tag, &here)).collect();
        tags.sort_by(by_place);
        Ok(TagsView {
            reference: name,
            tags,
            complete: list.complete,
            stable,
            platform: self.platform().to_string(),
        })
    }

    fn tags_here(&self, reference: &Reference) -> BTreeSet<String> {
        let images = self.inner.inventory.image_summaries();
        let names = images.iter().flat_map(|image| &image.repo_tags);
        let parsed = names.filter_map(|name| Reference::parse(name).ok());
        parsed
            .filter(|one| one.name() == reference.name())
            .filter_map(|one| one.tag().map(ToOwned::to_owned))
            .collect()
    }

    /// Asks about some tags of a repository.
    ///
    /// # Errors
    /// When the name cannot be one. A tag that cannot be looked at says so itself.
    pub async fn discover_tag_details(
        &self,
        reference: String,
        tags: Vec<String>,
    ) -> Result<Vec<TagDetail>, Problem> {
        let reference = typed::reference(&reference)?;
        let tags: Vec<String> = tags.into_iter().take(DETAILS).collect();
        let (registry, platform) = (self.any_registry().asked(Asked::ByUser), self.platform());
        let discover = Discover::new(registry);
        if reference.registry() == HUB {
            return Ok(hub_details(&discover, &reference, &tags, &platform).await);
        }
        Ok(details(&discover, &reference, &tags, &platform).await)
    }

    /// The engine's own platform; this computer's while there is none.
    pub(super) fn platform(&self) -> Platform {
        let engine = self.inner.link.connected();
        let told =
            engine.and_then(|engine| Platform::new(&engine.info().os, &engine.info().architecture, "").ok());
        told.unwrap_or_else(here)
    }
}

/// Asks the registry about each tag; every manifest that is read may count as a pull.
async fn details(
    discover: &Discover,
    reference: &Reference,
    tags: &[String],
    platform: &Platform,
) -> Vec<TagDetail> {
    let mut told: BTreeMap<usize, TagDetail> = BTreeMap::new();
    let mut answers = discover.tags(reference, tags, platform);
    while let Some((place, answer)) = answers.next().await {
        let Some(tag) = tags.get(place) else { continue };
        let one = answer.map_or_else(|error| untold(tag, &error, reference), |one| detail(one, platform));
        told.insert(place, one);
    }
    told.into_values().collect()
}

/// Asks Docker Hub's own pages, which count nothing. What they do not know (a private repository) is left open rather
/// than paid for with pulls.
async fn hub_details(
    discover: &Discover,
    reference: &Reference,
    tags: &[String],
    platform: &Platform,
) -> Vec<TagDetail> {
    // Owned names: a future made from a borrowed one cannot be sent to another thread as far as the compiler can tell.
    let asked = tags.iter().cloned().map(|tag| async move {
        let page = discover.hub_tags(reference, platform, &tag, 1).await;
        match page {
            Ok(page) => page.tags.into_iter().find(|one| one.tag == tag).map(|one| detail(one, platform)),
            Err(error) => Some(untold(&tag, &error, reference)),
        }
    });
    let told: Vec<Option<TagDetail>> = stream::iter(asked).buffered(AT_ONCE).collect().await;
    told.into_iter().flatten().collect()
}

#[allow(clippy::expect_used, reason = "both words are ours")]
fn here() -> Platform {
    let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
    Platform::new("linux", architecture, "").expect("a platform")
}

async fn search(discover: &Discover, host: &str, text: &str) -> Result<discover::SearchPage, RegistryError> {
    if host == HUB { discover.search_hub(text, 1).await } else { discover.search_registry(host, text).await }
}

/// `ghcr.io/owner` names where to look; `owner/app` does not.
fn named_host(text: &str) -> Option<(String, String)> {
    let (host, rest) = text.split_once('/')?;
    let is_host = host.contains(['.', ':']) || host == "localhost";
    is_host.then(|| (registry::credential::canonical_host(host), rest.to_owned()))
}

fn hit(hit: discover::SearchHit) -> SearchHit {
    let discover::SearchHit { name, description, stars, pulls, official, source } = hit;
    SearchHit { reference: name, description, stars, pulls, official, host: source }
}

fn search_problem(error: &RegistryError, host: &str) -> Problem {
    let registry = ("registry", host.to_owned());
    let problem = match error.kind() {
        ErrorKind::NotFound(_) | ErrorKind::AuthRequired | ErrorKind::AuthRejected | ErrorKind::Forbidden => {
            doctor::problem("registry.noCatalog", [registry])
        }
        kind => doctor::problem("registry.unreachable", [registry, ("reason", kind.to_string())]),
    };
    Problem { raw: error.to_string(), ..problem }
}

fn tags_problem(error: &RegistryError, image: &str) -> Problem {
    match error.kind() {
        ErrorKind::NotFound(_) | ErrorKind::AuthRequired => Problem {
            raw: error.to_string(),
            ..doctor::problem(
                "registry.tagsMissing",
                [("image", image.to_owned()), ("registry", error.host().to_owned())],
            )
        },
        _ => doctor::registry_problem(error, image),
    }
}

fn row(tag: &str, present: &BTreeSet<String>) -> Option<TagRow> {
    let kind = match kind(tag) {
        TagKind::Channel => wire::TagKind::Channel,
        TagKind::Series => wire::TagKind::Series,
        TagKind::Exact => wire::TagKind::Exact,
        TagKind::Date => wire::TagKind::Date,
        TagKind::Commit => wire::TagKind::Commit,
        // Belongs to another tag; nobody runs it.
        TagKind::Other => return None,
    };
    let pre_release = Tag::parse(tag).is_some_and(|tag| tag.stage().is_some());
    Some(TagRow { tag: tag.to_owned(), kind, pre_release, present: present.contains(tag) })
}

/// Channels first, then versions from the newest, then the rest by name.
fn by_place(one: &TagRow, other: &TagRow) -> Ordering {
    let (ours, theirs) = (Tag::parse(&one.tag), Tag::parse(&other.tag));
    let group = |row: &TagRow, version: &Option<Tag>| match (row.kind, version) {
        (wire::TagKind::Channel, None) => 0,
        (_, Some(_)) => 1,
        _ => 2,
    };
    let newer = match (&ours, &theirs) {
        (Some(ours), Some(theirs)) => theirs.compare(ours),
        _ => Ordering::Equal,
    };
    group(one, &ours).cmp(&group(other, &theirs)).then(newer).then_with(|| one.tag.cmp(&other.tag))
}

fn detail(detail: discover::TagDetail, host: &Platform) -> TagDetail {
    let discover::TagDetail { tag, digest, created, pushed_at, platforms, size } = detail;
    let fits = platforms.is_empty() || platforms.iter().any(|platform| platform.runs_on(host));
    TagDetail {
        tag,
        digest: digest.map(|digest| digest.to_string()),
        created: created.or(pushed_at).map(|at| at.to_string()),
        platforms: platforms.iter().map(ToString::to_string).collect(),
        size,
        fits,
        problem: None,
    }
}

fn untold(tag: &str, error: &RegistryError, reference: &Reference) -> TagDetail {
    TagDetail {
        tag: tag.to_owned(),
        digest: None,
        created: None,
        platforms: Vec::new(),
        size: None,
        fits: false,
        problem: Some(doctor::registry_problem(error, &oci::familiar(&reference.name()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_as_a_reader_looks_for_them() {
        let tags = ["1.9", "latest", "1.10", "3f2a1bc", "1.10.2-rc1", "alpine", "2.0.0", "sha256-aa.sig"];
        let mut rows: Vec<TagRow> = tags.iter().filter_map(|tag| row(tag, &BTreeSet::new())).collect();
        rows.sort_by(by_place);
        let order: Vec<&str> = rows.iter().map(|row| row.tag.as_str()).collect();
        assert_eq!(order[..3], ["alpine", "latest", "2.0.0"]);
        let place = |tag| order.iter().position(|one| *one == tag).expect(tag);
        assert!(place("1.10") < place("1.9") && place("3f2a1bc") == order.len() - 1, "{order:?}");
    }

    #[test]
    fn a_registry_in_front_is_searched_alone() {
        assert_eq!(named_host("ghcr.io/owner"), Some(("ghcr.io".to_owned(), "owner".to_owned())));
        assert_eq!(named_host("owner/app"), None);
        assert_eq!(named_host("nginx"), None);
    }
}
