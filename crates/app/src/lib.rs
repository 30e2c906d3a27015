//! What a user can do: use cases, live state, jobs, error codes, wire types. No window, no terminal.

pub mod wire;
