//! Whether the image's name says which version it is.

use super::draft::{Places, found, named, pass};
use super::{Check, Facts, Verdict};

pub(super) fn checks(facts: &Facts<'_>, checks: &mut Vec<Check>) {
    checks.extend(facts.names.map(latest));
}

fn latest(names: &[String]) -> Check {
    let names: Vec<&String> = names.iter().filter(|name| !name.contains("<none>")).collect();
    if names.is_empty() {
        return found("latest", Verdict::Info, "untagged");
    }
    if names.iter().any(|name| says_a_version(name)) {
        return pass("latest");
    }
    let mut places = Places::default();
    for name in names {
        places.add(|| named(name));
    }
    places.found("latest", Verdict::Info, "latest")
}

/// A tag other than `latest`, or a digest. The port of a registry is no tag.
fn says_a_version(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    last.contains('@') || last.split_once(':').is_some_and(|(_, tag)| tag != "latest")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_a_version_is_told() {
        for (names, words, verdict) in [
            (&["nginx"][..], "latest", Verdict::Info),
            (&["nginx:latest"], "latest", Verdict::Info),
            (&["localhost:5000/app"], "latest", Verdict::Info),
            (&["localhost:5000/app:latest"], "latest", Verdict::Info),
            (&["nginx:1.27"], "latest", Verdict::Pass),
            (&["nginx:latest", "nginx:1.27"], "latest", Verdict::Pass),
            (&["a/b@sha256:00"], "latest", Verdict::Pass),
            (&["app:latest-alpine"], "latest", Verdict::Pass),
            (&[], "untagged", Verdict::Info),
            (&["<none>:<none>"], "untagged", Verdict::Info),
        ] {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let check = latest(&names);
            assert_eq!((check.words, check.verdict), (words, verdict), "{names:?}");
        }
    }
}
