//! Plain files: whole, unchanged, continued, refused.

use registry::{Body, ErrorKind, Wanted};
use testkit::Bucket;

use crate::stage::anonymous;

async fn read(body: &mut Body) -> (Vec<u8>, bool) {
    let mut all = Vec::new();
    loop {
        match body.next().await {
            Ok(Some(piece)) => all.extend_from_slice(&piece),
            Ok(None) => return (all, true),
            Err(_) => return (all, false),
        }
    }
}

#[tokio::test]
async fn a_file_is_fetched_once_and_then_only_asked_about() {
    let bucket = Bucket::start();
    bucket.put("Debian/all.zip", b"the list".to_vec());
    let url = format!("{}/Debian/all.zip", bucket.url());
    let wanted = Wanted { url: &url, known: None, begun: None };
    let mut body = anonymous().download(&wanted).await.expect("answered").expect("a body");
    assert_eq!((body.size, body.from), (Some(8), 0));
    assert_eq!(read(&mut body).await, (b"the list".to_vec(), true));
    let tag = body.tag.expect("a tag");
    let again = Wanted { known: Some(&tag), ..wanted };
    assert!(anonymous().download(&again).await.expect("answered").is_none());
    bucket.put("Debian/all.zip", b"a newer list".to_vec());
    assert!(anonymous().download(&again).await.expect("answered").is_some());
}

#[tokio::test]
async fn what_broke_off_goes_on_where_it_ended() {
    let bucket = Bucket::start();
    bucket.put("big", vec![7; 100_000]);
    bucket.break_after(60_000);
    let url = format!("{}/big", bucket.url());
    let wanted = Wanted { url: &url, known: None, begun: None };
    let mut body = anonymous().download(&wanted).await.expect("answered").expect("a body");
    let (begun, whole) = read(&mut body).await;
    assert!(!whole && begun.len() <= 60_000, "{} bytes", begun.len());
    let tag = body.tag.clone().expect("a tag");
    let rest = Wanted { begun: Some((&tag, begun.len() as u64)), ..wanted };
    let mut body = anonymous().download(&rest).await.expect("answered").expect("a body");
    assert_eq!((body.from, body.size), (begun.len() as u64, Some(100_000)));
    let (more, whole) = read(&mut body).await;
    assert_eq!((begun.len() + more.len(), whole), (100_000, true));
    // Another version since then comes whole.
    bucket.put("big", vec![8; 1000]);
    let body = anonymous().download(&rest).await.expect("answered").expect("a body");
    assert_eq!((body.from, body.size), (0, Some(1000)));
}

#[tokio::test]
async fn a_missing_file_and_an_address_that_is_none_are_told() {
    let bucket = Bucket::start();
    let url = format!("{}/nothing", bucket.url());
    let missing = anonymous().download(&Wanted { url: &url, known: None, begun: None }).await;
    assert!(matches!(missing.expect_err("missing").kind(), ErrorKind::NotFound(_)));
    for url in ["file:///etc/passwd", "ftp://host/x", "no address"] {
        let refused = anonymous().download(&Wanted { url, known: None, begun: None }).await;
        assert!(refused.is_err(), "{url}");
    }
}
