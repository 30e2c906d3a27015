//! The names one registry goes by. Docker Hub has five; the others have their host, and in files also URLs.

const HUB: &str = "docker.io";
const HUB_ALIASES: [&str; 3] = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/// The name Docker saves its own Hub's credentials under, and the address engines want for it.
const HUB_ADDRESS: &str = "https://index.docker.io/v1/";

/// The host as [`oci::Reference::registry`] says it: `docker.io` for every name of Docker Hub, lower case for all.
///
/// Takes a host, or what people paste for one: `https://ghcr.io/`, `index.docker.io/v1/`.
#[must_use]
pub fn canonical_host(text: &str) -> String {
    let host = without_path(without_scheme(text.trim())).to_ascii_lowercase();
    if HUB_ALIASES.contains(&host.as_str()) { HUB.to_owned() } else { host }
}

/// What engines and credential helpers call the registry: its host, and for Docker Hub the URL of old
/// (UPDATES.md 3.3).
#[must_use]
pub fn server_address(host: &str) -> String {
    let host = canonical_host(host);
    if host == HUB { HUB_ADDRESS.to_owned() } else { host }
}

/// How far a key of a credentials file reaches.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scope {
    /// The registry's host, canonical.
    pub(super) host: String,
    /// The part of the registry; empty for all of it.
    pub(super) namespace: String,
}

impl Scope {
    /// Understands a key: a URL, whose path says nothing, or a host with an optional namespace (UPDATES.md 12.3).
    pub(super) fn of_key(key: &str) -> Self {
        let bare = without_scheme(key);
        let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
        let path = path.trim_end_matches('/');
        let is_url = bare.len() != key.len() || matches!(path, "v1" | "v2");
        let namespace = if is_url { String::new() } else { path.to_owned() };
        Self { host: canonical_host(host), namespace }
    }

    /// How many characters of the repository the key names; none when it speaks of another place.
    pub(super) fn covers(&self, host: &str, repository: &str) -> Option<usize> {
        if self.host != host {
            return None;
        }
        let rest = repository.strip_prefix(self.namespace.as_str())?;
        let whole_parts = self.namespace.is_empty() || rest.is_empty() || rest.starts_with('/');
        whole_parts.then_some(self.namespace.len())
    }
}

fn without_scheme(text: &str) -> &str {
    text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text)
}

fn without_path(text: &str) -> &str {
    text.split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_registry_has_one_name() {
        let cases = [
            ("docker.io", "docker.io", "https://index.docker.io/v1/"),
            ("index.docker.io", "docker.io", "https://index.docker.io/v1/"),
            ("registry-1.docker.io", "docker.io", "https://index.docker.io/v1/"),
            ("https://index.docker.io/v1/", "docker.io", "https://index.docker.io/v1/"),
            (" https://GHCR.io/ ", "ghcr.io", "ghcr.io"),
            ("http://localhost:5000/v2/", "localhost:5000", "localhost:5000"),
            ("[::1]:5000", "[::1]:5000", "[::1]:5000"),
            ("", "", ""),
        ];
        for (text, host, address) in cases {
            assert_eq!(canonical_host(text), host, "{text}");
            assert_eq!(server_address(text), address, "{text}");
        }
    }

    #[test]
    fn keys_reach_as_far_as_they_say() {
        let cases = [
            ("ghcr.io", "ghcr.io", "a/b", Some(0)),
            ("https://ghcr.io", "ghcr.io", "a/b", Some(0)),
            ("https://ghcr.io/v2/", "ghcr.io", "a/b", Some(0)),
            ("https://index.docker.io/v1/", "docker.io", "library/nginx", Some(0)),
            ("index.docker.io/v1/", "docker.io", "library/nginx", Some(0)),
            ("docker.io/team", "docker.io", "team/app", Some(4)),
            ("quay.io/user", "quay.io", "user/app", Some(4)),
            ("quay.io/user/app", "quay.io", "user/app", Some(8)),
            ("quay.io/user", "quay.io", "username/app", None),
            ("quay.io/user/app", "quay.io", "user", None),
            ("quay.io", "ghcr.io", "user", None),
            ("localhost:5000", "localhost:5001", "user", None),
            ("", "ghcr.io", "user", None),
        ];
        for (key, host, repository, expected) in cases {
            assert_eq!(
                Scope::of_key(key).covers(host, repository),
                expected,
                "{key} for {host}/{repository}"
            );
        }
    }
}
