//! Which parts of the picture an engine event touches, declared once.

use std::collections::BTreeSet;

use engine::model::event::{EngineEvent, EventKind};

/// More containers than this are listed in one request instead of being asked for by id.
const MANY: usize = 64;
/// More ids than this are not kept: then it is all of them.
const BOUND: usize = 4_096;

/// What has to be read again.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Touched {
    /// These containers.
    pub(super) containers: BTreeSet<String>,
    /// All of them.
    pub(super) all_containers: bool,
    pub(super) images: bool,
    pub(super) volumes: bool,
    pub(super) networks: bool,
}

impl Touched {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Says whether one list of everything is cheaper than asking for these.
    pub(super) fn wants_list(&self) -> bool {
        self.all_containers || self.containers.len() > MANY
    }

    pub(super) fn add(&mut self, event: &EngineEvent) {
        match event.kind {
            EventKind::Container => self.add_container(event),
            EventKind::Image => self.images |= !matches!(event.action.as_str(), "save" | "push"),
            EventKind::Volume => {
                self.volumes |= matches!(event.action.as_str(), "create" | "destroy" | "remove" | "prune");
            }
            EventKind::Network => self.add_network(event),
            EventKind::Other => {}
        }
    }

    /// Health probes run as execs, every few seconds for ever: what does not change a row must not cause a request.
    fn add_container(&mut self, event: &EngineEvent) {
        let action = event.action.split(':').next().unwrap_or_default();
        match action {
            "exec_create" | "exec_start" | "exec_die" | "exec_detach" | "exec" | "exec_died" | "top"
            | "attach" | "detach" | "resize" | "export" | "copy" | "archive-path" | "extract-to-dir"
            | "cleanup" | "sync" | "checkpoint" | "mount" | "unmount" => {}
            "commit" => self.images = true,
            "prune" => self.all_containers = true,
            _ => self.touch(&event.actor),
        }
    }

    fn add_network(&mut self, event: &EngineEvent) {
        match event.action.as_str() {
            "connect" | "disconnect" => {
                if let Some(container) = event.attributes.get("container") {
                    self.touch(container);
                }
            }
            _ => self.networks = true,
        }
    }

    fn touch(&mut self, container: &str) {
        if self.all_containers || container.is_empty() {
            return;
        }
        self.containers.insert(container.to_owned());
        if self.containers.len() > BOUND {
            self.containers.clear();
            self.all_containers = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn event(kind: EventKind, action: &str, actor: &str) -> EngineEvent {
        let attributes = BTreeMap::from([("container".to_owned(), "c9".to_owned())]);
        EngineEvent { kind, action: action.to_owned(), actor: actor.to_owned(), attributes, at: None }
    }

    fn touched(events: &[EngineEvent]) -> Touched {
        let mut touched = Touched::default();
        events.iter().for_each(|event| touched.add(event));
        touched
    }

    #[test]
    fn a_container_event_touches_that_container() {
        for action in
            ["create", "start", "die", "destroy", "health_status: healthy", "rename", "oom", "pause"]
        {
            let touched = touched(&[event(EventKind::Container, action, "c1")]);
            assert_eq!(touched.containers.into_iter().collect::<Vec<_>>(), ["c1"], "{action}");
        }
    }

    #[test]
    fn what_changes_nothing_on_screen_costs_no_request() {
        let quiet = [
            event(EventKind::Container, "exec_create: /bin/sh -c probe", "c1"),
            event(EventKind::Container, "exec_start: /bin/sh -c probe", "c1"),
            event(EventKind::Container, "exec_die", "c1"),
            event(EventKind::Container, "top", "c1"),
            event(EventKind::Image, "save", "sha256:1"),
            event(EventKind::Volume, "mount", "v"),
            event(EventKind::Other, "reload", "daemon"),
        ];
        assert!(touched(&quiet).is_empty());
    }

    #[test]
    fn a_network_event_touches_the_container_it_names() {
        let touched = touched(&[event(EventKind::Network, "connect", "n1")]);
        assert!(touched.containers.contains("c9") && !touched.networks);
    }

    #[test]
    fn a_storm_is_bounded() {
        let storm: Vec<_> =
            (0..10_000).map(|n| event(EventKind::Container, "start", &format!("c{n}"))).collect();
        let touched = touched(&storm);
        assert!(touched.all_containers && touched.containers.is_empty());
    }

    #[test]
    fn many_containers_are_listed_in_one_request() {
        let few: Vec<_> = (0..64).map(|n| event(EventKind::Container, "start", &format!("c{n}"))).collect();
        assert!(!touched(&few).wants_list());
        let many: Vec<_> = (0..65).map(|n| event(EventKind::Container, "start", &format!("c{n}"))).collect();
        assert!(touched(&many).wants_list() && touched(&many).containers.len() == 65);
    }
}
