//! Containers: one file per thing that is done with them.

mod changes;
mod create;
mod follow;
mod inspect;
mod inspect_answer;
mod lifecycle;
mod list;
mod logs;
mod port_ranges;
