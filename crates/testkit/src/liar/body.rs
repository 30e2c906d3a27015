//! Bodies that come slowly, break off or never end.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::time::{Sleep, sleep};

use super::record::InFlight;

/// Zeros of an endless body.
static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];
/// Pieces in a second when the rate is limited.
const PIECES: u64 = 10;

/// Body of an answer. The request is in flight until it is dropped. It names no size: the head may lie about that.
#[derive(Debug)]
pub(super) struct AnswerBody {
    rest: Bytes,
    way: Way,
    pause: Option<Pin<Box<Sleep>>>,
    request: InFlight,
}

/// How it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// At once.
    Whole,
    /// At once, and then the connection breaks.
    Cut,
    /// So many bytes each second.
    Rate(u64),
    /// Zeros for ever.
    Endless,
}

/// The connection ends here on purpose.
#[derive(Debug)]
pub(super) struct BrokenOff;

impl std::fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("broken off on purpose")
    }
}

impl std::error::Error for BrokenOff {}

impl AnswerBody {
    pub(super) fn new(content: Bytes, way: Way, request: InFlight) -> Self {
        Self { rest: content, way, pause: None, request }
    }

    fn next(&mut self) -> Option<Bytes> {
        let piece = match self.way {
            Way::Endless => Bytes::from_static(&ZEROS),
            Way::Rate(rate) => {
                let size = usize::try_from((rate / PIECES).max(1)).unwrap_or(usize::MAX);
                self.pause_for(Duration::from_millis(1000 / PIECES));
                self.rest.split_to(size.min(self.rest.len()))
            }
            Way::Whole | Way::Cut => std::mem::take(&mut self.rest),
        };
        (!piece.is_empty()).then_some(piece)
    }

    fn pause_for(&mut self, time: Duration) {
        self.pause = Some(Box::pin(sleep(time)));
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(context));
            self.pause = None;
            if self.way == Way::Cut {
                return Poll::Ready(Some(Err(BrokenOff)));
            }
        }
        if self.way == Way::Cut {
            // What was given out so far is written only while we wait.
            self.pause_for(Duration::from_millis(50));
        }
        let Some(piece) = self.next() else {
            if self.way == Way::Cut {
                return self.poll_frame(context);
            }
            return Poll::Ready(None);
        };
        self.request.sent(piece.len());
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && matches!(self.way, Way::Whole | Way::Rate(_))
    }
}
