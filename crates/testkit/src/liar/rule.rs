//! Faults: which requests, how often, and what happens then.

use std::time::Duration;

use regex::Regex;
use serde_json::json;

/// What happens to some requests.
#[derive(Debug, Clone)]
pub struct Rule {
    pattern: Regex,
    skip: usize,
    times: Option<usize>,
    pub(super) then: Then,
    seen: usize,
}

/// What happens.
#[derive(Debug, Clone)]
pub enum Then {
    /// Another answer.
    Status {
        /// Status code.
        code: u16,
        /// Headers; the content type is JSON unless one is here.
        headers: Vec<(String, String)>,
        /// Body.
        body: Vec<u8>,
    },
    /// No answer, for as long as the client waits.
    Hang,
    /// The connection is closed without an answer.
    Close,
    /// The right answer, but later.
    Wait(Duration),
    /// The right answer, broken off after so many bytes of its body.
    CutAfter(usize),
    /// The right answer at so many bytes each second.
    Rate(u64),
    /// The right head, and zeros without end.
    EndlessBody,
    /// The right answer under the digest of something else.
    WrongDigestHeader,
    /// The right answer without `Docker-Content-Digest`.
    NoDigestHeader,
    /// The right head with content that does not match the digest, but reads as well.
    WrongBody,
    /// The right head with this content.
    Body(Vec<u8>),
    /// The right answer that claims to be so many bytes long; when that is too much the connection is cut at the end.
    WrongLength(u64),
    /// The right answer with a header set.
    Header(String, String),
}

impl Then {
    /// An answer with a code and the registry's error shape.
    #[must_use]
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let body = json!({"errors": [{"code": code, "message": message}]}).to_string();
        Self::Status { code: status, headers: Vec::new(), body: body.into_bytes() }
    }

    /// An answer with a code and an unknown error.
    #[must_use]
    pub fn status(code: u16) -> Self {
        Self::error(code, "INJECTED", "injected by the test")
    }

    /// Sends elsewhere.
    #[must_use]
    pub fn redirect(code: u16, location: &str) -> Self {
        Self::status(code).with_header("Location", location)
    }

    /// Adds a header to an answer; other faults stay as they are.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let Self::Status { headers, .. } = &mut self {
            headers.push((name.into(), value.into()));
        }
        self
    }

    /// Replaces the body of an answer; other faults stay as they are.
    #[must_use]
    pub fn with_body(mut self, content: impl Into<Vec<u8>>) -> Self {
        if let Self::Status { body, .. } = &mut self {
            *body = content.into();
        }
        self
    }
}

impl Rule {
    /// Begins a rule for requests whose method and target (`HEAD /v2/a/manifests/1`) begin with a pattern. Until `then`
    /// says more, such a request gets a 500.
    #[must_use]
    pub fn on(pattern: &str) -> Self {
        let pattern = Regex::new(&format!("^(?:{pattern})")).expect("a regular expression");
        Self { pattern, skip: 0, times: None, then: Then::status(500), seen: 0 }
    }

    /// Lets the first so many pass.
    #[must_use]
    pub fn skip(mut self, count: usize) -> Self {
        self.skip = count;
        self
    }

    /// Ends after so many; without it the rule never ends.
    #[must_use]
    pub fn times(mut self, count: usize) -> Self {
        self.times = Some(count);
        self
    }

    /// Says what happens.
    #[must_use]
    pub fn then(mut self, then: Then) -> Self {
        self.then = then;
        self
    }

    /// Counts a request that matches, and says whether it is one of those that are meant.
    fn hits(&mut self, request: &str) -> bool {
        if !self.pattern.is_match(request) {
            return false;
        }
        self.seen += 1;
        self.seen > self.skip && self.times.is_none_or(|times| self.seen - self.skip <= times)
    }
}

/// The first rule that hits decides; those after it do not see the request.
pub(super) fn find(rules: &mut [Rule], request: &str) -> Option<Then> {
    rules.iter_mut().find_map(|rule| rule.hits(request).then(|| rule.then.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skips_and_ends() {
        let mut rules =
            [Rule::on("GET /a").skip(1).times(2).then(Then::Close), Rule::on("GET /").then(Then::Hang)];
        let mut ask = |request: &str| find(&mut rules, request).map(|then| matches!(then, Then::Close));
        assert_eq!(ask("HEAD /a"), None);
        assert_eq!(ask("GET /a"), Some(false), "the first is left to the next rule");
        assert_eq!([ask("GET /a"), ask("GET /abc"), ask("GET /a")], [Some(true), Some(true), Some(false)]);
    }
}
