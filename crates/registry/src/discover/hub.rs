//! Docker Hub's own interface: its search, and the dates and sizes of tags, which cost no pulls there.

use oci::{Digest, Platform, Reference};
use serde::Deserialize;
use serde_json::Value;

use super::{
    Discover, LONGEST_DESCRIPTION, SearchHit, SearchPage, TagDetail, TagPage, named, not_json, query,
};
use crate::ask::Scope;
use crate::error::RegistryError;
use crate::words;

const HUB: &str = "docker.io";

/// Hits and tags of a page.
const PAGE: usize = 50;

/// Images of one tag that are looked at.
const MOST_IMAGES: usize = 100;

/// A page of Docker Hub's lists. Its entries are read one by one: one that is odd hides no other.
#[derive(Deserialize)]
struct Listed {
    results: Option<Vec<Value>>,
    next: Option<Value>,
}

impl Discover {
    /// Searches Docker Hub. Pages count from one; a page has up to fifty hits, in Hub's order.
    pub async fn search_hub(&self, text: &str, page: u32) -> Result<SearchPage, RegistryError> {
        let query = query(text);
        if query.is_empty() {
            return Ok(SearchPage { hits: Vec::new(), complete: true });
        }
        let parameters = [("query", query.as_str())];
        let listed = self.hub_page("the search", "/v2/search/repositories/", &parameters, page).await?;
        let hits = listed.results.iter().flatten().take(PAGE).filter_map(hit).collect();
        Ok(SearchPage { hits, complete: listed.next.is_none_or(|next| next.is_null()) })
    }

    /// Returns tags of a public repository on Docker Hub with what Hub knows about them, the last pushed first; those
    /// whose name contains `filter`, unless it is empty. Costs no pull. Pages count from one.
    pub async fn hub_tags(
        &self,
        repository: &Reference,
        platform: &Platform,
        filter: &str,
        page: u32,
    ) -> Result<TagPage, RegistryError> {
        let path = format!("/v2/repositories/{}/tags", repository.repository());
        let (filter, asked) = (query(filter), format!("the tags of {}", repository.name()));
        let mut parameters = vec![("ordering", "last_updated")];
        if !filter.is_empty() {
            parameters.push(("name", &filter));
        }
        let listed = self.hub_page(&asked, &path, &parameters, page).await?;
        let details = listed.results.iter().flatten().take(PAGE).filter_map(|tag| detail(tag, platform));
        let tags = details.filter(|detail| repository.with_tag(&detail.tag).is_ok()).collect();
        Ok(TagPage { tags, complete: listed.next.is_none_or(|next| next.is_null()) })
    }

    async fn hub_page(
        &self,
        asked: &str,
        path: &str,
        parameters: &[(&str, &str)],
        page: u32,
    ) -> Result<Listed, RegistryError> {
        let text = {
            let mut text = form_urlencoded::Serializer::new(String::new());
            text.extend_pairs(parameters).append_pair("page", &page.max(1).to_string());
            text.append_pair("page_size", &PAGE.to_string()).finish()
        };
        let host = self.hub_api.as_str();
        let path = format!("{path}?{text}");
        let (bytes, _) = self.registry.host_page(host, asked, &path, Scope::Nothing).await?;
        serde_json::from_slice(&bytes).map_err(|error| not_json(host, asked, &error))
    }
}

fn hit(value: &Value) -> Option<SearchHit> {
    Some(SearchHit {
        name: named(HUB, text(value, "repo_name"))?.to_string(),
        description: words::cleaned(text(value, "short_description"), LONGEST_DESCRIPTION),
        stars: value.get("star_count").and_then(Value::as_u64),
        pulls: value.get("pull_count").and_then(Value::as_u64),
        official: value.get("is_official").and_then(Value::as_bool).unwrap_or_default(),
        source: HUB.to_owned(),
    })
}

fn detail(value: &Value, platform: &Platform) -> Option<TagDetail> {
    let images = value.get("images").and_then(Value::as_array).into_iter().flatten().take(MOST_IMAGES);
    let images: Vec<(Platform, Option<u64>)> = images.filter_map(image).collect();
    let size = nearest(&images, platform).and_then(|(_, size)| *size);
    let pushed =
        ["tag_last_pushed", "last_updated"].into_iter().find_map(|name| text(value, name).parse().ok());
    let tag = value.get("name").and_then(Value::as_str)?.to_owned();
    let digest = Digest::parse(text(value, "digest")).ok();
    let mut platforms: Vec<Platform> = Vec::new();
    for (platform, _) in images {
        if !platforms.contains(&platform) {
            platforms.push(platform);
        }
    }
    Some(TagDetail { tag, digest, created: None, pushed_at: pushed, platforms, size })
}

/// Attestations stand there too, for an unknown platform.
fn image(value: &Value) -> Option<(Platform, Option<u64>)> {
    let platform =
        Platform::new(text(value, "os"), text(value, "architecture"), text(value, "variant")).ok()?;
    (platform.os() != "unknown").then(|| (platform, value.get("size").and_then(Value::as_u64)))
}

/// What an engine on `host` would take: its very platform, else the nearest it can run.
fn nearest<'a>(
    images: &'a [(Platform, Option<u64>)],
    host: &Platform,
) -> Option<&'a (Platform, Option<u64>)> {
    let exact = images.iter().find(|(platform, _)| platform == host);
    let runs = images.iter().filter(|(platform, _)| platform.runs_on(host));
    let rank = |platform: &Platform| {
        (platform.architecture() == host.architecture(), platform.variant().map(str::to_owned))
    };
    exact.or_else(|| runs.max_by_key(|(platform, _)| rank(platform)))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
