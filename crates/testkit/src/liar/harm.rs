//! What a fault does to the right answer.

use bytes::Bytes;
use hyper::Response;
use hyper::header::CONTENT_LENGTH;

use super::body::Way;
use super::rule::Then;
use super::serve::set_headers;

/// How a body is sent, and the length it claims when that is not its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sending {
    pub(super) way: Way,
    length: Option<u64>,
}

impl Default for Sending {
    fn default() -> Self {
        Self { way: Way::Whole, length: None }
    }
}

/// Harms the right answer.
pub(super) async fn harm(then: Then, mut response: Response<Bytes>) -> (Response<Bytes>, Sending) {
    const DIGEST: &str = "docker-content-digest";
    let mut sending = Sending::default();
    match then {
        // These never come here.
        Then::Status { .. } | Then::Hang | Then::Close => {}
        Then::Wait(time) => tokio::time::sleep(time).await,
        Then::CutAfter(count) => {
            sending = Sending { way: Way::Cut, length: Some(response.body().len() as u64) };
            response.body_mut().truncate(count);
        }
        Then::Rate(rate) => sending.way = Way::Rate(rate),
        Then::EndlessBody => sending.way = Way::Endless,
        Then::WrongDigestHeader => {
            let wrong = crate::image::digest(b"something else");
            set_headers(response.headers_mut(), &[(DIGEST.into(), wrong)]);
        }
        Then::NoDigestHeader => drop(response.headers_mut().remove(DIGEST)),
        Then::WrongBody => *response.body_mut() = changed(response.body()),
        Then::Body(content) => *response.body_mut() = content.into(),
        Then::WrongLength(length) => sending.length = Some(length),
        Then::Header(name, value) => set_headers(response.headers_mut(), &[(name, value)]),
    }
    (response, sending)
}

/// JSON stays JSON; of other content the last byte is another.
fn changed(content: &Bytes) -> Bytes {
    let mut content = content.to_vec();
    if content.starts_with(b"{") {
        content.push(b'\n');
    } else if let Some(last) = content.last_mut() {
        *last ^= 1;
    }
    content.into()
}

/// An answer to HEAD that came from the real registry says the length itself.
pub(super) fn set_length(response: &mut Response<Bytes>, is_head: bool, sending: Sending) {
    let own = response.body().len() as u64;
    let headers = response.headers_mut();
    if sending.way == Way::Endless {
        headers.remove(CONTENT_LENGTH);
    } else if let Some(length) = sending.length {
        headers.insert(CONTENT_LENGTH, length.into());
    } else if !is_head || !headers.contains_key(CONTENT_LENGTH) {
        headers.insert(CONTENT_LENGTH, own.into());
    }
}
