//! From a stream of the network to a thread that reads: a few pieces on the way, nothing else held.

use std::io::{self, Read};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::sync::mpsc;

/// Pieces on the way. An engine's have some 16 KiB, so that this is a few hundred kilobytes.
const PIECES: usize = 32;

/// The end that is read, by a thread that may wait.
#[derive(Debug)]
pub(crate) struct Feed {
    pieces: mpsc::Receiver<Bytes>,
    piece: Bytes,
}

/// The end that is filled.
#[derive(Debug)]
pub(crate) struct Filler {
    pieces: mpsc::Sender<Bytes>,
}

/// Makes both ends.
pub(crate) fn feed() -> (Filler, Feed) {
    let (sender, receiver) = mpsc::channel(PIECES);
    (Filler { pieces: sender }, Feed { pieces: receiver, piece: Bytes::new() })
}

impl Filler {
    /// Hands everything on, and says after each piece how many bytes that were. Ends when the stream ends, when it fails,
    /// or when nobody reads any more, which is not a failure.
    pub(crate) async fn fill<E>(
        self,
        stream: impl Stream<Item = Result<Bytes, E>>,
        mut count: impl FnMut(u64),
    ) -> Result<(), E> {
        let mut stream = std::pin::pin!(stream);
        let mut sum = 0;
        while let Some(piece) = stream.next().await {
            let piece = piece?;
            sum += piece.len() as u64;
            count(sum);
            if self.pieces.send(piece).await.is_err() {
                break;
            }
        }
        Ok(())
    }
}

impl Read for Feed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.pieces.blocking_recv() {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        let taken = self.piece.split_to(buffer.len().min(self.piece.len()));
        buffer[..taken.len()].copy_from_slice(&taken);
        Ok(taken.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_thread_reads_what_the_network_sends() {
        let pieces = (0..1000_u16).map(|n| Ok::<_, ()>(Bytes::from(vec![(n % 251) as u8; 700])));
        let (filler, mut feed) = feed();
        let read = tokio::task::spawn_blocking(move || {
            let mut all = Vec::new();
            feed.read_to_end(&mut all).map(|_| all)
        });
        let mut counted = 0;
        filler.fill(futures_util::stream::iter(pieces), |sum| counted = sum).await.expect("filled");
        let all = read.await.expect("joined").expect("read");
        assert_eq!((all.len(), counted), (700_000, 700_000));
        assert_eq!(all[700 * 400], (400 % 251) as u8);
    }

    #[tokio::test]
    async fn who_stops_reading_stops_the_stream() {
        let endless = futures_util::stream::repeat_with(|| Ok::<_, ()>(Bytes::from_static(b"more")));
        let (filler, feed) = feed();
        drop(feed);
        filler.fill(endless, |_| {}).await.expect("ended");
    }
}
