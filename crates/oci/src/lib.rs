//! References, digests and platforms: pure data and parsing.
