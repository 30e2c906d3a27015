//! Updates as the app knows them: previews, what is kept, the history, in the wire's words.

mod failure;
mod preview;
mod view;
mod warning;

pub(crate) use failure::{is_bad_image, recovery_problem, stop};
pub(crate) use preview::{Surroundings, preview_problem, preview_view};
pub(crate) use view::{actor_of, history_view, in_order, kept_view, leftover_view, recovered_view};
