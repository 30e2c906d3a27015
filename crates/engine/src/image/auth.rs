//! What proves us to a registry, as it goes to the engine.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use bollard::auth::DockerCredentials;
use hyper::header::HeaderName;

/// How the engine calls Docker Hub when it looks for a sign-in.
const HUB: &str = "https://index.docker.io/v1/";
/// Where the engine reads it.
const HEADER: HeaderName = HeaderName::from_static("x-registry-auth");

/// What proves us to a registry.
#[derive(Clone, PartialEq, Eq)]
pub enum RegistryAuth {
    /// A name with a password or an access token.
    Password {
        /// Registry, `ghcr.io`. Docker Hub by any of its names.
        server: String,
        /// User name.
        username: String,
        /// Password or access token.
        password: String,
    },
    /// A token that `docker login` got in exchange for a password.
    IdentityToken {
        /// Registry.
        server: String,
        /// Token.
        token: String,
    },
}

impl fmt::Debug for RegistryAuth {
    /// Prints whom it is for and never the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Password { server, username, .. } => write!(f, "Password({username} at {server})"),
            Self::IdentityToken { server, .. } => write!(f, "IdentityToken({server})"),
        }
    }
}

fn credentials(auth: &RegistryAuth) -> DockerCredentials {
    let (server, username, password, identitytoken) = match auth.clone() {
        RegistryAuth::Password { server, username, password } => {
            (server, Some(username), Some(password), None)
        }
        RegistryAuth::IdentityToken { server, token } => (server, None, None, Some(token)),
    };
    let serveraddress = Some(server_address(server));
    DockerCredentials { username, password, serveraddress, identitytoken, ..DockerCredentials::default() }
}

/// Returns it as a header of our own requests. Engines want one even when there is nothing to prove.
pub(crate) fn header(auth: Option<&RegistryAuth>) -> (HeaderName, String) {
    let credentials = auth.map(credentials).unwrap_or_default();
    let json = serde_json::to_vec(&credentials).unwrap_or_else(|_| b"{}".to_vec());
    (HEADER, URL_SAFE.encode(json))
}

/// Docker Hub has one address there, whatever it is called in references (UPDATES.md 3.3).
fn server_address(server: String) -> String {
    match server.as_str() {
        "docker.io" | "index.docker.io" | "registry-1.docker.io" | "hub.docker.com" => HUB.to_owned(),
        _ => server,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(server: &str) -> serde_json::Value {
        let auth = RegistryAuth::Password {
            server: server.into(),
            username: "anna".into(),
            password: "s3cr3t?>".into(),
        };
        assert!(!format!("{auth:?}").contains("s3cr3t"));
        let (_, text) = header(Some(&auth));
        serde_json::from_slice(&URL_SAFE.decode(text).expect("base64 for addresses")).expect("JSON")
    }

    #[test]
    fn docker_hub_has_one_address() {
        for name in ["docker.io", "index.docker.io", "registry-1.docker.io", HUB] {
            assert_eq!(sent(name)["serveraddress"], HUB);
        }
        let ghcr = sent("ghcr.io");
        assert_eq!((&ghcr["serveraddress"], &ghcr["password"]), (&"ghcr.io".into(), &"s3cr3t?>".into()));
    }
}
