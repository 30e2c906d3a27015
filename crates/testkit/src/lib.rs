//! Test support only: a private dockerd, Podman and registry, a registry that lies, image builders.
