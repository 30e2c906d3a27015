//! Who has to read what again: one channel, small words, coalesced for slow readers.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::sync::broadcast;

use crate::wire::{Changed, Resource};

/// A storm is told at most this often.
const QUIET: Duration = Duration::from_millis(80);

/// Says that resources changed. Clones speak on the same channel.
#[derive(Debug, Clone)]
pub(crate) struct Announcer {
    sender: broadcast::Sender<Resource>,
}

impl Announcer {
    pub(crate) fn new() -> Self {
        Self { sender: broadcast::Sender::new(256) }
    }

    /// Says that a resource changed. Nobody listening is fine.
    pub(crate) fn changed(&self, resource: Resource) {
        let _ = self.sender.send(resource);
    }

    pub(crate) fn listen(&self) -> Changes {
        Changes { receiver: self.sender.subscribe() }
    }
}

/// Announcements as one reader hears them.
#[derive(Debug)]
pub struct Changes {
    receiver: broadcast::Receiver<Resource>,
}

impl Changes {
    /// Waits for the next change and collects what comes close behind it; `None` when the app is gone.
    pub async fn next(&mut self) -> Option<Changed> {
        let mut resources = BTreeSet::new();
        self.hear(&mut resources).await?;
        let _ =
            tokio::time::timeout(QUIET, async { while self.hear(&mut resources).await.is_some() {} }).await;
        Some(Changed { resources: resources.into_iter().collect() })
    }

    /// Hears one announcement. Who fell behind is told that everything changed, which is always true enough.
    async fn hear(&mut self, resources: &mut BTreeSet<Resource>) -> Option<()> {
        match self.receiver.recv().await {
            Ok(resource) => {
                resources.insert(resource);
                Some(())
            }
            Err(broadcast::error::RecvError::Lagged(_)) => {
                resources.extend(EVERYTHING);
                Some(())
            }
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

const EVERYTHING: [Resource; 7] = [
    Resource::Engine,
    Resource::Containers,
    Resource::Images,
    Resource::Volumes,
    Resource::Networks,
    Resource::Jobs,
    Resource::Settings,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_one_announcement() {
        let announcer = Announcer::new();
        let mut changes = announcer.listen();
        (0..50).for_each(|_| announcer.changed(Resource::Containers));
        announcer.changed(Resource::Images);
        let heard = changes.next().await.expect("open");
        assert_eq!(heard.resources, [Resource::Containers, Resource::Images]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_fell_behind_reads_everything() {
        let announcer = Announcer::new();
        let mut changes = announcer.listen();
        (0..10_000).for_each(|_| announcer.changed(Resource::Containers));
        assert_eq!(changes.next().await.expect("open").resources.len(), EVERYTHING.len());
    }

    #[tokio::test]
    async fn ends_with_the_app() {
        let announcer = Announcer::new();
        let mut changes = announcer.listen();
        drop(announcer);
        assert_eq!(changes.next().await, None);
    }
}
