//! Tokens and passwords.

use testkit::{Auth, Kind, LyingRegistry, ManyScopes, Response, TokenAuth, TokenField};

use crate::client::{ACCEPT, ask, send, with_app};

const MANIFEST: &str = "HEAD /v2/app/manifests/1";

fn bearer(answer: &Response) -> String {
    format!("Bearer {}", answer.json()["token"].as_str().unwrap())
}

#[tokio::test]
async fn a_token_opens_what_it_names() {
    let (registry, digest) = with_app().await;
    let liar = LyingRegistry::before(&registry).token_auth().start();
    let refused = ask(&liar, MANIFEST, &[]).await;
    let challenge = format!(
        "Bearer realm=\"{}/token\",service=\"registry.test\",scope=\"repository:app:pull\"",
        liar.url()
    );
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, Some(challenge.as_str())));
    let ping = ask(&liar, "GET /v2/", &[]).await;
    assert!(!ping.header("www-authenticate").unwrap().contains("scope"));

    let given = ask(&liar, "GET /token?service=registry.test&scope=repository:app:pull", &[]).await;
    assert_eq!(given.json()["expires_in"], 300);
    let token = bearer(&given);
    let let_in = ask(&liar, MANIFEST, &[ACCEPT, ("Authorization", &token)]).await;
    assert_eq!((let_in.status, let_in.header("docker-content-digest")), (200, Some(digest.as_str())));
    let other = ask(&liar, "HEAD /v2/other/manifests/1", &[("Authorization", &token)]).await;
    assert_eq!(other.status, 401);
    assert!(other.header("www-authenticate").unwrap().contains("error=\"insufficient_scope\""));
    liar.expire_tokens();
    let expired = ask(&liar, MANIFEST, &[("Authorization", &token)]).await;
    assert!(expired.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
    assert_eq!((liar.count(Kind::Token), liar.count(Kind::HeadManifest), liar.count(Kind::Ping)), (1, 4, 1));
}

#[tokio::test]
async fn several_scopes_in_one_request() {
    let (registry, _) = with_app().await;
    let liar = LyingRegistry::before(&registry).token_auth().alias("copy", "app").start();
    let both = "GET /token?scope=repository:app:pull&scope=repository:copy:pull";
    for (many, status, second) in [
        (ManyScopes::Granted, 200, Some(200)),
        (ManyScopes::FirstOnly, 200, Some(401)),
        (ManyScopes::Refused, 400, None),
    ] {
        let auth = TokenAuth { many_scopes: many, ..TokenAuth::default() };
        liar.change(|behavior| behavior.auth = auth.into());
        let given = ask(&liar, both, &[]).await;
        assert_eq!(given.status, status);
        if let Some(second) = second {
            let token = bearer(&given);
            assert_eq!(ask(&liar, MANIFEST, &[("Authorization", &token)]).await.status, 200);
            let copy = ask(&liar, "HEAD /v2/copy/manifests/1", &[("Authorization", &token)]).await;
            assert_eq!(copy.status, second, "{many:?}");
        }
    }
}

#[tokio::test]
async fn credentials_for_tokens() {
    let (registry, _) = with_app().await;
    let account = TokenAuth { field: TokenField::AccessToken, ..TokenAuth::account("ann", "secret") };
    let liar = LyingRegistry::before(&registry).auth(account).start();
    let token = "GET /token?scope=repository:app:pull";
    assert_eq!(ask(&liar, token, &[]).await.status, 401);
    assert_eq!(ask(&liar, token, &[("Authorization", "Basic YW5uOndyb25n")]).await.status, 401);
    let given = ask(&liar, token, &[("Authorization", "Basic YW5uOnNlY3JldA==")]).await.json();
    assert!(given["access_token"].is_string() && given["token"].is_null());

    liar.change(|behavior| behavior.auth = TokenAuth::identity("refresh-me").into());
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let body = b"grant_type=refresh_token&refresh_token=refresh-me&scope=repository:app:pull&client_id=x";
    let given = send(&liar, "POST /token", &form, body).await;
    let token = bearer(&given);
    assert_eq!(ask(&liar, MANIFEST, &[("Authorization", &token)]).await.status, 200);
    let wrong = send(&liar, "POST /token", &form, b"grant_type=refresh_token&refresh_token=no").await;
    assert_eq!(wrong.status, 401);
    assert_eq!(liar.requests().last().unwrap().body, b"grant_type=refresh_token&refresh_token=no");
}

#[tokio::test]
async fn a_registry_that_is_never_content() {
    let (registry, _) = with_app().await;
    let liar = LyingRegistry::before(&registry).auth(TokenAuth::endless()).start();
    let token = bearer(&ask(&liar, "GET /token?scope=repository:app:pull", &[]).await);
    assert_eq!(ask(&liar, MANIFEST, &[("Authorization", &token)]).await.status, 401);
}

#[tokio::test]
async fn a_password_with_each_request() {
    let (registry, _) = with_app().await;
    let liar = LyingRegistry::before(&registry).basic_auth("ann", "secret").start();
    let refused = ask(&liar, MANIFEST, &[]).await;
    assert_eq!(refused.header("www-authenticate"), Some("Basic realm=\"testkit\""));
    assert_eq!(ask(&liar, MANIFEST, &[("Authorization", "Basic YW5uOnNlY3JldA==")]).await.status, 200);
    liar.change(|behavior| behavior.auth = Auth::Open);
    assert_eq!(ask(&liar, MANIFEST, &[]).await.status, 200);
}

#[tokio::test]
async fn the_real_registry_may_want_a_password_too() {
    let registry = testkit::registry_with_auth("ann", "secret").await;
    crate::client::small().push_to(&registry, "app:1").await;
    let liar = LyingRegistry::before(&registry).start();
    assert_eq!(ask(&liar, MANIFEST, &[]).await.status, 200);
}
