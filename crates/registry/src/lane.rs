//! How many requests are in flight at one host: halved when the host complains, one more after a round without complaint.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The way to one host, so many requests wide.
#[derive(Debug)]
pub(crate) struct Lane {
    permits: Arc<Semaphore>,
    width: Mutex<Width>,
}

#[derive(Debug)]
struct Width {
    /// Permits that exist, handed out or not.
    now: usize,
    /// Permits there should be.
    wanted: usize,
    /// Never more than this.
    most: usize,
    /// Answers without complaint since the last change.
    good: usize,
}

/// One request's place in the lane.
#[derive(Debug)]
pub(crate) struct Pass {
    lane: Arc<Lane>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Lane {
    pub(crate) fn new(most: usize) -> Self {
        let most = most.max(1);
        let width = Width { now: most, wanted: most, most, good: 0 };
        Self { permits: Arc::new(Semaphore::new(most)), width: Mutex::new(width) }
    }

    pub(crate) async fn enter(self: &Arc<Self>) -> Pass {
        // The semaphore is never closed; without a permit the request would go all the same.
        let permit = self.permits.clone().acquire_owned().await.ok();
        Pass { lane: self.clone(), permit }
    }

    /// The host turned out to carry many requests on one connection.
    pub(crate) fn widen(&self, most: usize) {
        let mut width = self.width();
        if most > width.most {
            width.wanted += most - width.most;
            width.most = most;
            self.grow(&mut width);
        }
    }

    /// The host complained.
    pub(crate) fn halve(&self) {
        let mut width = self.width();
        width.wanted = (width.wanted / 2).max(1);
        width.good = 0;
    }

    /// The host answered without complaint.
    pub(crate) fn good(&self) {
        let mut width = self.width();
        width.good += 1;
        if width.good >= width.wanted && width.wanted < width.most {
            width.wanted += 1;
            width.good = 0;
            self.grow(&mut width);
        }
    }

    fn grow(&self, width: &mut Width) {
        let missing = width.wanted.saturating_sub(width.now);
        self.permits.add_permits(missing);
        width.now += missing;
    }

    fn width(&self) -> MutexGuard<'_, Width> {
        self.width.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut width = self.lane.width();
        if width.now > width.wanted
            && let Some(permit) = self.permit.take()
        {
            permit.forget();
            width.now -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    fn enter_all(lane: &Arc<Lane>) -> Vec<Pass> {
        std::iter::from_fn(|| lane.enter().now_or_never()).collect()
    }

    #[test]
    fn halves_at_once_and_grows_slowly() {
        let lane = Arc::new(Lane::new(8));
        let passes = enter_all(&lane);
        assert_eq!(passes.len(), 8);
        lane.halve();
        drop(passes);
        assert_eq!(enter_all(&lane).len(), 4);
        (0..4).for_each(|_| lane.good());
        assert_eq!(enter_all(&lane).len(), 5);
        (0..100).for_each(|_| lane.good());
        assert_eq!(enter_all(&lane).len(), 8);
        lane.widen(32);
        assert_eq!(enter_all(&lane).len(), 32);
        (0..10).for_each(|_| lane.halve());
        drop(enter_all(&lane));
        assert_eq!(enter_all(&lane).len(), 1);
    }
}
