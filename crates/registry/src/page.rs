//! Lists that come page by page: `Link: <…>; rel="next"`, followed as it stands, on the same host only.

use bytes::Bytes;
use reqwest::Url;
use reqwest::header::{HeaderMap, LINK};

use crate::ask::Ask;
use crate::client::Registry;
use crate::error::RegistryError;

/// A page of a list that ignores our `n` and sends all it has. 20,000 tags of the longest kind are less.
const PAGE_LIMIT: u64 = 8 * 1024 * 1024;

/// One page.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) bytes: Bytes,
    /// Path and query of the next one.
    pub(crate) next: Option<String>,
}

impl Registry {
    /// Asks for one page.
    pub(crate) async fn page(&self, ask: &Ask<'_>) -> Result<Page, RegistryError> {
        let answer = self.ask(ask).await?;
        let next = next(answer.headers(), answer.url());
        let bytes = answer.body(PAGE_LIMIT).await.map_err(|kind| ask.error(kind))?;
        Ok(Page { bytes, next })
    }
}

/// Path and query of the next page. The cursor is the registry's business; host and scheme stay ours.
fn next(headers: &HeaderMap, here: &Url) -> Option<String> {
    let texts = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    let target = texts.flat_map(links).find(|(_, is_next)| *is_next)?.0;
    let url = here.join(target).ok()?;
    if url.host() != here.host() {
        return None;
    }
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{}{query}", url.path()))
}

/// `<target>; rel="next", <target>; …`: each target, and whether it is the next page.
fn links(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.split('<').skip(1).filter_map(|link| {
        let (target, parameters) = link.split_once('>')?;
        let mut parameters = parameters.split([';', ',']).map(|one| one.trim().to_ascii_lowercase());
        let is_next = parameters.any(|one| one.replace(['"', ' '], "") == "rel=next");
        Some((target.trim(), is_next))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_on_this_host_only() {
        let here = Url::parse("https://ghcr.io/v2/a/b/tags/list?n=1000").unwrap();
        let table = [
            (
                r#"</v2/a/b/tags/list?n=1000&last=x%2Fy>; rel="next""#,
                Some("/v2/a/b/tags/list?n=1000&last=x%2Fy"),
            ),
            (
                r#"<https://ghcr.io/v2/a/b/tags/list?next_page=abc%3D%3D>; rel="next""#,
                Some("/v2/a/b/tags/list?next_page=abc%3D%3D"),
            ),
            (r#"<http://ghcr.io/v2/x?c=1>; rel=next"#, Some("/v2/x?c=1")),
            (r#"<list?last=b>;rel="next""#, Some("/v2/a/b/tags/list?last=b")),
            (r#"</first>; rel="prev", </second?a=1,2>; rel="next""#, Some("/second?a=1,2")),
            (r#"<https://evil.example/v2/x>; rel="next""#, None),
            (r#"</x>; rel="prev""#, None),
            ("nonsense", None),
            ("</x", None),
            ("", None),
        ];
        for (text, expected) in table {
            let headers = [(LINK, text.parse().unwrap())].into_iter().collect();
            assert_eq!(next(&headers, &here).as_deref(), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_next_page_is_here_whatever_is_sent(target in "[ -~]*", rest in "[ -~]*") {
            let here = Url::parse("https://ghcr.io/v2/a/tags/list").unwrap();
            if let Ok(value) = format!("<{target}>; rel=\"next\"{rest}").parse() {
                let found = next(&[(LINK, value)].into_iter().collect(), &here);
                if let Some(path) = found {
                    let url = Url::parse(&format!("https://ghcr.io{path}")).unwrap();
                    assert_eq!(url.host_str(), Some("ghcr.io"), "{path}");
                }
            }
        }
    }
}
