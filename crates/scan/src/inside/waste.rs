//! What later layers hide, and what to change so that it is not there at all.

use std::collections::HashMap;

use layer::{Kind, Reason};

use super::anatomy::Anatomy;
use super::view::{Advice, Waste, WastedFile};

/// Files that are listed.
const LISTED: usize = 200;

/// Pieces of advice that are given.
const ADVICE: usize = 10;

/// Fewer bytes than this are not worth a word.
const WORTH_A_WORD: u64 = 100_000;

pub(super) fn waste(anatomy: &Anatomy) -> Waste {
    if anatomy.image.partial {
        return Waste::default();
    }
    let mut files: Vec<WastedFile> = files(anatomy).collect();
    files.sort_by(|a, b| {
        b.bytes.cmp(&a.bytes).then_with(|| a.path.cmp(&b.path)).then_with(|| a.layer.cmp(&b.layer))
    });
    let advice = advice(anatomy, &files);
    let count = files.len() as u64;
    files.truncate(LISTED);
    Waste { bytes: anatomy.stack.wasted(), count, files, advice }
}

fn files(anatomy: &Anatomy) -> impl Iterator<Item = WastedFile> {
    anatomy.stack.hidden().iter().filter_map(|hidden| {
        let entry = anatomy.stack.entry(hidden.spot)?;
        matches!(entry.kind, Kind::File | Kind::HardLink).then(|| WastedFile {
            path: entry.path.clone(),
            bytes: hidden.bytes,
            reason: hidden.reason,
            layer: hidden.spot.layer,
            hidden_by: hidden.by,
        })
    })
}

fn advice(anatomy: &Anatomy, files: &[WastedFile]) -> Vec<Advice> {
    let mut sums: HashMap<(u32, u32, Reason), (u64, u64)> = HashMap::new();
    for file in files {
        let (bytes, count) = sums.entry((file.layer, file.hidden_by, file.reason)).or_default();
        *bytes = bytes.saturating_add(file.bytes);
        *count += 1;
    }
    let steps = super::layers::steps(&anatomy.image);
    let step = |layer: u32| steps.get(layer as usize).cloned().flatten();
    let mut advice: Vec<Advice> = sums
        .into_iter()
        .filter(|(_, (bytes, _))| *bytes >= WORTH_A_WORD)
        .map(|((writer, hider, reason), (bytes, files))| Advice {
            reason,
            writer,
            writer_step: step(writer),
            hider,
            hider_step: step(hider),
            bytes,
            files,
        })
        .collect();
    advice.sort_by_key(|advice| (std::cmp::Reverse(advice.bytes), advice.writer, advice.hider));
    advice.truncate(ADVICE);
    advice
}
