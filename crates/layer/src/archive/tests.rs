//! Archives in the shapes that engines write.

use std::collections::HashSet;
use std::fs;

use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::testing::{Layer, gzip, zstd};
use crate::{Limits, Nothing};

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn one() -> Vec<u8> {
    Layer::new().folder("a").file("a/one", b"1").tar()
}

fn two() -> Vec<u8> {
    Layer::new().file("a/two", b"22").whiteout("a/one").tar()
}

fn config(architecture: &str, layers: &[Vec<u8>]) -> Vec<u8> {
    let diff_ids: Vec<String> = layers.iter().map(|layer| format!("sha256:{}", digest(layer))).collect();
    json!({"os": "linux", "architecture": architecture, "rootfs": {"type": "layers", "diff_ids": diff_ids}})
        .to_string()
        .into_bytes()
}

/// What `docker save` of 20.10 writes: the list at the end, the same layer twice as a link.
fn docker_20() -> Vec<u8> {
    let config = config("amd64", &[one(), two(), one()]);
    let list = json!([{"Config": format!("{}.json", digest(&config)), "RepoTags": ["x:1", "x:2"],
        "Layers": ["aa/layer.tar", "bb/layer.tar", "cc/layer.tar"]}]);
    Layer::new()
        .folder("aa")
        .file("aa/VERSION", b"1.0")
        .file("aa/json", b"{\"id\":\"aa\"}")
        .file("aa/layer.tar", &one())
        .file("bb/layer.tar", &two())
        .symlink("cc/layer.tar", "../aa/layer.tar")
        .file(&format!("{}.json", digest(&config)), &config)
        .file("manifest.json", list.to_string().as_bytes())
        .file("repositories", b"{}")
        .tar()
}

/// Blobs of an OCI layout.
#[derive(Default)]
struct Layout(Vec<(String, Vec<u8>)>);

impl Layout {
    fn blob(&mut self, bytes: Vec<u8>) -> serde_json::Value {
        let digest = digest(&bytes);
        let size = bytes.len();
        self.0.push((format!("blobs/sha256/{digest}"), bytes));
        json!({"mediaType": "application/octet-stream", "digest": format!("sha256:{digest}"), "size": size})
    }

    fn image(&mut self, architecture: &str, layers: &[(Vec<u8>, Vec<u8>)]) -> serde_json::Value {
        let plain: Vec<_> = layers.iter().map(|(plain, _)| plain.clone()).collect();
        let config = self.blob(config(architecture, &plain));
        let layers: Vec<_> = layers.iter().map(|(_, packed)| self.blob(packed.clone())).collect();
        self.blob(json!({"schemaVersion": 2, "config": config, "layers": layers}).to_string().into_bytes())
    }

    fn index(mut self, descriptors: &[serde_json::Value]) -> Self {
        let index = json!({"schemaVersion": 2, "manifests": descriptors}).to_string().into_bytes();
        self.0.push(("index.json".to_owned(), index));
        self.0.push(("oci-layout".to_owned(), b"{\"imageLayoutVersion\":\"1.0.0\"}".to_vec()));
        self
    }

    fn tar(&self) -> Vec<u8> {
        self.0.iter().fold(Layer::new(), |tar, (name, bytes)| tar.file(name, bytes)).tar()
    }
}

/// What Docker with containerd's store writes: one name, two platforms, an attestation that is no image.
fn oci() -> Layout {
    let mut layout = Layout::default();
    let amd = layout.image("amd64", &[(one(), gzip(&one())), (two(), zstd(&two()))]);
    let arm = layout.image("arm64", &[(one(), gzip(&one()))]);
    let statement = layout.blob(b"{\"predicateType\":\"x\"}".to_vec());
    let proof_config = layout.blob(b"{}".to_vec());
    let proof = json!({"schemaVersion": 2, "config": proof_config, "layers": [statement]}).to_string();
    let proof = layout.blob(proof.into_bytes());
    let missing = json!({"digest": format!("sha256:{}", "0".repeat(64)), "mediaType": "x", "size": 1});
    let index = json!({"schemaVersion": 2, "manifests": [amd, arm, proof, missing]}).to_string();
    let mut top = layout.blob(index.into_bytes());
    top["annotations"] = json!({"io.containerd.image.name": "docker.io/library/x:1"});
    layout.index(&[top])
}

type Read = Result<Archive<Nothing>, ArchiveError>;

fn stream(bytes: &[u8], wanted: &Wanted<'_>) -> Read {
    read_archive(bytes, &mut || Nothing, wanted, &Limits::default())
}

fn file(bytes: &[u8], wanted: &Wanted<'_>) -> Read {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive");
    fs::write(&path, bytes).unwrap();
    open_archive(&path, &mut || Nothing, wanted, &Limits::default())
}

const WAYS: [fn(&[u8], &Wanted<'_>) -> Read; 2] = [stream, file];

fn states(archive: &Archive<Nothing>) -> Vec<LayerState> {
    archive.images.iter().flat_map(|image| image.layers.iter().map(|layer| layer.state)).collect()
}

#[test]
fn dockers_classic_archive() {
    let tar = docker_20();
    for packed in [tar.clone(), gzip(&tar), zstd(&tar)] {
        for way in WAYS {
            let archive = way(&packed, &Wanted { verify: true, ..Wanted::default() }).unwrap();
            let image = &archive.images[0];
            assert_eq!(image.names, ["x:1", "x:2"]);
            assert_eq!(image.config_digest.hash(), digest(&image.config));
            assert_eq!(image.platform.as_ref().unwrap().to_string(), "linux/amd64");
            assert_eq!(states(&archive), [LayerState::Read(0), LayerState::Read(1), LayerState::Read(0)]);
            assert_eq!(archive.layers[0].index.entries.len(), 2);
            assert_eq!(archive.layers[1].index.whiteouts.len(), 1);
        }
    }
}

#[test]
fn an_image_for_several_platforms() {
    let tar = oci().tar();
    let (amd, s390) = (Platform::parse("linux/amd64").unwrap(), Platform::parse("linux/s390x").unwrap());
    for way in WAYS {
        let all = way(&tar, &Wanted { verify: true, ..Wanted::default() }).unwrap();
        assert_eq!(all.images.len(), 2);
        assert!(all.images.iter().all(|image| image.names == ["docker.io/library/x:1"]));
        assert_eq!(states(&all), [LayerState::Read(0), LayerState::Read(1), LayerState::Read(0)]);
        let one = way(&tar, &Wanted { platform: Some(&amd), ..Wanted::default() }).unwrap();
        assert_eq!(one.images.len(), 1);
        assert_eq!(one.images[0].platform.as_ref(), Some(&amd));
        let none = way(&tar, &Wanted { platform: Some(&s390), ..Wanted::default() });
        assert!(matches!(none, Err(ArchiveError::NoPlatform)));
    }
}

#[test]
fn a_layout_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in oci().0 {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let archive =
        open_archive(folder.path(), &mut || Nothing, &Wanted::default(), &Limits::default()).unwrap();
    assert_eq!(states(&archive), [LayerState::Read(0), LayerState::Read(1), LayerState::Read(0)]);
}

#[test]
fn known_layers_are_not_read() {
    let tar = oci().tar();
    let known: HashSet<String> =
        [gzip(&one()), one()].iter().map(|layer| format!("sha256:{}", digest(layer))).collect();
    let is_known = |digest: &Digest| known.contains(digest.as_str());
    for way in WAYS {
        let archive = way(&tar, &Wanted { known: &is_known, ..Wanted::default() }).unwrap();
        assert_eq!(states(&archive), [LayerState::Known, LayerState::Read(0), LayerState::Known]);
        assert_eq!(archive.layers.len(), 1);
    }
}

#[test]
fn contents_under_a_wrong_digest_are_told_from_right_ones() {
    let config = config("amd64", &[one(), two()]);
    let list = json!([{"Config": "c.json", "RepoTags": null, "Layers": ["1.tar", "2.tar"]}]).to_string();
    let tar = Layer::new()
        .file("manifest.json", list.as_bytes())
        .file("1.tar", &one())
        .file("2.tar", &Layer::new().file("other", b"x").tar())
        .file("c.json", &config)
        .tar();
    for way in WAYS {
        let checked = way(&tar, &Wanted { verify: true, ..Wanted::default() }).unwrap();
        assert_eq!(states(&checked), [LayerState::Read(0), LayerState::Wrong]);
        assert_eq!(
            states(&way(&tar, &Wanted::default()).unwrap()),
            [LayerState::Read(0), LayerState::Read(1)]
        );
    }
}

#[test]
fn what_is_no_archive_is_an_error() {
    let no_list = Layer::new().file("1.tar", &one()).tar();
    let links = Layer::new().symlink("manifest.json", "b").symlink("b", "manifest.json").tar();
    let missing = json!([{"Config": "../../../etc/passwd", "RepoTags": [], "Layers": []}]).to_string();
    let climbs = Layer::new().file("manifest.json", missing.as_bytes()).tar();
    for way in WAYS {
        for tar in [&no_list, &links, &climbs, &one()] {
            assert!(matches!(way(tar, &Wanted::default()), Err(ArchiveError::NoImage)));
        }
        assert!(matches!(way(&[b'x'; 1024], &Wanted::default()), Err(ArchiveError::Damaged)));
        let cut = docker_20();
        assert!(matches!(way(&cut[..3000], &Wanted::default()), Err(ArchiveError::CutShort)));
    }
}

#[test]
fn a_layer_that_is_not_there_is_missing() {
    let config = config("amd64", &[one(), two()]);
    let list = json!([{"Config": "c.json", "RepoTags": [], "Layers": ["1.tar", "gone.tar"]}]).to_string();
    let tar = Layer::new()
        .file("1.tar", &one()[..1500])
        .file("c.json", &config)
        .file("manifest.json", list.as_bytes())
        .tar();
    for way in WAYS {
        let archive = way(&tar, &Wanted::default()).unwrap();
        assert_eq!(states(&archive), [LayerState::Read(0), LayerState::Missing]);
        assert_eq!(archive.layers[0].index.troubles.len(), 1);
    }
}

/// Passes at most some bytes at once, as a connection does.
struct Slow<'b>(&'b [u8]);

impl std::io::Read for Slow<'_> {
    fn read(&mut self, place: &mut [u8]) -> io::Result<usize> {
        let count = place.len().min(37);
        self.0.read(&mut place[..count])
    }
}

#[test]
fn a_stream_in_small_pieces_is_the_same() {
    let tar = oci().tar();
    let slow = read_archive(Slow(&tar), &mut || Nothing, &Wanted::default(), &Limits::default()).unwrap();
    let fast = stream(&tar, &Wanted::default()).unwrap();
    assert_eq!(slow.images, fast.images);
}
