//! Several advisories, one problem.
