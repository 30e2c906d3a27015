use super::*;
use crate::image::Config;

fn image(diff_ids: &[&str], config: &str) -> Image {
    Image {
        id: "sha256:me".into(),
        config: Config::parse(config.as_bytes()).unwrap(),
        diff_ids: diff_ids.iter().map(|id| (*id).to_owned()).collect(),
        ..Image::default()
    }
}

fn candidate(reference: &str, diff_ids: &[&str]) -> Candidate {
    Candidate {
        reference: reference.into(),
        id: format!("sha256:{reference}"),
        diff_ids: diff_ids.iter().map(|id| (*id).to_owned()).collect(),
    }
}

#[test]
fn the_longest_chain_of_layers_is_the_base() {
    let candidates = [
        candidate("debian:12", &["a"]),
        candidate("python:3.12", &["a", "b"]),
        candidate("other", &["x"]),
        candidate("same", &["a", "b", "c"]),
        candidate("", &["a", "b"]),
        candidate("empty", &[]),
    ];
    let base = recognise(&image(&["a", "b", "c"], "{}"), None, &candidates).unwrap();
    assert_eq!((base.reference.as_str(), base.how, base.layers), ("python:3.12", How::Layers, 2));
    assert_eq!(recognise(&image(&["q"], "{}"), None, &candidates), None);
    assert_eq!(recognise(&image(&[], "{}"), None, &candidates), None);
}

#[test]
fn labels_name_a_base_that_is_not_here() {
    let config =
        r#"{"config":{"Labels":{"org.opencontainers.image.base.name":"docker.io/library/alpine:3.23"}}}"#;
    let base = recognise(&image(&["a"], config), None, &[]).unwrap();
    assert_eq!((base.reference.as_str(), base.how), ("alpine:3.23", How::Labels));
    let hostile = r#"{"config":{"Labels":{"org.opencontainers.image.base.name":"a b; rm -rf /"}}}"#;
    assert_eq!(recognise(&image(&["a"], hostile), None, &[]), None);
}

#[test]
fn otherwise_it_is_a_guess() {
    let config = r#"{"config":{"Env":["PG_VERSION=16.3-1.pgdg120+1"]}}"#;
    assert_eq!(recognise(&image(&["a"], config), None, &[]).unwrap().reference, "postgres:16.3");
    let release = Release { id: "alpine".into(), version: Some("3.23.6".into()), ..Release::default() };
    let base = recognise(&image(&["a"], "{}"), Some(&release), &[]).unwrap();
    assert_eq!((base.reference.as_str(), base.how, base.layers), ("alpine:3.23", How::Guess, 0));
}
