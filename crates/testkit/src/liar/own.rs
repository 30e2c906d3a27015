//! Answers it gives by itself: errors, lists of tags, referrers.

use bytes::Bytes;
use hyper::{Request, Response, StatusCode};
use serde_json::{Value, json};

use super::behavior::{Behavior, Tags};
use super::hub;

/// An answer that did not come from the real registry.
#[derive(Debug, Clone)]
pub(super) struct Own {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Own {
    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self { status, headers: Vec::new(), body: body.to_string().into_bytes() }
            .with("Content-Type", "application/json")
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl From<Own> for Response<Bytes> {
    fn from(own: Own) -> Self {
        let mut response = Response::new(Bytes::from(own.body));
        *response.status_mut() = StatusCode::from_u16(own.status).expect("a status code");
        super::serve::set_headers(response.headers_mut(), &own.headers);
        response
    }
}

/// An error in the registry's shape.
pub(super) fn error(status: u16, code: &str, message: &str) -> Own {
    Own::json(status, &json!({"errors": [{"code": code, "message": message}]}))
}

/// What it plays itself; `None` is for the real registry.
pub(super) fn answer(behavior: &Behavior, base: &str, request: &Request<Bytes>) -> Option<Own> {
    if request.method() != "GET" {
        return None;
    }
    let path = request.uri().path();
    let query: Vec<(String, String)> =
        form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    let parameter = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    if let Some(name) = path.strip_prefix("/v2/").and_then(|rest| rest.strip_suffix("/tags/list")) {
        return tags(&behavior.tags, name, parameter("n"), parameter("cursor"));
    }
    if let Some((_, subject)) = path.rsplit_once("/referrers/") {
        let all = behavior.referrers.as_ref()?.get(subject).cloned().unwrap_or_default();
        return Some(referrers(all, parameter("artifactType")));
    }
    hub::answer(&behavior.hub, base, path, &parameter)
}

/// One page. The cursor means nothing to anybody but us, and clients must follow it as it is.
fn tags(tags: &Tags, name: &str, wanted: Option<&str>, cursor: Option<&str>) -> Option<Own> {
    let begin = cursor.and_then(decode).unwrap_or(0);
    let wanted = wanted.and_then(|n| n.parse().ok()).unwrap_or(usize::MAX);
    let (page, is_last) = match tags {
        Tags::Real => return None,
        Tags::Paged { tags, page } => {
            let page: Vec<String> = tags.iter().skip(begin).take(wanted.min(*page).max(1)).cloned().collect();
            let is_last = begin + page.len() >= tags.len();
            (page, is_last)
        }
        Tags::Endless { page } => {
            let count = wanted.min(*page).max(1);
            ((begin..begin + count).map(|n| format!("1.0.{n}")).collect(), false)
        }
    };
    let next = begin + page.len();
    let answer = Own::json(200, &json!({"name": name, "tags": page}));
    if is_last {
        return Some(answer);
    }
    let link = format!("</v2/{name}/tags/list?n={}&cursor={}>; rel=\"next\"", page.len(), encode(next));
    Some(answer.with("Link", &link))
}

/// Turns a place into something that looks like nothing, with characters that a careless client would encode again.
fn encode(place: usize) -> String {
    format!("c%2F{}%3D%3D", place ^ 0x5a5a)
}

fn decode(cursor: &str) -> Option<usize> {
    let hidden: usize = cursor.strip_prefix("c/")?.strip_suffix("==")?.parse().ok()?;
    Some(hidden ^ 0x5a5a)
}

fn referrers(mut all: Vec<Value>, artifact_type: Option<&str>) -> Own {
    if let Some(wanted) = artifact_type {
        all.retain(|descriptor| descriptor["artifactType"] == wanted);
    }
    let index = json!({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": all,
    });
    let mut answer = Own::json(200, &index);
    answer.headers = vec![("Content-Type".into(), "application/vnd.oci.image.index.v1+json".into())];
    if artifact_type.is_some() { answer.with("OCI-Filters-Applied", "artifactType") } else { answer }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other() {
        let list = Tags::many(5, 2);
        let first = tags(&list, "a", None, None).unwrap();
        let link = &first.headers.last().unwrap().1;
        assert_eq!(link, "</v2/a/tags/list?n=2&cursor=c%2F23128%3D%3D>; rel=\"next\"");
        let last = tags(&list, "a", Some("2"), Some("c/23134==")).unwrap();
        assert_eq!(String::from_utf8_lossy(&last.body), r#"{"name":"a","tags":["1.0.4"]}"#);
        assert_eq!(last.headers.len(), 1, "no link on the last page");
    }
}
