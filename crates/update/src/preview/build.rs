//! The preview itself.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::download::{Download, Have, Layer, download};
use super::notes::{Notes, notes};
use super::{Database, Side};
use crate::plan::{
    self, Around, Dependant, ExplicitVolume, ImageFacts, PlanError, SettingChange, Warning, Wish,
};
use crate::status::Managed;

/// Everything a preview is made from.
#[derive(Clone)]
pub struct Inputs {
    /// The container's inspect answer.
    pub container: Value,
    /// The image it was made from, if its configuration is still known.
    pub old: Option<ImageFacts>,
    /// Digest under which the registry knows the old image.
    pub old_digest: Option<String>,
    /// The image it would be made from.
    pub new: ImageFacts,
    /// Reference of the new image, as it will be written into the container.
    pub reference: String,
    /// Digest that the reference leads to; what is pulled.
    pub digest: Option<String>,
    /// Layers of the new image.
    pub layers: Vec<Layer>,
    /// What the engine has of them.
    pub have: Have,
    /// Annotations of the new image's manifest, for links.
    pub annotations: BTreeMap<String, String>,
    /// The container's surroundings.
    pub around: Around,
}

impl fmt::Debug for Inputs {
    /// Leaves out the container: it holds the user's secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs")
            .field("reference", &self.reference)
            .field("digest", &self.digest)
            .field("layers", &self.layers)
            .finish_non_exhaustive()
    }
}

/// What an update would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// The container's id.
    pub id: String,
    /// The container's name.
    pub name: String,
    /// Before.
    pub old: Side,
    /// After. Its digest is what gets pulled.
    pub new: Side,
    /// How much younger the new image is, in seconds; negative when it is older.
    pub newer_by: Option<i64>,
    /// Same image under another name or digest: nothing to do.
    pub same_image: bool,
    /// Every setting before and after.
    pub changes: Vec<SettingChange>,
    /// What a person should know.
    pub warnings: Vec<Warning>,
    /// Anonymous volumes that are kept by name.
    pub volumes: Vec<ExplicitVolume>,
    /// What a pull would transfer.
    pub download: Download,
    /// Where to read what is new.
    pub notes: Option<Notes>,
    /// Who restarts with it.
    pub dependants: Vec<Dependant>,
    /// How long it will be away.
    pub outage: Outage,
    /// It keeps a database.
    pub database: Option<Database>,
    /// Who looks after it besides the user.
    pub managed: Option<Managed>,
}

/// How long a container will be away. Estimates: stopping takes as long as the program wants, up to the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outage {
    /// Longest time the program is given to stop, in seconds; 0 when it does not run.
    pub stop_limit: u64,
    /// Time for swapping names and starting, in milliseconds, as measured for small containers.
    pub swap: u64,
}

/// Seconds that engines give a program to stop, when nothing else is said.
const STOP_LIMIT: u64 = 10;
/// Milliseconds from stopped to started again (UPDATES.md, M3).
const SWAP: u64 = 700;

impl Preview {
    /// Makes the preview. `wish` as for the plan that would follow; its image is the inputs' reference.
    pub fn build(inputs: &Inputs, wish: &Wish) -> Result<Self, PlanError> {
        let Inputs { container, new, around, .. } = inputs;
        let wish = Wish { image: Some(inputs.reference.clone()), ..wish.clone() };
        let plan = plan::recreate(container, inputs.old.as_ref(), new, around, &wish)?;
        let written = container["Config"]["Image"].as_str().unwrap_or_default();
        let unknown = ImageFacts::default();
        let old = inputs.old.as_ref().unwrap_or(&unknown);
        let old_side = Side::of(written, inputs.old_digest.clone(), old);
        let new_side = Side::of(&inputs.reference, inputs.digest.clone(), new);
        let running =
            ["Running", "Paused", "Restarting"].iter().any(|state| container["State"][*state] == true);
        Ok(Self {
            id: container["Id"].as_str().unwrap_or_default().to_owned(),
            name: plan.name,
            newer_by: new_side
                .created
                .zip(old_side.created)
                .map(|(new, old)| new.as_second() - old.as_second()),
            same_image: old.id.is_some() && old.id == new.id,
            changes: plan.changes,
            warnings: plan.warnings,
            volumes: plan.explicit_volumes,
            download: download(&inputs.layers, &inputs.have),
            notes: links(inputs, old),
            dependants: plan::dependants(container, around)?,
            outage: Outage {
                stop_limit: if running { stop_limit(container) } else { 0 },
                swap: if running { SWAP } else { 0 },
            },
            database: Database::of(written, &inputs.reference, old, new),
            managed: managed(container, around),
            old: old_side,
            new: new_side,
        })
    }
}

fn links(inputs: &Inputs, old: &ImageFacts) -> Option<Notes> {
    let of_new =
        |name: &str| inputs.new.label(name).or_else(|| inputs.annotations.get(name).map(String::as_str));
    notes(|name| old.label(name), of_new)
}

fn stop_limit(container: &Value) -> u64 {
    container["Config"]["StopTimeout"].as_u64().unwrap_or(STOP_LIMIT)
}

fn managed(container: &Value, around: &Around) -> Option<Managed> {
    if around.libpod.as_ref().is_some_and(|libpod| libpod["IsInfra"] == true) {
        return Some(Managed::PodInfra);
    }
    let labels = container["Config"]["Labels"].as_object().into_iter().flatten();
    let labels =
        labels.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect();
    Managed::of(&labels, container["Config"]["Image"].as_str().unwrap_or_default())
}
