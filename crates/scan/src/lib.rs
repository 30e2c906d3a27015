//! What is inside an image, and is it safe: the four parts, SBOM, findings, hardening.
