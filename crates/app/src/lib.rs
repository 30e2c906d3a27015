//! What a user can do: use cases, live state, jobs, error codes, wire types.
