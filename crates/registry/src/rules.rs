//! How each host is approached: with TLS that is checked, with TLS that is not, or without.

use std::net::IpAddr;
use std::path::PathBuf;

/// Docker Hub's name in references, and the host that answers for it.
const HUB: (&str, &str) = ("docker.io", "registry-1.docker.io");

/// What is special about which hosts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostRules {
    /// Hosts (`host.example:5000`) that are asked without TLS, always.
    pub plain_http: Vec<String>,
    /// Hosts and networks (`10.0.0.0/8`) that an engine calls insecure: TLS is tried without checking certificates,
    /// then plain HTTP. Loopback addresses always are, as for Docker.
    pub insecure: Vec<String>,
    /// Folders laid out like `/etc/docker/certs.d`: `<host>/{*.crt,*.cert,*.key}`.
    pub certificates: Vec<PathBuf>,
    /// Files with authorities to trust for every host, besides the system's.
    pub authorities: Vec<PathBuf>,
}

/// How a host is approached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Approach {
    /// TLS, checked.
    Secure,
    /// TLS, not checked; plain HTTP where nobody speaks TLS.
    Insecure,
    /// Plain HTTP.
    Plain,
}

impl HostRules {
    /// No special hosts; certificates where Docker and Podman look for them.
    #[must_use]
    pub fn usual() -> Self {
        let certificates = ["/etc/docker/certs.d", "/etc/containers/certs.d"].map(PathBuf::from).to_vec();
        Self { certificates, ..Self::default() }
    }

    pub(crate) fn approach(&self, host: &str) -> Approach {
        let host = http_host(host);
        let name = without_port(host);
        if self.plain_http.iter().any(|rule| matches(rule, host, name)) {
            return Approach::Plain;
        }
        let insecure = is_loopback(name) || self.insecure.iter().any(|rule| matches(rule, host, name));
        if insecure { Approach::Insecure } else { Approach::Secure }
    }
}

/// The host that answers for a registry's name.
pub(crate) fn http_host(registry: &str) -> &str {
    if registry == HUB.0 { HUB.1 } else { registry }
}

/// A rule is a host with its port, a host of any port, or a network.
fn matches(rule: &str, host: &str, name: &str) -> bool {
    let rule = http_host(rule);
    rule.eq_ignore_ascii_case(host)
        || rule.eq_ignore_ascii_case(name)
        || rule.split_once('/').is_some_and(|(network, bits)| is_within(name, network, bits))
}

/// `[::1]:5000` is `[::1]`, `host:5000` is `host`.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, _)) if !host.ends_with(']') => name,
        _ => host,
    }
}

fn address(name: &str) -> Option<IpAddr> {
    name.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

pub(crate) fn is_local(host: &str) -> bool {
    is_loopback(without_port(host))
}

fn is_loopback(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost") || address(name).is_some_and(|address| address.is_loopback())
}

fn is_within(name: &str, network: &str, bits: &str) -> bool {
    let (Some(address), Some(network), Ok(bits)) = (address(name), address(network), bits.parse::<u32>())
    else {
        return false;
    };
    let (address, network, length) = match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(n)) => (u128::from(a.to_bits()), u128::from(n.to_bits()), 32),
        (IpAddr::V6(a), IpAddr::V6(n)) => (a.to_bits(), n.to_bits(), 128),
        _ => return false,
    };
    let Some(rest) = u32::checked_sub(length, bits) else { return false };
    // A shift by the whole width is none that Rust knows.
    (address ^ network).checked_shr(rest).unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    use oci::Reference;

    use super::*;

    #[test]
    fn hosts_are_approached_as_docker_does() {
        let rules = HostRules {
            plain_http: vec!["plain.example:5000".into()],
            insecure: vec![
                "lab.example".into(),
                "10.1.0.0/16".into(),
                "fd00::/8".into(),
                "all.example:1".into(),
            ],
            ..HostRules::default()
        };
        let table = [
            ("ghcr.io", Approach::Secure),
            ("docker.io", Approach::Secure),
            ("plain.example:5000", Approach::Plain),
            ("plain.example", Approach::Secure),
            ("lab.example:8443", Approach::Insecure),
            ("LAB.example", Approach::Insecure),
            ("all.example:2", Approach::Secure),
            ("10.1.2.3:5000", Approach::Insecure),
            ("10.2.2.3:5000", Approach::Secure),
            ("[fd12::1]:5000", Approach::Insecure),
            ("localhost:5000", Approach::Insecure),
            ("127.8.8.8:5000", Approach::Insecure),
            ("[::1]", Approach::Insecure),
            ("localhost.example", Approach::Secure),
        ];
        for (host, expected) in table {
            assert_eq!(rules.approach(host), expected, "{host}");
        }
    }

    /// UPDATES.md section 3.3: what is asked, for what people write.
    #[test]
    fn names_lead_to_the_right_host() {
        let digest = format!("sha256:{}", "a".repeat(64));
        let both = format!("repo:tag@{digest}");
        let table = [
            ("nginx", "registry-1.docker.io", "library/nginx", Some("latest")),
            ("docker.io/nginx:1", "registry-1.docker.io", "library/nginx", Some("1")),
            ("index.docker.io/nginx:1", "registry-1.docker.io", "library/nginx", Some("1")),
            ("registry-1.docker.io/library/nginx:1", "registry-1.docker.io", "library/nginx", Some("1")),
            ("user/app", "registry-1.docker.io", "user/app", Some("latest")),
            ("localhost:5000/a/b:x", "localhost:5000", "a/b", Some("x")),
            ("host.tld:5000/a", "host.tld:5000", "a", Some("latest")),
            ("myhost/app", "registry-1.docker.io", "myhost/app", Some("latest")),
            (both.as_str(), "registry-1.docker.io", "library/repo", Some("tag")),
            ("[::1]:5000/a:1", "[::1]:5000", "a", Some("1")),
        ];
        for (text, host, repository, tag) in table {
            let reference = Reference::parse(text).unwrap();
            assert_eq!(http_host(reference.registry()), host, "{text}");
            assert_eq!((reference.repository(), reference.tag()), (repository, tag), "{text}");
        }
        assert!(Reference::parse(&digest).is_err(), "an id is no name");
    }
}
