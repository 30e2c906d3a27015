//! What is under a name today.

use oci::Digest;
use registry::{BadAnswer, ErrorKind, How, Missing};
use testkit::{Auth, Format, ImageBuilder, Kind, LyingRegistry, Rule, Then, TokenAuth, push_index_of};

use crate::stage::{anonymous, known_as, parsed, password, with_app};

/// UPDATES.md section 10, D11: all four types are asked for, so that each answers with its own digest.
#[tokio::test]
async fn every_kind_of_manifest_has_its_own_digest() {
    let server = testkit::registry().await;
    let docker = ImageBuilder::scratch().file("a", "docker", 0o644);
    let oci = ImageBuilder::scratch().file("a", "oci", 0o644).oci();
    let mut expected = vec![
        ("a:docker", docker.push_to(&server, "a:docker").await),
        ("a:oci", oci.push_to(&server, "a:oci").await),
    ];
    for (name, format, image) in [("a:list", Format::Docker, docker), ("a:index", Format::Oci, oci)] {
        let child = image.push_child(&server, "a").await;
        expected.push((name, push_index_of(&server, name, format, &[child]).await));
    }
    let client = anonymous();
    for (name, digest) in expected {
        let head = client.head(&parsed(&server.reference(name))).await.unwrap();
        assert_eq!((head.digest.as_str(), head.how), (digest.as_str(), How::Head), "{name}");
        assert!(head.size.is_some_and(|size| size > 100) && !head.media_type.is_empty(), "{head:?}");
        let pinned = parsed(&server.reference(&format!("a@{digest}")));
        assert_eq!(client.head(&pinned).await.unwrap().digest, head.digest);
    }
}

#[tokio::test]
async fn one_head_and_nothing_else() {
    let (server, digest) = with_app().await;
    let liar = LyingRegistry::before(&server)
        .header("ratelimit-limit", "100;w=21600")
        .header("ratelimit-remaining", "41;w=21600")
        .start();
    let client = anonymous();
    let head = client.head(&parsed(&liar.reference("app:1"))).await.unwrap();
    assert_eq!(head.digest.as_str(), digest);
    let lines: Vec<_> = liar.requests().iter().map(testkit::Heard::line).collect();
    assert_eq!(lines, ["HEAD /v2/app/manifests/1"], "no ping, no GET");
    let accept = liar.requests()[0].header("accept").unwrap().to_owned();
    assert_eq!(accept.split(", ").count(), 4, "{accept}");
    assert_eq!(head.rate.as_ref().map(|rate| (rate.limit, rate.remaining)), Some((100, 41)));
    assert_eq!(client.budget(&liar.host()), head.rate);
}

/// D8: a registry that sends no digest is read and hashed, known for it, and not asked twice per name.
#[tokio::test]
async fn without_the_header_the_bytes_are_hashed() {
    let (server, digest) = with_app().await;
    let liar = LyingRegistry::before(&server).without_digest_header().start();
    let client = anonymous();
    for _ in 0..3 {
        let head = client.head(&parsed(&liar.reference("app:1"))).await.unwrap();
        assert_eq!((head.digest.as_str(), head.how), (digest.as_str(), How::Get));
    }
    assert!(client.sends_no_digest(&liar.host()));
    assert_eq!((liar.count(Kind::HeadManifest), liar.count(Kind::GetManifest)), (1, 3));
}

#[tokio::test]
async fn a_digest_that_is_none_is_not_believed() {
    let (server, digest) = with_app().await;
    for wrong in ["sha256:abc", "md5:d41d8cd98f00b204e9800998ecf8427e", "../../etc/passwd"] {
        let rule =
            Rule::on("(HEAD|GET) /v2/app/").then(Then::Header("Docker-Content-Digest".into(), wrong.into()));
        let liar = LyingRegistry::before(&server).rule(rule).start();
        let head = anonymous().head(&parsed(&liar.reference("app:1"))).await.unwrap();
        assert_eq!((head.digest.as_str(), head.how), (digest.as_str(), How::Get), "{wrong}");
    }
    let liar = LyingRegistry::before(&server).rule(Rule::on("HEAD").then(Then::WrongDigestHeader)).start();
    let pinned = parsed(&liar.reference(&format!("app@{digest}")));
    let error = anonymous().head(&pinned).await.unwrap_err();
    let expected = Digest::parse(&digest).unwrap();
    assert_eq!(*error.kind(), ErrorKind::BadAnswer(BadAnswer::WrongDigest { expected }));
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let (server, _) = with_app().await;
    let client = anonymous();
    for (name, missing, code) in
        [("app:2", Missing::Tag, "MANIFEST_UNKNOWN"), ("other:1", Missing::Repository, "NAME_UNKNOWN")]
    {
        let error = client.head(&parsed(&server.reference(name))).await.unwrap_err();
        // Distribution 2.8 says MANIFEST_UNKNOWN for both.
        let is_right = *error.kind() == ErrorKind::NotFound(missing)
            || *error.kind() == ErrorKind::NotFound(Missing::Tag);
        assert!(is_right && error.code().is_some(), "{name} {code}: {error:?}");
        assert!(!error.waiting_helps());
        assert_eq!(error.host(), server.host());
    }
    let liar = LyingRegistry::alone().start();
    let error = client.head(&parsed(&liar.reference("other:1"))).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NotFound(Missing::Repository));
}

#[tokio::test]
async fn redirects_are_followed_and_show_nothing_to_others() {
    let (server, digest) = with_app().await;
    let behind = LyingRegistry::before(&server).start();
    let target = format!("{}/v2/app/manifests/1", behind.url());
    let front = LyingRegistry::before(&server)
        .basic_auth("ada", "x")
        .rule(Rule::on("HEAD /v2/app/").then(Then::redirect(307, &target)))
        .start();
    let client = known_as(password("ada", "x"));
    let reference = parsed(&front.reference("app:1"));
    for _ in 0..2 {
        assert_eq!(client.head(&reference).await.unwrap().digest.as_str(), digest);
    }
    assert!(front.requests().iter().any(|one| one.header("authorization").is_some()));
    assert!(behind.requests().iter().all(|one| one.header("authorization").is_none()));
    // The host behind has demands of its own, which are met there.
    behind.change(|behavior| behavior.auth = TokenAuth::default().into());
    front.change(|behavior| behavior.auth = Auth::Open);
    assert_eq!(anonymous().head(&reference).await.unwrap().digest.as_str(), digest);
    assert_eq!(behind.count(Kind::Token), 1);
}

#[tokio::test]
async fn redirects_in_a_circle_end() {
    let front = LyingRegistry::alone().start();
    let circle = format!("{}/v2/app/manifests/1", front.url());
    for target in [circle.as_str(), "file:///etc/passwd", "//", "gopher://a/"] {
        front.change(|behavior| behavior.rules = vec![Rule::on("HEAD").then(Then::redirect(302, target))]);
        let error = anonymous().head(&parsed(&front.reference("app:1"))).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::BadAnswer(_)), "{target}: {error:?}");
    }
    assert!(front.requests().len() < 20);
}
