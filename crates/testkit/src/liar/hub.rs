//! Docker Hub's own API, in the shapes of hub.docker.com: search and the tags of a repository.

use serde_json::{Value, json};

use super::behavior::Hub;
use super::own::Own;

/// A result of the search.
#[must_use]
pub fn hub_repository(name: &str, description: &str, stars: u64, pulls: u64, is_official: bool) -> Value {
    json!({
        "repo_name": name, "short_description": description, "star_count": stars, "pull_count": pulls,
        "repo_owner": "", "is_automated": false, "is_official": is_official,
    })
}

/// A tag with an image for linux/amd64; other fields are for the test to change. `pushed` is RFC 3339.
#[must_use]
pub fn hub_tag(name: &str, digest: &str, size: u64, pushed: &str) -> Value {
    let image = json!({
        "architecture": "amd64", "features": "", "variant": null, "digest": digest, "os": "linux",
        "os_features": "", "os_version": null, "size": size, "status": "active", "last_pulled": pushed,
        "last_pushed": pushed,
    });
    json!({
        "creator": 1, "id": 1, "images": [image], "last_updated": pushed, "last_updater": 1,
        "last_updater_username": "test", "name": name, "repository": 1, "full_size": size, "v2": true,
        "tag_status": "active", "tag_last_pulled": pushed, "tag_last_pushed": pushed, "media_type": "",
        "content_type": "image", "digest": digest,
    })
}

/// Answers `/v2/search/repositories/` and `/v2/repositories/<namespace>/<name>/tags`.
pub(super) fn answer<'q>(
    hub: &Hub,
    base: &str,
    path: &str,
    parameter: &impl Fn(&str) -> Option<&'q str>,
) -> Option<Own> {
    let path = path.trim_end_matches('/');
    let (wanted, filter, all) = if path == "/v2/search/repositories" {
        (parameter("query").unwrap_or_default(), "query", hub.repositories.as_slice())
    } else {
        let repository = path.strip_prefix("/v2/repositories/")?.strip_suffix("/tags")?;
        let Some(tags) = hub.tags.get(repository) else {
            return Some(Own::json(404, &json!({"message": "object not found", "errinfo": {}})));
        };
        (parameter("name").unwrap_or_default(), "name", tags.as_slice())
    };
    let found: Vec<&Value> = all.iter().filter(|value| matches(value, &wanted.to_lowercase())).collect();
    let number = |name: &str, otherwise: usize| {
        parameter(name).and_then(|value| value.parse().ok()).unwrap_or(otherwise).max(1)
    };
    let (page, size) = (number("page", 1), number("page_size", 10).min(100));
    let results: Vec<&Value> = found.iter().skip((page - 1) * size).take(size).copied().collect();
    let wanted: String = form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    let link = |page: usize| format!("{base}{path}/?page={page}&page_size={size}&{filter}={wanted}");
    let next = (page * size < found.len()).then(|| link(page + 1));
    let previous = (page > 1).then(|| link(page - 1));
    Some(Own::json(
        200,
        &json!({"count": found.len(), "next": next, "previous": previous, "results": results}),
    ))
}

fn matches(value: &Value, wanted: &str) -> bool {
    let fields = ["repo_name", "short_description", "name"];
    fields.iter().any(|field| value[*field].as_str().is_some_and(|text| text.to_lowercase().contains(wanted)))
}
