//! How many requests are in flight at one host: halved when the host complains, one more after a round without complaint.
//!
//! Each request has a number of its own while it is in flight, and a connection goes with the number. One pool for all
//! would open more connections than there are requests: whoever opens one and meanwhile gets another leaves the first
//! behind.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A connection is free for the next request a moment after the answer is there. Who came within that moment would open
/// another one.
const SETTLING: Duration = Duration::from_millis(2);

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
    /// Whether all requests go over one connection, so that none has to be free.
    is_shared: bool,
    /// Numbers that are free, the one used last on top: its connection is open.
    free: Vec<usize>,
    /// Numbers from here on were never used.
    fresh: usize,
}

/// One request's place in the lane.
#[derive(Debug)]
pub(crate) struct Pass {
    lane: Arc<Lane>,
    permit: Option<OwnedSemaphorePermit>,
    number: usize,
}

impl Lane {
    pub(crate) fn new(most: usize) -> Self {
        let most = most.max(1);
        let width =
            Width { now: most, wanted: most, most, good: 0, is_shared: false, free: Vec::new(), fresh: 0 };
        Self { permits: Arc::new(Semaphore::new(most)), width: Mutex::new(width) }
    }

    pub(crate) async fn enter(self: &Arc<Self>) -> Pass {
        // The semaphore is never closed; without a permit the request would go all the same.
        let permit = self.permits.clone().acquire_owned().await.ok();
        let number = self.width().take_number();
        Pass { lane: self.clone(), permit, number }
    }

    /// The host turned out to carry many requests on one connection.
    pub(crate) fn widen(&self, most: usize) {
        let mut width = self.width();
        width.is_shared = true;
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

    fn leave(&self, number: usize, permit: Option<OwnedSemaphorePermit>) {
        let mut width = self.width();
        width.free.push(number);
        if width.now > width.wanted
            && let Some(permit) = permit
        {
            permit.forget();
            width.now -= 1;
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

impl Width {
    fn take_number(&mut self) -> usize {
        self.free.pop().unwrap_or_else(|| {
            self.fresh += 1;
            self.fresh - 1
        })
    }
}

impl Pass {
    /// Which connection this request goes over.
    pub(crate) fn connection(&self) -> usize {
        if self.lane.width().is_shared { 0 } else { self.number }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let (lane, number, permit) = (self.lane.clone(), self.number, self.permit.take());
        let is_shared = lane.width().is_shared;
        match Handle::try_current() {
            Ok(runtime) if !is_shared => drop(runtime.spawn(async move {
                tokio::time::sleep(SETTLING).await;
                lane.leave(number, permit);
            })),
            _ => lane.leave(number, permit),
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
        assert_eq!(passes.iter().map(Pass::connection).collect::<Vec<_>>(), (0..8).collect::<Vec<_>>());
        lane.halve();
        drop(passes);
        assert_eq!(enter_all(&lane).len(), 4);
        (0..4).for_each(|_| lane.good());
        assert_eq!(enter_all(&lane).len(), 5);
        (0..100).for_each(|_| lane.good());
        assert_eq!(enter_all(&lane).len(), 8);
        lane.widen(32);
        let passes = enter_all(&lane);
        assert_eq!(passes.len(), 32);
        assert!(passes.iter().all(|pass| pass.connection() == 0), "all share one connection");
        drop(passes);
        (0..10).for_each(|_| lane.halve());
        drop(enter_all(&lane));
        assert_eq!(enter_all(&lane).len(), 1);
    }
}
