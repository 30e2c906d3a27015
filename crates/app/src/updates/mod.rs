//! Updates as the app knows them: previews, what is kept, the history, in the wire's words.

mod preview;
mod warning;

pub(crate) use preview::{Surroundings, preview_problem, preview_view};
