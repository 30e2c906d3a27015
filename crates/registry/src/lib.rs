//! Speaks the OCI distribution protocol: credentials, tags, digests, manifests, blobs, referrers.
