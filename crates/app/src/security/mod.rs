//! Whether images are safe: judgements made of what is inside, of the lists of known problems, and of what the user said.

mod files;
pub(crate) mod hanging;
mod judge;
mod other;
mod safety;
mod summary;
mod vex;
mod view;

pub(crate) use files::outstanding;
pub(crate) use judge::{Around, Judged, Prospects, judge, without_tag};
pub(crate) use other::{find as find_scanners, scan as scan_by_other};
pub(crate) use safety::{JudgedBy, Safety};
pub(crate) use summary::Summary;
pub(crate) use vex::Documents;
pub(crate) use view::{
    check_view, finding_view, fix_view, headline_view, ignore_view, key_view, level, position,
};
