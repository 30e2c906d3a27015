//! A folder laid out like the public export of OSV, with a few records in it.

use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};

/// A record: in a package of an ecosystem, everything before `fixed` has the problem; all versions have it without one.
#[must_use]
pub fn advisory(id: &str, ecosystem: &str, package: &str, fixed: Option<&str>, cvss: &str) -> Value {
    let mut events = vec![json!({"introduced": "0"})];
    events.extend(fixed.map(|fixed| json!({"fixed": fixed})));
    json!({
        "id": id, "modified": "2026-11-20T08:00:00Z", "published": "2026-11-18T08:00:00Z",
        "upstream": id.strip_prefix("DEBIAN-").into_iter().collect::<Vec<_>>(),
        "summary": format!("A crafted message makes {package} write beyond its buffer"),
        "severity": [{"type": "CVSS_V3", "score": cvss}],
        "references": [{"type": "ADVISORY", "url": format!("https://osv.dev/{id}")}],
        "affected": [{
            "package": {"ecosystem": ecosystem, "name": package},
            "ranges": [{"type": "ECOSYSTEM", "events": events}],
        }],
    })
}

/// Writes `<list>/all.zip`, which holds these records.
pub fn write_list(folder: &Path, list: &str, records: &[Value]) {
    std::fs::create_dir_all(folder.join(list)).expect("a folder");
    std::fs::write(folder.join(list).join("all.zip"), zip(records)).expect("written");
}

fn zip(records: &[Value]) -> Vec<u8> {
    let mut output = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut output);
    for record in records {
        let name = format!("{}.json", record["id"].as_str().expect("an id"));
        let file = archive.new_file(&name).compression_method(rawzip::CompressionMethod::STORE);
        let (mut entry, config) = file.start().expect("starts");
        let mut writer = config.wrap(&mut entry);
        writer.write_all(record.to_string().as_bytes()).expect("written");
        let (_, descriptor) = writer.finish().expect("ends");
        entry.finish(descriptor).expect("ends");
    }
    archive.finish().expect("ends");
    output
}
