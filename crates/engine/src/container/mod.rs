//! Containers: one file per thing that is done with them.

mod archive;
mod changes;
mod create;
mod create_raw;
mod follow;
mod inspect;
mod inspect_answer;
mod lifecycle;
mod list;
mod logs;
mod podman;
mod port_ranges;
mod restart_policy;
