//! Who must restart, or be made again, when a container is replaced (UPDATES.md 7.1).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Around, Neighbour, PlanError};

/// A container that hangs on the one to be replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dependant {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Runs now.
    pub running: bool,
    /// It holds an id or a link: a restart is not enough, it must be made again, from its own image.
    pub recreate: bool,
}

/// Returns everything that hangs on a container, directly or not, in the order to start them; stop in reverse.
///
/// Sharing a namespace holds an id, a legacy link holds the object: both want a new container. Compose's `depends_on`
/// with `restart: true` wants a restart. Volumes taken from it were taken once and for all.
pub fn dependants(container: &Value, around: &Around) -> Result<Vec<Dependant>, PlanError> {
    let root = Neighbour::of_inspect(container);
    let mut walk = Walk { around, open: Vec::new(), order: Vec::new() };
    walk.visit(&root, true)?;
    walk.order.reverse();
    let all = walk.order.into_iter().filter(|dependant| dependant.id != root.id);
    Ok(all.collect())
}

struct Walk<'a> {
    around: &'a Around,
    open: Vec<String>,
    order: Vec<Dependant>,
}

impl Walk<'_> {
    fn visit(&mut self, of: &Neighbour, recreate: bool) -> Result<(), PlanError> {
        if self.open.contains(&of.id) {
            return Err(PlanError::Cycle(of.name.clone()));
        }
        // Met before: whoever must be made again makes those that hang on it be made again, too.
        let known = self.order.iter().position(|dependant| dependant.id == of.id);
        if known.is_some_and(|n| self.order.get(n).is_some_and(|known| known.recreate || !recreate)) {
            return Ok(());
        }
        self.open.push(of.id.clone());
        let around = self.around;
        for neighbour in around.neighbours.iter().filter(|neighbour| neighbour.id != of.id) {
            let holds = holds(neighbour, of);
            if holds || waits(neighbour, of) {
                self.visit(neighbour, holds && recreate)?;
            }
        }
        self.open.pop();
        self.order.retain(|dependant| dependant.id != of.id);
        let Neighbour { id, name, running, .. } = of.clone();
        self.order.push(Dependant { id, name, running, recreate });
        Ok(())
    }
}

fn holds(neighbour: &Neighbour, of: &Neighbour) -> bool {
    neighbour.namespaces_of.iter().chain(&neighbour.links).any(|target| of.is_called(target))
}

fn waits(neighbour: &Neighbour, of: &Neighbour) -> bool {
    let (Some((project, _)), Some((of_project, of_service))) = (&neighbour.compose, &of.compose) else {
        return false;
    };
    project == of_project && neighbour.restarts_with.contains(of_service)
}
