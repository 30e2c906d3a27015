//! Manifests, images, blobs.

use futures_util::TryStreamExt as _;
use oci::Platform;
use registry::{BadAnswer, ErrorKind, ManifestKind};
use testkit::{ImageBuilder, Kind, LyingRegistry, Rule, Then};

use crate::stage::{anonymous, parsed, with_app};

fn image(architecture: &str) -> ImageBuilder {
    ImageBuilder::scratch()
        .file("etc/architecture", architecture, 0o644)
        .env("ARCH", architecture)
        .created("2026-01-02T03:04:05Z")
        .platform("linux", architecture, None)
}

#[tokio::test]
async fn an_image_of_an_index_is_read_once() {
    let server = testkit::registry().await;
    let index = testkit::push_index(&server, "app:1", &[image("amd64"), image("arm64")]).await;
    let liar = LyingRegistry::before(&server).start();
    let (client, reference) = (anonymous(), parsed(&liar.reference("app:1")));
    let amd64 = client.image(&reference, &Platform::parse("linux/amd64").unwrap()).await.unwrap();
    assert_eq!(amd64.index_digest.as_ref().map(oci::Digest::as_str), Some(index.as_str()));
    assert_eq!(amd64.config["config"]["Env"].as_array().unwrap().last().unwrap(), "ARCH=amd64");
    assert_eq!(amd64.platform, Some(Platform::parse("linux/amd64").unwrap()));
    assert_eq!(amd64.created.unwrap().to_string(), "2026-01-02T03:04:05Z");
    assert!(!amd64.layers.is_empty() && amd64.layers.iter().all(|layer| layer.size > 0));
    assert_eq!((liar.count(Kind::GetManifest), liar.count(Kind::Blob)), (2, 1));

    let pinned = reference.with_digest(amd64.index_digest.as_ref().unwrap());
    let again = client.image(&pinned, &Platform::parse("linux/amd64").unwrap()).await.unwrap();
    assert_eq!(again.config_digest, amd64.config_digest);
    assert_eq!(
        (liar.count(Kind::GetManifest), liar.count(Kind::Blob)),
        (2, 1),
        "nothing is asked twice by digest"
    );

    let error = client.image(&reference, &Platform::parse("linux/s390x").unwrap()).await.unwrap_err();
    let ErrorKind::NoMatchingPlatform { offered } = error.kind() else { panic!("{error:?}") };
    assert_eq!(offered.iter().map(ToString::to_string).collect::<Vec<_>>(), ["linux/amd64", "linux/arm64"]);
}

#[tokio::test]
async fn blobs_are_streamed_in_whole_and_in_part() {
    let server = testkit::registry().await;
    ImageBuilder::scratch().noise("data", 300_000).push_to(&server, "app:1").await;
    let (client, reference) = (anonymous(), parsed(&server.reference("app:1")));
    let manifest = client.manifest(&reference).await.unwrap();
    let ManifestKind::Image(image) = manifest.kind else { panic!("an image was pushed") };
    let layer = image.layers.last().unwrap();
    let whole: Vec<_> =
        client.blob(&reference, &layer.digest, layer.size, None).await.unwrap().try_collect().await.unwrap();
    let whole = whole.concat();
    assert_eq!(whole.len() as u64, layer.size);
    let part = client.blob(&reference, &layer.digest, layer.size, Some((1000, 1999))).await.unwrap();
    let part: Vec<_> = part.try_collect().await.unwrap();
    assert_eq!(part.concat(), whole[1000..2000]);
}

#[tokio::test]
async fn a_blob_that_lies_is_found_out_at_its_end() {
    let server = testkit::registry().await;
    ImageBuilder::scratch().noise("data", 300_000).push_to(&server, "app:1").await;
    let reference = parsed(&server.reference("app:1"));
    let ManifestKind::Image(image) = anonymous().manifest(&reference).await.unwrap().kind else { panic!() };
    let layer = image.layers.last().unwrap().clone();
    let wrong_digest = |kind: &ErrorKind| matches!(kind, ErrorKind::BadAnswer(BadAnswer::WrongDigest { .. }));
    let wrong_length = |kind: &ErrorKind| matches!(kind, ErrorKind::BadAnswer(BadAnswer::WrongLength { .. }));
    let broken = |kind: &ErrorKind| matches!(kind, ErrorKind::ConnectFailed { .. });
    type Check<'a> = &'a dyn Fn(&ErrorKind) -> bool;
    let table: [(Then, Check<'_>); 5] = [
        (Then::WrongBody, &wrong_digest),
        (Then::EndlessBody, &wrong_length),
        (Then::CutAfter(5_000), &broken),
        (Then::Body(vec![7; 400_000]), &wrong_length),
        (Then::Body(vec![7; 100]), &wrong_length),
    ];
    for (then, is_right) in table {
        let name = format!("{then:?}").chars().take(40).collect::<String>();
        let liar = LyingRegistry::before(&server).rule(Rule::on("GET /v2/app/blobs/").then(then)).start();
        let reference = parsed(&liar.reference("app:1"));
        let stream = anonymous().blob(&reference, &layer.digest, layer.size, None).await.unwrap();
        let error = stream.try_fold(0, |sum, piece| async move { Ok(sum + piece.len()) }).await.unwrap_err();
        assert!(is_right(error.kind()), "{name}: {error:?}");
    }
}

#[tokio::test]
async fn a_range_that_is_ignored_is_not_taken_for_one() {
    let (server, _) = with_app().await;
    let rule = Rule::on("GET /v2/app/blobs/").then(Then::status(200).with_body("whole"));
    let liar = LyingRegistry::before(&server).rule(rule).start();
    let reference = parsed(&liar.reference("app:1"));
    let digest = oci::Digest::parse(&format!("sha256:{}", "a".repeat(64))).unwrap();
    let error = anonymous().blob(&reference, &digest, 100, Some((0, 9))).await.err().unwrap();
    assert_eq!(*error.kind(), ErrorKind::BadAnswer(BadAnswer::Status(200)));
}

#[tokio::test]
async fn a_config_that_lies_is_refused() {
    let server = testkit::registry().await;
    image("amd64").push_to(&server, "app:1").await;
    for then in [Then::WrongBody, Then::EndlessBody, Then::Body(b"{".to_vec())] {
        let liar = LyingRegistry::before(&server).rule(Rule::on("GET /v2/app/blobs/").then(then)).start();
        let platform = Platform::parse("linux/amd64").unwrap();
        let error = anonymous().image(&parsed(&liar.reference("app:1")), &platform).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::BadAnswer(_)), "{error:?}");
    }
}
