//! Signing in: once, shared, and never in circles.

use registry::{ErrorKind, Verified};
use testkit::{Kind, LyingRegistry, ManyScopes, Rule, Then, TokenAuth, TokenField};

use crate::stage::{anonymous, identity, known_as, parsed, password, with_app};

#[tokio::test]
async fn a_password_goes_where_it_is_demanded() {
    let server = testkit::registry_with_auth("ada", "pass:word").await;
    let digest = testkit::ImageBuilder::scratch().push_to(&server, "app:1").await;
    let reference = parsed(&server.reference("app:1"));
    let client = known_as(password("ada", "pass:word"));
    for _ in 0..2 {
        assert_eq!(client.head(&reference).await.unwrap().digest.as_str(), digest);
    }
    let wrong = known_as(password("ada", "wrong")).head(&reference).await.unwrap_err();
    assert_eq!((wrong.kind(), wrong.missing_or_private()), (&ErrorKind::AuthRejected, false));
    let nobody = anonymous().head(&reference).await.unwrap_err();
    assert_eq!(*nobody.kind(), ErrorKind::AuthRequired);
    assert!(!nobody.waiting_helps());
}

#[tokio::test]
async fn a_token_is_fetched_once_and_renewed_when_it_is_refused() {
    let (server, digest) = with_app().await;
    for field in [TokenField::Token, TokenField::AccessToken, TokenField::Both] {
        let auth = TokenAuth { field, ..TokenAuth::default() };
        let liar = LyingRegistry::before(&server).auth(auth).start();
        let (client, reference) = (anonymous(), parsed(&liar.reference("app:1")));
        for _ in 0..3 {
            assert_eq!(client.head(&reference).await.unwrap().digest.as_str(), digest);
        }
        assert_eq!(
            (liar.count(Kind::Token), liar.count(Kind::HeadManifest), liar.count(Kind::Ping)),
            (1, 4, 0)
        );
        liar.expire_tokens();
        client.head(&reference).await.unwrap();
        assert_eq!((liar.count(Kind::Token), liar.count(Kind::HeadManifest)), (2, 6), "{field:?}");
    }
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let (server, _) = with_app().await;
    let auth = TokenAuth { expires_in: Some(2), ..TokenAuth::default() };
    let liar = LyingRegistry::before(&server).auth(auth).start();
    let (client, reference) = (anonymous(), parsed(&liar.reference("app:1")));
    client.head(&reference).await.unwrap();
    // Four fifths of its life are over, a fifth is left.
    tokio::time::sleep(std::time::Duration::from_millis(1_650)).await;
    client.head(&reference).await.unwrap();
    assert_eq!(
        (liar.count(Kind::Token), liar.count(Kind::HeadManifest)),
        (2, 3),
        "no request was refused for it"
    );
}

#[tokio::test]
async fn many_at_once_fetch_one_token() {
    let (server, _) = with_app().await;
    let liar = LyingRegistry::before(&server).token_auth().start();
    let (client, reference) = (anonymous(), parsed(&liar.reference("app:1")));
    let all = (0..20).map(|_| client.head(&reference));
    assert!(futures_util::future::join_all(all).await.iter().all(Result::is_ok));
    assert_eq!(liar.count(Kind::Token), 1);
}

#[tokio::test]
async fn accounts_get_their_tokens() {
    let (server, digest) = with_app().await;
    let liar = LyingRegistry::before(&server).auth(TokenAuth::account("ada", "secret")).start();
    let reference = parsed(&liar.reference("app:1"));
    let head = known_as(password("ada", "secret")).head(&reference).await.unwrap();
    assert_eq!(head.digest.as_str(), digest);
    let wrong = known_as(password("ada", "wrong")).head(&reference).await.unwrap_err();
    assert_eq!(*wrong.kind(), ErrorKind::AuthRejected);
    let nobody = anonymous().head(&reference).await.unwrap_err();
    assert_eq!((nobody.kind(), nobody.missing_or_private()), (&ErrorKind::AuthRequired, true));
    let sent_to_registry = liar.requests().into_iter().filter(|one| one.kind != Kind::Token);
    assert!(
        sent_to_registry
            .into_iter()
            .all(|one| !one.header("authorization").is_some_and(|text| text.starts_with("Basic")))
    );
}

#[tokio::test]
async fn an_identity_token_goes_in_a_form() {
    let (server, digest) = with_app().await;
    let liar = LyingRegistry::before(&server).auth(TokenAuth::identity("refresh-me")).start();
    let reference = parsed(&liar.reference("app:1"));
    let head = known_as(identity("refresh-me")).head(&reference).await.unwrap();
    assert_eq!(head.digest.as_str(), digest);
    let asked: Vec<_> = liar.requests().into_iter().filter(|one| one.kind == Kind::Token).collect();
    assert_eq!((asked.len(), asked[0].method.as_str()), (1, "POST"));
    assert!(!asked[0].target.contains("refresh-me"), "no secret in an address");
    let wrong = known_as(identity("other")).head(&reference).await.unwrap_err();
    assert_eq!(*wrong.kind(), ErrorKind::AuthRejected);
}

/// Issue 3, item 15: 401 for ever.
#[tokio::test]
async fn a_registry_that_takes_no_token_is_asked_twice() {
    let (server, _) = with_app().await;
    let liar = LyingRegistry::before(&server).auth(TokenAuth::endless()).start();
    let reference = parsed(&liar.reference("app:1"));
    let error = anonymous().head(&reference).await.unwrap_err();
    assert_eq!((error.kind(), error.missing_or_private()), (&ErrorKind::AuthRequired, true));
    assert_eq!((liar.count(Kind::HeadManifest), liar.count(Kind::Token)), (2, 1));
    let auth = TokenAuth { account: Some(("ada".into(), "x".into())), ..TokenAuth::endless() };
    liar.change(|behavior| behavior.auth = auth.into());
    let error = known_as(password("ada", "x")).head(&reference).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::AuthRejected);
}

#[tokio::test]
async fn an_issuer_that_fails_is_told_apart() {
    let (server, _) = with_app().await;
    let cases = [
        (Then::status(500), ErrorKind::Server(500)),
        (Then::status(403), ErrorKind::AuthRequired),
        (Then::Close, ErrorKind::ConnectFailed { cause: String::new() }),
    ];
    for (then, expected) in cases {
        let liar =
            LyingRegistry::before(&server).token_auth().rule(Rule::on("GET /token").then(then)).start();
        let error = anonymous().head(&parsed(&liar.reference("app:1"))).await.unwrap_err();
        assert_eq!(std::mem::discriminant(error.kind()), std::mem::discriminant(&expected), "{error:?}");
    }
    for body in ["", "<html>", "{}", r#"{"token": 5}"#] {
        let rule = Rule::on("GET /token").then(Then::Body(body.into()));
        let liar = LyingRegistry::before(&server).token_auth().rule(rule).start();
        let error = anonymous().head(&parsed(&liar.reference("app:1"))).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::BadAnswer(_)), "{body}: {error:?}");
    }
    let rule = Rule::on("GET /token").then(Then::EndlessBody);
    let liar = LyingRegistry::before(&server).token_auth().rule(rule).start();
    let error = anonymous().head(&parsed(&liar.reference("app:1"))).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{error:?}");
}

#[tokio::test]
async fn a_realm_elsewhere_gets_no_secret_without_tls() {
    let (server, _) = with_app().await;
    let auth =
        TokenAuth { realm: Some("http://tokens.example/token".into()), ..TokenAuth::account("a", "b") };
    let liar = LyingRegistry::before(&server).auth(auth).start();
    let error = known_as(password("a", "b")).head(&parsed(&liar.reference("app:1"))).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::BadAnswer(_)), "{error:?}");
    assert!(error.to_string().contains("without TLS"), "{error}");
}

#[tokio::test]
async fn a_credential_is_tried_before_it_is_kept() {
    let (server, _) = with_app().await;
    let open = LyingRegistry::before(&server).start();
    let basic = LyingRegistry::before(&server).basic_auth("ada", "x").start();
    let token = LyingRegistry::before(&server).auth(TokenAuth::account("ada", "x")).start();
    let client = anonymous();
    assert_eq!(client.verify(&open.host(), &password("ada", "x")).await.unwrap(), Verified::NotNeeded);
    for liar in [basic, token] {
        assert_eq!(client.verify(&liar.host(), &password("ada", "x")).await.unwrap(), Verified::Accepted);
        let error = client.verify(&liar.host(), &password("ada", "y")).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::AuthRejected);
    }
}

#[tokio::test]
async fn one_token_serves_sixteen_repositories() {
    let (server, digest) = with_app().await;
    for (many_scopes, tokens) in
        [(ManyScopes::Granted, 3), (ManyScopes::Refused, 3 + 40), (ManyScopes::FirstOnly, 3 + 37)]
    {
        let auth = TokenAuth { many_scopes, ..TokenAuth::default() };
        let liar = LyingRegistry::before(&server).auth(auth).alias("copy/", "app").start();
        let heads = crate::many::all(&anonymous(), crate::stage::copies(&liar, 40)).await;
        for head in heads {
            assert_eq!(head.unwrap().digest.as_str(), digest, "{many_scopes:?}");
        }
        assert_eq!(liar.count(Kind::Token), tokens, "{many_scopes:?}");
    }
}
