//! What a registry demands in a 401: every challenge of every header, in any case and order.

use http_auth::ChallengeRef;
use http_auth::parser::ChallengeParser;
use reqwest::Url;
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

use crate::error::BadAnswer;
use crate::words;

/// A demand we can meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Demand {
    /// Name and password with every request.
    Basic,
    /// A token from somewhere.
    Bearer(Bearer),
}

/// Where tokens come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bearer {
    pub(crate) realm: Url,
    pub(crate) service: Option<String>,
    /// What the registry wants the token to be good for.
    pub(crate) scope: Option<String>,
}

impl Demand {
    /// Reads the demand of a 401; tokens are preferred, as everywhere.
    pub(crate) fn read(headers: &HeaderMap) -> Result<Self, BadAnswer> {
        let texts: Vec<&str> =
            headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok()).collect();
        // One broken challenge does not spoil the others.
        let challenges: Vec<_> = texts.iter().flat_map(|text| ChallengeParser::new(text).flatten()).collect();
        let find = |scheme: &str| challenges.iter().find(|one| one.scheme.eq_ignore_ascii_case(scheme));
        match (find("bearer"), find("basic")) {
            (Some(bearer), _) => Ok(Demand::Bearer(Bearer::read(bearer)?)),
            (None, Some(_)) => Ok(Demand::Basic),
            (None, None) => {
                let cause = format!("{:?}", words::cleaned(&texts.join(", "), 200));
                Err(BadAnswer::Challenge { cause })
            }
        }
    }

    pub(crate) fn without_scope(&self) -> Self {
        match self {
            Demand::Basic => Demand::Basic,
            Demand::Bearer(bearer) => Demand::Bearer(Bearer { scope: None, ..bearer.clone() }),
        }
    }
}

impl Bearer {
    fn read(challenge: &ChallengeRef<'_>) -> Result<Self, BadAnswer> {
        let find = |name: &str| {
            let found = challenge.params.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.to_unescaped()).filter(|value| !value.is_empty())
        };
        let realm = find("realm").and_then(|realm| Url::parse(&realm).ok());
        let realm = realm.filter(|realm| matches!(realm.scheme(), "http" | "https") && realm.has_host());
        let realm = realm.ok_or_else(|| BadAnswer::Challenge { cause: "it names no realm".to_owned() })?;
        Ok(Self { realm, service: find("service"), scope: find("scope") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str]) -> Result<Demand, BadAnswer> {
        let pairs = values.iter().map(|value| (WWW_AUTHENTICATE, value.parse().unwrap()));
        Demand::read(&pairs.fold(HeaderMap::new(), |mut headers, (name, value)| {
            headers.append(name, value);
            headers
        }))
    }

    fn bearer(realm: &str, service: Option<&str>, scope: Option<&str>) -> Result<Demand, BadAnswer> {
        let realm = realm.parse().unwrap();
        Ok(Demand::Bearer(Bearer { realm, service: service.map(Into::into), scope: scope.map(Into::into) }))
    }

    #[test]
    fn reads_what_registries_send() {
        let hub = r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull""#;
        assert_eq!(
            read(&[hub]),
            bearer(
                "https://auth.docker.io/token",
                Some("registry.docker.io"),
                Some("repository:library/nginx:pull")
            )
        );
        // Case of the scheme is free, case of values is kept; commas in quotes part nothing.
        let odd = r#"bEARER Realm="https://Host.example/Auth?x=A,b" , error="invalid_token, so it is""#;
        assert_eq!(read(&[odd]), bearer("https://host.example/Auth?x=A,b", None, None));
        assert_eq!(read(&[r#"Basic realm="a""#]), Ok(Demand::Basic));
        let several = [r#"Negotiate, Basic realm="x""#, r#"Bearer realm="https://a.example/t""#];
        assert_eq!(read(&several), bearer("https://a.example/t", None, None));
        let broken = [r#"Digest realm="unclosed"#, r#"basic realm="x""#];
        assert_eq!(read(&broken), Ok(Demand::Basic));
    }

    #[test]
    fn refuses_the_rest() {
        let table: [&[&str]; 6] = [
            &[],
            &[""],
            &["Negotiate"],
            &["Bearer service=\"x\""],
            &["Bearer realm=\"file:///etc/passwd\""],
            &["Bearer realm=\"/token\""],
        ];
        for values in table {
            assert!(matches!(read(values), Err(BadAnswer::Challenge { .. })), "{values:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_a_registry_sends_panics(text in "[ -~]*", quoted in "[ -~]*") {
            let value = format!("{text}, Bearer realm=\"{quoted}\"{text}");
            if let Ok(value) = value.parse() {
                let _ = Demand::read(&[(WWW_AUTHENTICATE, value)].into_iter().collect());
            }
        }
    }
}
