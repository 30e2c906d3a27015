//! Lists from a server that counts what it is asked, and breaks off on demand.

use std::io::Write as _;
use std::sync::Arc;

use jiff::Timestamp;
use job::JobContext;
use registry::{Options, Registry};
use testkit::Bucket;

use super::{Advisories, Refreshed, Source};
use crate::jobs::Stop;

fn record(id: &str, modified: &str, fixed: &str) -> String {
    format!(
        r#"{{"id":"{id}","modified":"{modified}","summary":"x","affected":[{{"package":{{"ecosystem":"PyPI","name":"flask"}},
        "ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"fixed":"{fixed}"}}]}}]}}]}}"#
    )
}

fn zip(records: &[(&str, String)]) -> Vec<u8> {
    let mut output = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut output);
    for (id, json) in records {
        let name = format!("{id}.json");
        let builder = archive.new_file(&name).compression_method(rawzip::CompressionMethod::STORE);
        let (mut entry, config) = builder.start().expect("starts");
        let mut writer = config.wrap(&mut entry);
        writer.write_all(json.as_bytes()).expect("written");
        let (_, descriptor) = writer.finish().expect("ends");
        entry.finish(descriptor).expect("ends");
    }
    archive.finish().expect("ends");
    output
}

struct Stage {
    bucket: Bucket,
    lists: Advisories,
    registry: Registry,
    _data: tempfile::TempDir,
}

impl Stage {
    fn new() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        Self {
            bucket: Bucket::start(),
            lists: Advisories::at(data.path(), Arc::new(Timestamp::now)),
            registry: Registry::new(Options::new("mooring-test/0", Arc::new(Timestamp::now))),
            _data: data,
        }
    }

    /// One record, as of yesterday.
    fn filled() -> Self {
        let stage = Self::new();
        stage
            .bucket
            .put("PyPI/all.zip", zip(&[("PYSEC-1", record("PYSEC-1", "2026-01-01T00:00:00Z", "1.0"))]));
        stage.bucket.put("PyPI/modified_id.csv", "2026-01-01T00:00:00Z,PYSEC-1\n");
        stage
    }

    async fn refresh(&self) -> Result<Refreshed, String> {
        let source = Source::Web(self.bucket.url());
        match self.lists.refresh(&self.registry, &source, "PyPI", &JobContext::detached()).await {
            Ok(done) => Ok(done),
            Err(Stop::Failed(problem)) => Err(problem.code),
            Err(Stop::Cancelled) => Err("cancelled".to_owned()),
        }
    }

    /// Paths that were asked for since the last time, with what was answered.
    fn asked(&self, before: usize) -> Vec<(String, u16)> {
        self.bucket.fetched().into_iter().skip(before).map(|one| (one.path, one.status)).collect()
    }

    fn fixed_in(&self) -> Option<String> {
        let query = advisory::Query { ecosystem: "PyPI", name: "flask", version: "0.9" };
        let found = scan::finding::Advisories::find(&*self.lists.lists(), &query);
        found.first()?.fixed_in.as_ref().map(ToString::to_string)
    }
}

const NEW: Refreshed = Refreshed::New { records: 1, skipped: 0 };

#[tokio::test]
async fn the_first_time_all_of_it_then_only_what_changed() {
    let stage = Stage::filled();
    assert_eq!(stage.refresh().await, Ok(NEW));
    assert_eq!(stage.fixed_in().as_deref(), Some("1.0"));
    let before = stage.bucket.fetched().len();
    assert_eq!(stage.refresh().await, Ok(Refreshed::Unchanged));
    assert_eq!(stage.asked(before), [("/PyPI/modified_id.csv".to_owned(), 200)]);
    stage.bucket.put("PyPI/modified_id.csv", "2026-02-01T00:00:00Z,PYSEC-1\n");
    stage.bucket.put("PyPI/PYSEC-1.json", record("PYSEC-1", "2026-02-01T00:00:00Z", "1.1"));
    let before = stage.bucket.fetched().len();
    assert_eq!(stage.refresh().await, Ok(NEW));
    assert_eq!(stage.asked(before).len(), 2, "{:?}", stage.asked(before));
    assert_eq!(stage.fixed_in().as_deref(), Some("1.1"));
}

#[tokio::test]
async fn a_record_that_is_listed_and_missing_means_all_of_it() {
    let stage = Stage::filled();
    assert_eq!(stage.refresh().await, Ok(NEW));
    stage.bucket.put("PyPI/modified_id.csv", "2026-02-01T00:00:00Z,PYSEC-1\n");
    stage.bucket.put("PyPI/all.zip", zip(&[("PYSEC-1", record("PYSEC-1", "2026-02-01T00:00:00Z", "1.2"))]));
    assert_eq!(stage.refresh().await, Ok(NEW));
    assert_eq!(stage.fixed_in().as_deref(), Some("1.2"));
}

#[tokio::test]
async fn a_download_that_broke_off_goes_on() {
    let stage = Stage::filled();
    stage.bucket.break_after(100);
    assert_eq!(stage.refresh().await, Err("advisories.fetchFailed".to_owned()));
    assert!(stage.lists.present().is_empty());
    assert_eq!(stage.refresh().await, Ok(NEW));
    let ranges: Vec<_> = stage.bucket.fetched().into_iter().map(|one| (one.range, one.status)).collect();
    assert_eq!(ranges[1].1, 206, "{ranges:?}");
}

#[tokio::test]
async fn what_was_there_stays_when_the_new_one_is_damaged_or_gone() {
    let stage = Stage::filled();
    assert_eq!(stage.refresh().await, Ok(NEW));
    stage.bucket.remove("PyPI/modified_id.csv");
    stage.bucket.put("PyPI/all.zip", b"no zip at all".to_vec());
    assert_eq!(stage.refresh().await, Err("advisories.damaged".to_owned()));
    assert_eq!(stage.fixed_in().as_deref(), Some("1.0"));
    stage.bucket.remove("PyPI/all.zip");
    assert_eq!(stage.refresh().await, Err("advisories.notThere".to_owned()));
    assert_eq!(stage.fixed_in().as_deref(), Some("1.0"));
    let views = stage.lists.views(&["PyPI".to_owned()].into());
    assert!(views[0].present && views[0].needed && views[0].problem.is_some(), "{views:?}");
}

#[tokio::test]
async fn a_folder_laid_out_alike_is_a_source() {
    let stage = Stage::new();
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("PyPI")).expect("made");
    let archive = zip(&[("PYSEC-1", record("PYSEC-1", "2026-01-01T00:00:00Z", "3.0"))]);
    std::fs::write(folder.path().join("PyPI/all.zip"), archive).expect("written");
    let source = Source::Folder(folder.path().to_owned());
    let done = stage.lists.refresh(&stage.registry, &source, "PyPI", &JobContext::detached()).await;
    assert_eq!(done.ok(), Some(NEW));
    assert_eq!(stage.fixed_in().as_deref(), Some("3.0"));
    // The archive is somebody's, and stays.
    assert!(folder.path().join("PyPI/all.zip").is_file());
    stage.lists.clear().expect("cleared");
    assert!(stage.lists.present().is_empty() && stage.fixed_in().is_none());
}
