//! The way out: no proxy, the one that is named, or the system's.

use std::fmt;

/// Which proxy to use. Loopback addresses and what `no_proxy` names are always asked directly.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Proxies {
    /// None at all.
    #[default]
    None,
    /// What the operating system's settings say.
    System,
    /// These.
    Named {
        /// For plain HTTP, `http://proxy.example:3128`.
        http: Option<String>,
        /// For HTTPS.
        https: Option<String>,
        /// Hosts, domains and networks that are asked directly, separated by commas.
        no_proxy: String,
    },
}

impl fmt::Debug for Proxies {
    /// Leaves out the addresses: they may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::System => "System",
            Self::Named { .. } => "Named(..)",
        })
    }
}

impl Proxies {
    /// Reads the usual variables (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, in either case) from what the
    /// caller was started with; without any of them the system's settings count.
    pub fn from_variables<'a>(find: impl Fn(&str) -> Option<&'a str>) -> Self {
        let named = |name: &str| {
            let lower = name.to_ascii_lowercase();
            let value = find(&lower).or_else(|| find(name))?;
            (!value.is_empty()).then(|| value.to_owned())
        };
        let all = named("ALL_PROXY");
        let http = named("HTTP_PROXY").or_else(|| all.clone());
        let https = named("HTTPS_PROXY").or(all);
        if http.is_none() && https.is_none() {
            return Self::System;
        }
        Self::Named { http, https, no_proxy: named("NO_PROXY").unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxys_password_is_not_printed() {
        let proxies =
            Proxies::from_variables(|name| (name == "HTTPS_PROXY").then_some("http://me:sesame@p:1"));
        assert!(matches!(proxies, Proxies::Named { .. }) && !format!("{proxies:?}").contains("sesame"));
    }
}
