//! Before anything happens: whom it is about, and whether it is ours to change.

use engine::Engine;
use engine::model::system::EngineKind;
use oci::Reference;
use serde_json::Value;
use std::collections::BTreeMap;

use super::seen::{Seen, image_raw};
use super::{Request, SwapFailure};
use crate::journal::{Member, Role, Was};
use crate::plan::{Around, dependants};
use crate::status::Managed;

/// Finds the container.
pub(crate) async fn find(engine: &Engine, id_or_name: &str) -> Result<Seen, SwapFailure> {
    let found = Seen::look(engine, id_or_name).await?;
    found.ok_or_else(|| SwapFailure::NoContainer(id_or_name.to_owned()))
}

/// Refuses what somebody else would undo, fight, or be broken by (UPDATES.md 6.6, 7.4, 7.5). Compose is among them only
/// for another tag: that stands in its file, and its next `up` would go back to it, behind a database's migration, say.
/// On the same tag its containers are made again with its own labels.
pub(crate) async fn must_be_ours(engine: &Engine, seen: &Seen, other_tag: bool) -> Result<(), SwapFailure> {
    let labels = labels(&seen.raw);
    let managed = Managed::of(&labels, &seen.reference);
    let managed = managed.filter(|by| other_tag || !matches!(by, Managed::Compose { .. }));
    if let Some(by) = managed {
        let commands = commands(&by, &seen.reference);
        return Err(SwapFailure::Managed { name: seen.name.clone(), by, commands });
    }
    let no = |why| Err(SwapFailure::NotUpdatable { name: seen.name.clone(), why });
    if labels.get("com.docker.compose.oneoff").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return no("it was made by `docker compose run` for one task");
    }
    if labels.contains_key("com.docker.buildx.name") || seen.name.starts_with("buildx_buildkit_") {
        return no("it belongs to buildx, which makes it itself");
    }
    if matches!(seen.status.as_str(), "removing" | "dead") {
        return no("the engine is removing it");
    }
    if engine.info().kind == EngineKind::Podman {
        let libpod = engine.libpod_inspect_raw(&seen.id).await?;
        if libpod["IsInfra"] == true {
            return no("it holds its pod together");
        }
        if libpod["Pod"].as_str().is_some_and(|pod| !pod.is_empty()) {
            return no("it is a member of a pod; make the pod anew, for example with `podman play kube`");
        }
    }
    Ok(())
}

fn labels(inspect: &Value) -> BTreeMap<String, String> {
    let labels = inspect["Config"]["Labels"].as_object().into_iter().flatten();
    labels.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

/// Commands that do what we must not.
fn commands(by: &Managed, image: &str) -> Vec<String> {
    match by {
        Managed::Swarm { service } => vec![format!("docker service update --image {image} {service}")],
        Managed::Quadlet { unit } => {
            vec![format!("podman pull {image}"), format!("systemctl --user restart {unit}")]
        }
        Managed::Kube => vec!["podman play kube --replace FILE.yaml".to_owned()],
        Managed::Compose { .. } | Managed::PodInfra => Vec::new(),
    }
}

/// What the new container is made from, and the words its inspect answer shall have for it: the user's, as long as they
/// mean the same.
pub(crate) fn reference(seen: &Seen, request: &Request) -> Result<(Reference, String), SwapFailure> {
    let own = Reference::parse(&seen.reference);
    match (&request.reference, own) {
        (Some(wanted), Ok(own)) if own.canonical() != wanted.canonical() => {
            Ok((wanted.clone(), wanted.to_string()))
        }
        (_, Ok(own)) => Ok((own, seen.reference.clone())),
        (Some(wanted), Err(_)) => Ok((wanted.clone(), wanted.to_string())),
        (None, Err(_)) => Err(SwapFailure::BadReference(seen.reference.clone())),
    }
}

/// A container as it is now, for the journal.
pub(crate) fn member(seen: &Seen, role: Role) -> Member {
    Member {
        id: seen.id.clone(),
        name: seen.name.clone(),
        image: seen.image.clone(),
        was: match (seen.running, seen.paused) {
            (_, true) => Was::Paused,
            (true, false) => Was::Running,
            (false, false) => Was::Stopped,
        },
        role,
        policy: seen.policy.clone(),
        auto_remove: seen.auto_remove,
        inspect: seen.raw.clone(),
        successor: None,
    }
}

/// The container and all that hang on it, in the order to start them.
pub(crate) async fn members(
    engine: &Engine,
    seen: &Seen,
    around: &Around,
) -> Result<Vec<Member>, SwapFailure> {
    let mut members = vec![member(seen, Role::Replace)];
    for dependant in dependants(&seen.raw, around)? {
        if !dependant.running && !dependant.recreate {
            continue;
        }
        let found = find(engine, &dependant.id).await?;
        // What removes itself when it stops cannot be started again either.
        let is_made_anew = dependant.recreate || found.auto_remove;
        members.push(member(&found, if is_made_anew { Role::Replace } else { Role::Restart }));
    }
    Ok(members)
}

/// Digests that an image had when it was pulled.
pub(crate) async fn digests(engine: &Engine, image: &str) -> Result<Vec<String>, SwapFailure> {
    let raw = image_raw(engine, image).await?.unwrap_or_default();
    let digests = raw["RepoDigests"].as_array().into_iter().flatten().filter_map(Value::as_str);
    Ok(digests.filter_map(|text| text.split_once('@').map(|(_, digest)| digest.to_owned())).collect())
}
