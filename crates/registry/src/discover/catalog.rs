//! Registries that list what they hold (`_catalog`): private ones mostly. They cannot search, so we do.

use std::collections::HashSet;

use serde::Deserialize;

use super::{Discover, SearchHit, SearchPage, named, not_json, query};
use crate::ask::Scope;
use crate::credential::canonical_host;
use crate::error::RegistryError;

/// Pages read, names kept, hits shown at most.
const MOST_PAGES: usize = 20;
const MOST_NAMES: usize = 20_000;
const MOST_HITS: usize = 200;

/// What is asked for, as errors say it.
const ASKED: &str = "the catalog";

#[derive(Deserialize)]
struct Listed {
    repositories: Option<Vec<String>>,
}

impl Discover {
    /// Searches the catalog of a registry for repositories that have every word in their name; all when there is no word.
    ///
    /// Many registries have no catalog, or not for everybody: `NotFound`, `AuthRequired`, `Forbidden` say so.
    pub async fn search_registry(&self, host: &str, text: &str) -> Result<SearchPage, RegistryError> {
        let host = canonical_host(host);
        let (names, all_read) = self.catalog(&host).await?;
        let words: Vec<String> = query(text).to_lowercase().split_whitespace().map(str::to_owned).collect();
        let mut names: Vec<String> =
            names.into_iter().filter(|name| words.iter().all(|word| name.contains(word.as_str()))).collect();
        names.sort_by_key(|name| (rank(name, words.first()), name.clone()));
        let complete = all_read && names.len() <= MOST_HITS;
        let hits = names.iter().take(MOST_HITS).filter_map(|name| hit(&host, name)).collect();
        Ok(SearchPage { hits, complete })
    }

    /// Every name a reference can have, and whether these are all.
    async fn catalog(&self, host: &str) -> Result<(Vec<String>, bool), RegistryError> {
        let (mut names, mut seen) = (Vec::new(), HashSet::new());
        let mut path = "/v2/_catalog?n=1000".to_owned();
        for _ in 0..MOST_PAGES {
            let (bytes, next) = self.registry.host_page(host, ASKED, &path, Scope::Catalog).await?;
            let listed: Listed =
                serde_json::from_slice(&bytes).map_err(|error| not_json(host, ASKED, &error))?;
            // A registry that repeats itself must end all the same.
            let fresh =
                listed.repositories.unwrap_or_default().into_iter().filter(|name| seen.insert(name.clone()));
            names.extend(fresh.filter(|name| named(host, name).is_some()));
            if names.len() > MOST_NAMES {
                names.truncate(MOST_NAMES);
                return Ok((names, false));
            }
            match next {
                Some(next) if next != path => path = next,
                next => return Ok((names, next.is_none())),
            }
        }
        Ok((names, false))
    }
}

/// The very word as its last part, a part that begins with it, any other place.
fn rank(name: &str, word: Option<&String>) -> u8 {
    let Some(word) = word else { return 0 };
    match name.rsplit('/').next() {
        Some(last) if last == word => 0,
        Some(last) if last.starts_with(word.as_str()) => 1,
        _ => 2,
    }
}

fn hit(host: &str, name: &str) -> Option<SearchHit> {
    Some(SearchHit {
        name: named(host, name)?.to_string(),
        description: String::new(),
        stars: None,
        pulls: None,
        official: false,
        source: host.to_owned(),
    })
}
