//! Inside an archive.

use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

use super::manifest::{Manifest, manifest, pom};
use super::name::{is_archive, package, split};
use crate::{Facts, Package, Unread};

/// How many archives may stand in one another: an `ear` with a `war` with a shaded `jar` has three.
const DEEPEST: usize = 4;

/// Most bytes that are unpacked or looked through in all for one file of an image.
const MOST_BYTES: u64 = 768 << 20;

/// Most bytes of one archive inside another.
const LARGEST_INNER: u64 = 128 << 20;

/// Most bytes of a manifest or `pom.properties`.
const LARGEST_TEXT: u64 = 1 << 20;

/// More packages than any archive holds.
const MOST_PACKAGES: usize = 20_000;

/// Reads an archive and those inside it.
pub(super) fn read(name: &[u8], bytes: &[u8]) -> Facts {
    let mut reading = Reading { facts: Facts::default(), left: MOST_BYTES };
    reading.archive(name, bytes, 1);
    reading.facts
}

struct Reading {
    facts: Facts,
    left: u64,
}

/// What one archive says about itself.
#[derive(Default)]
struct Told {
    manifest: Manifest,
    poms: Vec<Package>,
}

impl Reading {
    fn archive(&mut self, name: &[u8], bytes: &[u8], depth: usize) {
        let Ok(zip) = ZipArchive::from_slice(bytes) else { return self.damaged(name) };
        let before = self.facts.packages.len();
        let mut told = Told::default();
        let mut entries = zip.entries();
        loop {
            match entries.next_entry() {
                Ok(Some(entry)) => {
                    let inner = entry.file_path();
                    self.entry(
                        &zip,
                        inner.as_bytes(),
                        (entry.compression_method(), entry.wayfinder()),
                        depth,
                        &mut told,
                    );
                }
                Ok(None) => break,
                Err(_) => {
                    self.note(Unread::Damaged);
                    break;
                }
            }
            if self.left == 0 || self.facts.packages.len() > MOST_PACKAGES {
                self.note(Unread::TooLarge);
                break;
            }
        }
        self.conclude(name, told, before);
    }

    fn entry(
        &mut self,
        zip: &ZipSliceArchive<&[u8]>,
        path: &[u8],
        place: Place,
        depth: usize,
        told: &mut Told,
    ) {
        let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        if path == b"META-INF/MANIFEST.MF" {
            told.manifest =
                self.unpack(zip, place, LARGEST_TEXT).map(|text| manifest(&text)).unwrap_or_default();
        } else if path.starts_with(b"META-INF/maven/")
            && name == b"pom.properties"
            && told.poms.len() < MOST_PACKAGES
        {
            told.poms.extend(self.unpack(zip, place, LARGEST_TEXT).and_then(|text| pom(&text)));
        } else if is_archive(name) && depth >= DEEPEST {
            self.note(Unread::TooLarge);
        } else if is_archive(name)
            && let Some(inner) = self.unpack(zip, place, LARGEST_INNER)
        {
            self.archive(name, &inner, depth + 1);
        }
    }

    /// Contents of an entry, if they are no more than `limit` and can be unpacked.
    fn unpack<'a>(
        &mut self,
        zip: &'a ZipSliceArchive<&[u8]>,
        (method, place): Place,
        limit: u64,
    ) -> Option<Cow<'a, [u8]>> {
        let Ok(entry) = zip.get_entry(place) else {
            self.note(Unread::Damaged);
            return None;
        };
        let limit = limit.min(self.left);
        let content = match method {
            CompressionMethod::STORE => Cow::Borrowed(entry.data()),
            CompressionMethod::DEFLATE => {
                let mut content = Vec::new();
                let read =
                    DeflateDecoder::new(entry.data()).take(limit.saturating_add(1)).read_to_end(&mut content);
                if read.is_err() {
                    self.note(Unread::Damaged);
                }
                Cow::Owned(content)
            }
            _ => {
                self.note(Unread::UnknownForm);
                return None;
            }
        };
        // Each costs a little, however small it is: a directory may name the same bytes a million times.
        self.left = self.left.saturating_sub((content.len() as u64).max(512));
        if content.len() as u64 > limit {
            self.note(Unread::TooLarge);
            return None;
        }
        Some(content)
    }

    /// Adds the packages of one archive. One that names itself in a `pom.properties` is that one; others are known by
    /// manifest and file name. What is shaded into it is named as well.
    fn conclude(&mut self, file: &[u8], told: Told, before: usize) {
        let Told { manifest, mut poms } = told;
        let (artifact, _) = split(file);
        let own = poms.len() == 1 || poms.iter().any(|pom| is_named(pom, artifact));
        if own {
            for pom in poms.iter_mut().filter(|pom| is_named(pom, artifact)) {
                pom.licenses.extend(manifest.license.clone());
                pom.maker.clone_from(&manifest.vendor);
            }
        }
        self.facts.packages.append(&mut poms);
        if own {
            return;
        }
        let main = package(file, &manifest);
        let told_something = self.facts.packages.len() > before;
        if let Some(main) = main.filter(|main| main.version.is_some() || !told_something) {
            if main.version.is_none() {
                self.note(Unread::VersionUnknown);
            }
            self.facts.packages.push(main);
        }
    }

    /// Of an archive that cannot be read, the name still tells something.
    fn damaged(&mut self, file: &[u8]) {
        self.note(Unread::Damaged);
        let named = package(file, &Manifest::default()).filter(|named| named.version.is_some());
        self.facts.packages.extend(named);
    }

    /// The first trouble is kept.
    fn note(&mut self, why: Unread) {
        self.facts.unread.get_or_insert(why);
    }
}

/// How an entry is packed, and where it stands.
type Place = (CompressionMethod, ZipArchiveEntryWayfinder);

fn is_named(pom: &Package, artifact: &[u8]) -> bool {
    pom.name.rsplit(':').next().is_some_and(|name| name.as_bytes() == artifact)
}
