//! A container of Compose stays one: `docker compose up` shall see nothing to do afterwards (UPDATES.md 7.2).

use serde_json::{Map, Value, json};

use super::mount::clean;
use super::{Around, ImageFacts};

/// Compose's record of the image it made the container from.
const IMAGE: &str = "com.docker.compose.image";
/// Compose's note to itself in the middle of a recreation.
const REPLACE: &str = "com.docker.compose.replace";

/// Says the new image in the same kind of word as the old one was said in: an id for an id, a digest for a digest.
pub(crate) fn adjust(body: &mut Map<String, Value>, container: &Value, old: &ImageFacts, new: &ImageFacts) {
    let Some(labels) = body.get_mut("Labels").and_then(Value::as_object_mut) else { return };
    labels.remove(REPLACE);
    let Some(written) = labels.remove(IMAGE) else { return };
    let written = written.as_str().unwrap_or_default();
    let is_id = container["Image"] == written || old.id.as_deref() == Some(written);
    let is_digest = old.digests.iter().any(|digest| digest == written);
    let word = if is_id { new.id.as_ref() } else { new.digests.first().filter(|_| is_digest) };
    if let Some(word) = word {
        labels.insert(IMAGE.into(), json!(word));
    }
}

/// Label of a container.
pub(crate) fn label<'a>(container: &'a Value, name: &str) -> Option<&'a str> {
    container["Config"]["Labels"][name].as_str()
}

/// Files that Compose put into the container after making it: no setting speaks of them. Secrets have their folder,
/// configs lie at the root unless told otherwise.
pub(crate) fn injected_files(container: &Value, around: &Around) -> Vec<String> {
    let Some(layer) = &around.write_layer else { return Vec::new() };
    if label(container, "com.docker.compose.project").is_none() {
        return Vec::new();
    }
    let is_injected = |path: &str| {
        path.strip_prefix("/run/secrets/").is_some_and(|name| !name.is_empty())
            || path.strip_prefix('/').is_some_and(|name| !name.contains('/'))
    };
    leaves(&layer.added, container).into_iter().filter(|path| is_injected(path)).collect()
}

/// Paths outside of mounts that are no folder of another path in the list.
pub(crate) fn leaves(paths: &[String], container: &Value) -> Vec<String> {
    let mounts = container["Mounts"].as_array().map(Vec::as_slice).unwrap_or_default();
    let targets: Vec<String> = mounts.iter().filter_map(|m| m["Destination"].as_str()).map(clean).collect();
    let mut sorted: Vec<String> = paths.iter().map(|path| clean(path)).collect();
    sorted.sort_by_key(|path| path.replace('/', "\0"));
    sorted.dedup();
    // In this order what lies in a folder comes right after it.
    let nexts = sorted.iter().skip(1).map(Some).chain([None]);
    let is_leaf = |path: &str, next: Option<&String>| !next.is_some_and(|next| is_under(next, path));
    let about_mount =
        |path: &str| targets.iter().any(|t| t == path || is_under(t, path) || is_under(path, t));
    let leaves = sorted.iter().zip(nexts).filter(|(path, next)| is_leaf(path, *next) && !about_mount(path));
    leaves.map(|(path, _)| path.clone()).collect()
}

/// Whether a path lies in a folder.
pub(crate) fn is_under(path: &str, folder: &str) -> bool {
    folder == "/" || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
