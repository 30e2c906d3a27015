//! What somebody typed or pasted, understood as an image.
//!
//! People paste commands, web pages, names with a capital letter or a blank too many. What is meant without doubt is put
//! right and said; what cannot be a reference is explained.

pub use oci::familiar;
use oci::{Reference, ReferenceError};

use crate::run::codes::{self, with_action};
use crate::run::image_word;
use crate::wire::{ActionId, Correction, Problem};

/// What is read of a text; the longest reference is shorter, and a pasted command that matters is, too.
const LONGEST_TEXT: usize = 8 * 1024;

/// Longer names get no further than this.
const LONGEST_NAME: usize = 1024;

/// Understands a text: the reference, what was put right in order, and why there is none.
pub fn typed_image(text: &str) -> (Option<Reference>, Vec<Correction>, Option<Problem>) {
    let mut typed = Typed { text: head(text, LONGEST_TEXT).to_owned(), corrections: Vec::new() };
    typed.trim();
    typed.unwrap_command();
    typed.unwrap_quotes();
    typed.trim();
    if typed.text.is_empty() {
        return (None, typed.corrections, Some(codes::IMAGE_EMPTY.problem([])));
    }
    if is_path(&typed.text) {
        return (None, typed.corrections, Some(codes::IMAGE_IS_PATH.problem([&typed.text])));
    }
    typed.unwrap_page();
    typed.drop_leftovers();
    typed.join_words();
    typed.lower_case();
    if typed.text.len() > LONGEST_NAME {
        return (None, typed.corrections, Some(codes::IMAGE_TOO_LONG.problem([&255])));
    }
    match Reference::parse(&typed.text) {
        Ok(reference) => (Some(reference), typed.corrections, None),
        Err(error) => (None, typed.corrections, Some(problem(&typed.text, &error))),
    }
}

/// The reference that a text means, as forgiving as [`typed_image`].
pub fn reference(text: &str) -> Result<Reference, Problem> {
    match typed_image(text) {
        (Some(reference), _, _) => Ok(reference),
        (None, _, problem) => Err(problem.unwrap_or_else(|| codes::IMAGE_EMPTY.problem([]))),
    }
}

/// A name to be given to an image. Nothing is put right in silence here, and a digest cannot be given away.
pub fn name_for_image(text: &str) -> Result<Reference, Problem> {
    let text = text.trim();
    let reference = Reference::parse(text).map_err(|error| problem(text, &error))?;
    if reference.is_pinned() { Err(codes::IMAGE_BAD_NAME.problem([&text])) } else { Ok(reference) }
}

/// Why a text is no reference.
pub(crate) fn problem(text: &str, error: &ReferenceError) -> Problem {
    let after = |mark: char| text.rsplit_once(mark).map_or("", |(_, after)| after);
    match error {
        ReferenceError::Empty => codes::IMAGE_EMPTY.problem([]),
        ReferenceError::BadTag { tag } => codes::IMAGE_BAD_TAG.problem([tag]),
        ReferenceError::BadDigest(_) => codes::IMAGE_BAD_DIGEST.problem([&after('@')]),
        ReferenceError::TooLong { limit } => codes::IMAGE_TOO_LONG.problem([limit]),
        ReferenceError::LooksLikeId => codes::IMAGE_IS_ID.problem([&text]),
        ReferenceError::UpperCase { .. } => {
            let problem = codes::IMAGE_BAD_NAME.problem([&text]);
            with_action(
                problem,
                ActionId::UseReference,
                reference(text).ok().map(|reference| reference.to_string()),
            )
        }
        ReferenceError::BadCharacter { .. }
        | ReferenceError::EmptyPart
        | ReferenceError::BadRegistry { .. } => codes::IMAGE_BAD_NAME.problem([&text]),
    }
}

#[derive(Debug)]
struct Typed {
    text: String,
    corrections: Vec<Correction>,
}

impl Typed {
    fn put_right(&mut self, text: String, correction: Correction) {
        if text != self.text {
            self.text = text;
            if !self.corrections.contains(&correction) {
                self.corrections.push(correction);
            }
        }
    }

    /// Takes blanks away from both ends, and characters that cannot be seen from everywhere.
    fn trim(&mut self) {
        let seen: String = self.text.chars().map(plain).filter(|c| !is_invisible(*c)).collect();
        self.put_right(seen.trim().to_owned(), Correction::Spaces);
    }

    fn unwrap_command(&mut self) {
        if let Some((image, options)) = image_word(&self.text) {
            self.put_right(image, Correction::Command);
            if options {
                self.corrections.push(Correction::Options);
            }
        }
    }

    fn unwrap_quotes(&mut self) {
        let quotes = ['"', '\'', '`', '“', '”', '‘', '’', '«', '»', '„'];
        if self.text.starts_with(quotes) {
            let text = self.text.trim_end_matches(['.', ',', ';']).to_owned();
            self.put_right(text, Correction::Punctuation);
        }
        let bare = self.text.trim_matches(quotes).to_owned();
        self.put_right(bare, Correction::Quotes);
    }

    fn unwrap_page(&mut self) {
        let (scheme, rest) = match self.text.split_once("://") {
            Some((scheme, rest))
                if !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric()) =>
            {
                (true, rest)
            }
            _ => (false, self.text.as_str()),
        };
        let rest = rest.split(['?', '#']).next().unwrap_or(rest);
        if let Some(image) = page_image(rest) {
            self.put_right(image, Correction::HubPage);
        } else if scheme {
            let rest = rest.trim_start_matches('/').to_owned();
            self.put_right(rest, Correction::Scheme);
        }
    }

    /// A colon while the tag is still to be typed, a comma or dot of the sentence it was copied from.
    fn drop_leftovers(&mut self) {
        let bare = self.text.trim_end_matches(['.', ',', ';', ':', '/', '@', ')', ']', '>']);
        let bare = bare.trim_start_matches(['(', '<', '/']).to_owned();
        if !bare.is_empty() {
            self.put_right(bare, Correction::Punctuation);
        }
    }

    /// `nginx 1.27` is a tag that lost its colon, `ng inx` a slip. More words than two are a sentence.
    fn join_words(&mut self) {
        let mut text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        for mark in [':', '/', '@'] {
            text = text
                .replace(&format!(" {mark}"), &mark.to_string())
                .replace(&format!("{mark} "), &mark.to_string());
        }
        if let Some((name, second)) = text.split_once(' ').filter(|(_, second)| !second.contains(' ')) {
            let is_tag = second == "latest" || second.starts_with(|c: char| c.is_ascii_digit());
            let has_tag = name.rsplit('/').next().is_some_and(|last| last.contains([':', '@']));
            text = format!("{name}{}{second}", if is_tag && !has_tag { ":" } else { "" });
        }
        self.put_right(text, Correction::Spaces);
    }

    /// Only the name: tags may have capitals, and hashes are digits.
    fn lower_case(&mut self) {
        let start = self.text.rfind('/').map_or(0, |slash| slash + 1);
        let last = self.text.get(start..).unwrap_or_default();
        let end = start + last.find([':', '@']).unwrap_or(last.len());
        if let Some((name, rest)) = self.text.split_at_checked(end) {
            let lower = format!("{}{rest}", name.to_lowercase());
            self.put_right(lower, Correction::UpperCase);
        }
    }
}

/// The image that a page is about, from its address without scheme and query.
fn page_image(address: &str) -> Option<String> {
    let (host, path) = address.split_once('/')?;
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let host = host.to_ascii_lowercase();
    match (host.strip_prefix("www.").unwrap_or(&host), parts.as_slice()) {
        ("hub.docker.com" | "registry.hub.docker.com" | "store.docker.com", parts) => hub_image(parts),
        ("quay.io", ["repository", owner, name, ..]) => Some(format!("quay.io/{owner}/{name}")),
        ("github.com", [owner, _, "pkgs", "container", name, ..])
        | ("github.com", ["orgs" | "users", owner, "packages", "container", "package", name, ..]) => {
            Some(format!("ghcr.io/{owner}/{}", name.replace("%2F", "/").replace("%2f", "/")))
        }
        ("gallery.ecr.aws", [owner, name, ..]) => Some(format!("public.ecr.aws/{owner}/{name}")),
        ("mcr.microsoft.com", [_, "product" | "artifact", rest @ ..]) => {
            let end = rest.iter().position(|part| matches!(*part, "about" | "tags")).unwrap_or(rest.len());
            rest.get(..end)
                .filter(|name| !name.is_empty())
                .map(|name| format!("mcr.microsoft.com/{}", name.join("/")).replace("/mar/", "/"))
        }
        _ => None,
    }
}

fn hub_image(parts: &[&str]) -> Option<String> {
    let named = |owner: &str, name: &str| match owner {
        "library" | "_" => name.to_owned(),
        owner => format!("{owner}/{name}"),
    };
    match parts {
        ["layers", owner, name, tag, ..] => Some(format!("{}:{tag}", named(owner, name))),
        ["repository", "docker", owner, name, ..] | ["r", owner, name, ..] => Some(named(owner, name)),
        ["_", name, ..] | ["r", name] => Some((*name).to_owned()),
        _ => None,
    }
}

/// A file or folder of this computer, as shells and file managers write them.
fn is_path(text: &str) -> bool {
    let drive = matches!(text.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    let web = text.starts_with("//");
    drive
        || !web
            && (text.starts_with(['/', '~'])
                || text.starts_with("./")
                || text.starts_with("../")
                || text.contains('\\'))
        || matches!(text, "." | "..")
        || text.starts_with("file:")
}

/// Full-width letters and signs, and the blanks of word processors, as the plain ones they stand for.
fn plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c if c.is_whitespace() && !c.is_control() => ' ',
        c => c,
    }
}

fn is_invisible(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The first bytes of a text, up to a whole character.
fn head(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Correction::{Command, HubPage, Options, Punctuation, Quotes, Scheme, Spaces, UpperCase};

    #[test]
    fn understands_what_people_type_and_paste() {
        let sha = "a".repeat(64);
        let layer =
            format!("https://hub.docker.com/layers/library/nginx/1.27/images/sha256-{sha}?context=explore");
        let cases: &[(&str, &str, &[Correction])] = &[
            ("nginx", "nginx", &[]),
            ("nginx:1.27", "nginx:1.27", &[]),
            ("docker.io/nginx", "nginx", &[]),
            (" nginx ", "nginx", &[Spaces]),
            ("ng inx", "nginx", &[Spaces]),
            ("nginx 1.27", "nginx:1.27", &[Spaces]),
            ("nginx latest", "nginx", &[Spaces]),
            ("nginx : 1.27", "nginx:1.27", &[Spaces]),
            ("grafana / grafana", "grafana/grafana", &[Spaces]),
            ("Nginx", "nginx", &[UpperCase]),
            ("Grafana/Grafana:Main", "grafana/grafana:Main", &[UpperCase]),
            ("GHCR.io/Acme/API:v1.A", "ghcr.io/acme/api:v1.A", &[UpperCase]),
            ("\"nginx\"", "nginx", &[Quotes]),
            ("“nginx”", "nginx", &[Quotes]),
            ("`nginx:1`,", "nginx:1", &[Punctuation, Quotes]),
            ("nginx:", "nginx", &[Punctuation]),
            ("nginx.", "nginx", &[Punctuation]),
            ("(nginx)", "nginx", &[Punctuation]),
            ("nginx/", "nginx", &[Punctuation]),
            ("docker pull nginx", "nginx", &[Command]),
            ("$ docker pull nginx", "nginx", &[Command]),
            ("sudo docker pull --platform linux/arm64 nginx:1", "nginx:1", &[Command, Options]),
            ("podman run -d -p 80:80 nginx", "nginx", &[Command, Options]),
            ("docker run -d \\\n  --name web \\\n  nginx", "nginx", &[Command, Options]),
            ("https://hub.docker.com/_/nginx", "nginx", &[HubPage]),
            ("hub.docker.com/_/nginx/", "nginx", &[HubPage]),
            ("https://hub.docker.com/r/grafana/grafana/tags?name=11", "grafana/grafana", &[HubPage]),
            ("https://hub.docker.com/repository/docker/acme/api/general", "acme/api", &[HubPage]),
            (&layer, "nginx:1.27", &[HubPage]),
            ("https://ghcr.io/acme/api", "ghcr.io/acme/api", &[Scheme]),
            ("http://localhost:5000/a:1", "localhost:5000/a:1", &[Scheme]),
            (
                "https://quay.io/repository/prometheus/node-exporter?tab=tags",
                "quay.io/prometheus/node-exporter",
                &[HubPage],
            ),
            ("https://quay.io/prometheus/node-exporter", "quay.io/prometheus/node-exporter", &[Scheme]),
            ("https://github.com/acme/site/pkgs/container/api", "ghcr.io/acme/api", &[HubPage]),
            (
                "https://github.com/orgs/acme/packages/container/package/site%2Fapi",
                "ghcr.io/acme/site/api",
                &[HubPage],
            ),
            ("https://gallery.ecr.aws/nginx/nginx", "public.ecr.aws/nginx/nginx", &[HubPage]),
            (
                "https://mcr.microsoft.com/en-us/product/dotnet/runtime/about",
                "mcr.microsoft.com/dotnet/runtime",
                &[HubPage],
            ),
            (
                "https://mcr.microsoft.com/en-us/artifact/mar/mssql/server/tags",
                "mcr.microsoft.com/mssql/server",
                &[HubPage],
            ),
            ("ｎｇｉｎｘ：１", "nginx:1", &[Spaces]),
            ("\u{feff}ngi\u{200b}nx", "nginx", &[Spaces]),
        ];
        for (text, expected, corrections) in cases {
            let (reference, found, problem) = typed_image(text);
            assert_eq!(problem, None, "{text}");
            assert_eq!(
                reference.map(|reference| reference.to_string()).as_deref(),
                Some(*expected),
                "{text}"
            );
            assert_eq!(found, *corrections, "{text}");
        }
    }

    #[test]
    fn explains_what_cannot_be() {
        let id = format!("sha256:{}", "a".repeat(64));
        let cases = [
            ("", "image.empty"),
            ("  \u{200b} ", "image.empty"),
            ("\"\"", "image.empty"),
            ("./app", "image.isPath"),
            ("/home/me/app", "image.isPath"),
            ("~/app", "image.isPath"),
            ("C:\\app", "image.isPath"),
            (".", "image.isPath"),
            ("how do I run nginx", "image.badName"),
            ("ngïnx", "image.badName"),
            ("-nginx", "image.badName"),
            ("nginx:-", "image.badTag"),
            ("nginx@sha256:12", "image.badDigest"),
            (id.as_str(), "image.isId"),
            ("docker run --name", "image.badName"),
        ];
        for (text, code) in cases {
            let (reference, _, problem) = typed_image(text);
            assert_eq!(
                (reference, problem.map(|problem| problem.code).as_deref()),
                (None, Some(code)),
                "{text}"
            );
        }
    }

    #[test]
    fn names_to_be_given_are_taken_as_they_are() {
        assert_eq!(name_for_image(" acme/api:1 ").map(|name| name.to_string()).as_deref(), Ok("acme/api:1"));
        let problem = name_for_image("MyApp:V1").unwrap_err();
        assert_eq!(problem.actions.first().and_then(|action| action.value.as_deref()), Some("myapp:V1"));
        assert!(name_for_image(&format!("a@sha256:{}", "a".repeat(64))).is_err());
        assert!(name_for_image("docker pull nginx").is_err());
        assert_eq!(reference("Docker.io/Nginx").map(|name| name.to_string()).as_deref(), Ok("nginx"));
    }

    #[test]
    fn huge_and_hostile_texts_are_bounded() {
        for unit in ["a", "a/", "ä", "a ", "\"", "docker run ", "$(", "://", "\u{200b}", "\0"] {
            let text = unit.repeat((1 << 20) / unit.len());
            let (reference, _, problem) = typed_image(&text);
            assert!(reference.is_none_or(|reference| reference.canonical().len() < 512), "{unit}");
            let facts: usize =
                problem.into_iter().flat_map(|problem| problem.facts).map(|(_, value)| value.len()).sum();
            assert!(facts < 1024, "{unit}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_is_understood_or_explained(text in ".{0,200}") {
            let (reference, _, problem) = typed_image(&text);
            proptest::prop_assert_eq!(reference.is_some(), problem.is_none());
        }

        #[test]
        fn what_was_put_right_needs_no_more(text in "[ a-zA-Z0-9:/.@\"-]{0,30}") {
            if let (Some(reference), _, _) = typed_image(&text) {
                let (again, corrections, _) = typed_image(&reference.to_string());
                proptest::prop_assert_eq!(again, Some(reference));
                proptest::prop_assert!(corrections.is_empty());
            }
        }
    }
}
