//! Placeholder while the swap arrives.
mod preview;

use update::check::Facts;

use crate::App;
use crate::wire::FreshnessView;

impl App {
    pub(super) fn add_undo(&self, _view: &mut FreshnessView) {}
    pub(super) fn add_swapping(&self, _facts: &mut Facts) {}
    pub(super) async fn after_updates(&self) {}
}
