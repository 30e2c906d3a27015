//! References against the vectors of `distribution/reference` and our own promises.

use oci::{Reference, ReferenceError, familiar};
use proptest::prelude::*;

const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn check(text: &str, registry: &str, repository: &str, tag: Option<&str>, shown: &str) {
    let reference = Reference::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(reference.registry(), registry, "{text}");
    assert_eq!(reference.repository(), repository, "{text}");
    assert_eq!(reference.tag(), tag, "{text}");
    assert_eq!(reference.to_string(), shown, "{text}");
    assert_eq!(Reference::parse(shown).as_ref(), Ok(&reference), "{text}");
    assert_eq!(Reference::parse(&reference.canonical()), Ok(reference), "{text}");
}

#[test]
fn defaults_are_filled_in_and_left_out() {
    let latest = Some("latest");
    check("nginx", "docker.io", "library/nginx", latest, "nginx");
    check("nginx:latest", "docker.io", "library/nginx", latest, "nginx");
    check("nginx:1.27", "docker.io", "library/nginx", Some("1.27"), "nginx:1.27");
    check("docker.io/nginx:1", "docker.io", "library/nginx", Some("1"), "nginx:1");
    check("index.docker.io/nginx:1", "docker.io", "library/nginx", Some("1"), "nginx:1");
    check("registry-1.docker.io/library/nginx:1", "docker.io", "library/nginx", Some("1"), "nginx:1");
    check("library/nginx", "docker.io", "library/nginx", latest, "nginx");
    check("user/app", "docker.io", "user/app", latest, "user/app");
    check("myhost/app", "docker.io", "myhost/app", latest, "myhost/app");
    check("localhost/app", "localhost", "app", latest, "localhost/app");
    check("localhost:5000/a/b:x", "localhost:5000", "a/b", Some("x"), "localhost:5000/a/b:x");
    check("host.tld:5000/a", "host.tld:5000", "a", latest, "host.tld:5000/a");
    check("[::1]:5000/a:1", "[::1]:5000", "a", Some("1"), "[::1]:5000/a:1");
    check("[2001:db8::1]/repo", "[2001:db8::1]", "repo", latest, "[2001:db8::1]/repo");
    check("ghcr.io/acme/api:1", "ghcr.io", "acme/api", Some("1"), "ghcr.io/acme/api:1");
    check("test.com:tag", "docker.io", "library/test.com", Some("tag"), "test.com:tag");
    check("test.com:5000", "docker.io", "library/test.com", Some("5000"), "test.com:5000");
    check("lowercase:Uppercase", "docker.io", "library/lowercase", Some("Uppercase"), "lowercase:Uppercase");
    check(
        "xn--n3h.com/myimage:xn--n3h.com",
        "xn--n3h.com",
        "myimage",
        Some("xn--n3h.com"),
        "xn--n3h.com/myimage:xn--n3h.com",
    );
    check(
        "sub-dom1.foo.com/bar/baz/quux",
        "sub-dom1.foo.com",
        "bar/baz/quux",
        latest,
        "sub-dom1.foo.com/bar/baz/quux",
    );
    check("foo_bar.com:8080", "docker.io", "library/foo_bar.com", Some("8080"), "foo_bar.com:8080");
    check("foo/foo_bar.com:8080", "docker.io", "foo/foo_bar.com", Some("8080"), "foo/foo_bar.com:8080");
    check(
        "docker.io/1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a",
        "docker.io",
        "library/1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a",
        latest,
        "docker.io/library/1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a",
    );
    check("docker.io/foo.bar/baz", "docker.io", "foo.bar/baz", latest, "docker.io/foo.bar/baz");
}

#[test]
fn digests_pin() {
    let pinned = format!("nginx@sha256:{HASH}");
    check(&pinned, "docker.io", "library/nginx", None, &pinned);
    let both = format!("nginx:latest@sha256:{HASH}");
    check(&both, "docker.io", "library/nginx", Some("latest"), &both);
    let reference = Reference::parse(&both).unwrap();
    assert!(reference.is_pinned());
    assert_eq!(reference.with_tag("1.2").unwrap().to_string(), "nginx:1.2");
}

#[test]
fn what_cannot_be_is_refused_with_a_reason() {
    use ReferenceError::*;
    let registry = |text: &str| BadRegistry { registry: text.to_owned() };
    let cases = [
        ("", Empty),
        (HASH, LooksLikeId),
        ("Nginx", UpperCase { lower: "nginx".into() }),
        ("test:5000/Uppercase/lowercase:tag", UpperCase { lower: "uppercase/lowercase".into() }),
        ("ng inx", BadCharacter { character: ' ' }),
        ("-foo/bar", BadCharacter { character: '-' }),
        ("foo/bar-", BadCharacter { character: '-' }),
        ("a..b", BadCharacter { character: '.' }),
        ("a___b", BadCharacter { character: '_' }),
        ("validname@invaliddigest", BadDigest(oci::DigestError::NoAlgorithm)),
        ("foo//bar", EmptyPart),
        ("nginx/", EmptyPart),
        ("/nginx", EmptyPart),
        (":justtag", EmptyPart),
        ("https://github.com/docker/docker", registry("https:")),
        ("aa.-b/x", registry("aa.-b")),
        ("[fe80::1%25eth0]:5000/repo", registry("[fe80::1%25eth0]:5000")),
        ("nginx:", BadTag { tag: String::new() }),
        ("nginx:a:b", BadTag { tag: "a:b".into() }),
        ("nginx:-a", BadTag { tag: "-a".into() }),
    ];
    for (text, error) in cases {
        assert_eq!(Reference::parse(text), Err(error), "{text}");
    }
    assert_eq!(Reference::parse(&"a/".repeat(128)), Err(TooLong { limit: 255 }));
    assert_eq!(Reference::parse(&format!("a:{}", "b".repeat(129))), Err(TooLong { limit: 128 }));
    assert!(Reference::parse(&"a".repeat(247)).is_ok());
    assert_eq!(
        Reference::parse(&"a".repeat(248)),
        Err(TooLong { limit: 255 }),
        "with library/ it is too long"
    );
}

#[test]
fn engine_names_read_as_typed() {
    let cases = [
        ("docker.io/library/nginx:1", "nginx:1"),
        ("docker.io/grafana/grafana:latest", "grafana/grafana"),
        ("localhost/app:latest", "localhost/app"),
        ("<none>:<none>", "<none>:<none>"),
        ("sha256:0123", "sha256:0123"),
    ];
    for (name, expected) in cases {
        assert_eq!(familiar(name), expected, "{name}");
    }
    assert_eq!(familiar(&format!("sha256:{HASH}")), format!("sha256:{HASH}"));
}

proptest! {
    #[test]
    fn any_text_is_parsed_or_refused(text in ".{0,400}") {
        if let Ok(reference) = Reference::parse(&text) {
            prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference));
        }
    }

    #[test]
    fn what_is_printed_reads_the_same(
        text in "((localhost|[a-zA-Z0-9]{1,3}(\\.[a-z]{1,3})?|\\[::1\\])(:[0-9]{1,5})?/)?(library/)?[a-z0-9.]{1,4}([-_./]{1,2}[a-z0-9]{1,3}){0,3}(:[A-Za-z0-9_.]{1,9})?(@sha256:[0-9a-f]{64})?",
    ) {
        if let Ok(reference) = Reference::parse(&text) {
            prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference.clone()));
            prop_assert_eq!(Reference::parse(&reference.canonical()), Ok(reference));
        }
    }

    #[test]
    fn ids_as_names_stay_names(name in "[0-9a-f]{64}", tag in "[0-9a-f]{64}") {
        for text in [format!("library/{name}"), format!("library/sha256:{tag}")] {
            let reference = Reference::parse(&text).unwrap();
            prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference));
        }
    }
}
