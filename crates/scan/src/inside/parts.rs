//! The four parts and the left-overs, with what they hold.

use catalog::Ecosystem;

use super::anatomy::{Anatomy, Sum};
use super::seat::{Counted, Subject};
use super::view::{Item, ItemKind, Leftover, Leftovers, Part, PartSum, Place};

/// Most items that are listed of a part; the rest is one sum. A person reads the first twenty.
const MOST: usize = 2_000;

pub(super) fn parts(anatomy: &Anatomy) -> Vec<PartSum> {
    if anatomy.image.partial {
        return Vec::new();
    }
    [Part::Code, Part::Runtime, Part::System, Part::Settings].map(|part| part_sum(anatomy, part)).into()
}

fn part_sum(anatomy: &Anatomy, part: Part) -> PartSum {
    let items = anatomy.sums.iter().filter_map(|((counted, subject), sum)| match counted {
        Counted::Item(place, kind) if place.part() == Some(part) => Some(item(anatomy, *kind, subject, sum)),
        _ => None,
    });
    let mut items: Vec<Item> = items.collect();
    let bytes = items.iter().fold(0_u64, |sum, item| sum.saturating_add(item.bytes));
    let files = items.iter().map(|item| item.files).sum();
    items.sort_by(|a, b| {
        b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)).then_with(|| a.version.cmp(&b.version))
    });
    let rest = items.split_off(MOST.min(items.len()));
    items.extend(rest.into_iter().reduce(|sum, item| Item {
        name: String::new(),
        version: None,
        bytes: sum.bytes.saturating_add(item.bytes),
        files: sum.files + item.files,
        layer: sum.layer.min(item.layer),
        kind: ItemKind::Others,
        ecosystem: None,
    }));
    PartSum { part, bytes, files, items }
}

fn item(anatomy: &Anatomy, kind: ItemKind, subject: &Subject, sum: &Sum) -> Item {
    let (name, version, ecosystem) = name(anatomy, subject);
    let Sum { bytes, files, layer } = *sum;
    Item { name, version, bytes, files, layer, kind, ecosystem }
}

fn name(anatomy: &Anatomy, subject: &Subject) -> (String, Option<String>, Option<Ecosystem>) {
    match subject {
        Subject::Package(index) => match anatomy.catalog.packages.get(*index) {
            Some(installed) => {
                let package = &installed.package;
                (package.name.clone(), package.version.clone(), Some(package.ecosystem))
            }
            None => (String::new(), None, None),
        },
        Subject::Runtime(name) => {
            ((*name).to_owned(), super::runtimes::compiled_version(anatomy, name), None)
        }
        Subject::Path(path) => (shown(path), None, None),
    }
}

/// A path for showing: with a `/` at the beginning, control characters replaced.
fn shown(path: &str) -> String {
    let clean = path.chars().map(|sign| if sign.is_control() { '\u{fffd}' } else { sign });
    std::iter::once('/').chain(clean).collect()
}

pub(super) fn leftovers(anatomy: &Anatomy) -> Leftovers {
    let items = anatomy.sums.iter().filter_map(|((counted, subject), sum)| match (counted, subject) {
        (Counted::Leftover(kind, remedy), Subject::Path(path)) => {
            let Sum { bytes, files, layer } = *sum;
            Some(Leftover { kind: *kind, path: shown(path), bytes, files, layer, remedy: *remedy })
        }
        _ => None,
    });
    let mut items: Vec<Leftover> = items.collect();
    let bytes = items.iter().fold(0_u64, |sum, item| sum.saturating_add(item.bytes));
    let files = items.iter().map(|item| item.files).sum();
    items.sort_by(|a, b| {
        b.bytes.cmp(&a.bytes).then_with(|| a.path.cmp(&b.path)).then_with(|| a.kind.cmp(&b.kind))
    });
    let rest = items.split_off(MOST.min(items.len()));
    items.extend(rest.into_iter().reduce(|sum, item| Leftover {
        kind: sum.kind,
        path: String::new(),
        bytes: sum.bytes.saturating_add(item.bytes),
        files: sum.files + item.files,
        layer: sum.layer.min(item.layer),
        remedy: None,
    }));
    Leftovers { bytes, files, items }
}

impl Anatomy {
    /// Bytes of the final image in one place.
    #[must_use]
    pub fn bytes_in(&self, place: Place) -> u64 {
        self.brought
            .iter()
            .filter_map(|layer| layer.get(&place))
            .fold(0, |sum, bytes| sum.saturating_add(*bytes))
    }
}
