//! The tags of a repository, page by page.

use std::collections::HashSet;

use oci::Reference;
use reqwest::Method;
use serde::Deserialize;

use crate::ask::Ask;
use crate::client::Registry;
use crate::error::{BadAnswer, ErrorKind, RegistryError};
use crate::manifest::or_empty;
use crate::words;

/// Pages read at most, and tags kept at most (UPDATES.md section 4).
const MOST_PAGES: usize = 20;
const MOST_TAGS: usize = 20_000;

/// Tags, in the registry's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagList {
    /// The tags; what is no tag by the grammar is left out.
    pub tags: Vec<String>,
    /// Whether these are all: a repository with more than 20,000 tags or 20 pages is not read to its end.
    pub complete: bool,
}

#[derive(Deserialize)]
struct Listed {
    #[serde(default, deserialize_with = "or_empty")]
    tags: Vec<String>,
}

impl Registry {
    /// Returns the tags of a repository, in the registry's order.
    pub async fn tags(&self, reference: &Reference) -> Result<TagList, RegistryError> {
        let name = reference.name();
        let mut ask = Ask {
            path: format!("/v2/{}/tags/list?n=1000", reference.repository()),
            accept: &["application/json"],
            ..self.pull_ask(Method::GET, reference, format!("the tags of {name}"))
        };
        let mut list = TagList { tags: Vec::new(), complete: false };
        let mut seen = HashSet::new();
        for _ in 0..MOST_PAGES {
            let page = self.page(&ask).await?;
            let listed: Listed = serde_json::from_slice(&page.bytes).map_err(|error| {
                let cause = words::cleaned(&error.to_string(), 200);
                ask.error(ErrorKind::BadAnswer(BadAnswer::NotJson { cause }))
            })?;
            // A registry that repeats itself must end all the same.
            let fresh = listed.tags.into_iter().filter(|tag| seen.insert(tag.clone()));
            list.tags.extend(fresh.filter(|tag| reference.with_tag(tag).is_ok()));
            if list.tags.len() > MOST_TAGS {
                list.tags.truncate(MOST_TAGS);
                return Ok(list);
            }
            match page.next {
                Some(next) if next != ask.path => ask.path = next,
                next => {
                    list.complete = next.is_none();
                    return Ok(list);
                }
            }
        }
        Ok(list)
    }
}
