//! What hangs on an image, by the names that the tools give it.

/// What an artifact attached to an image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attached {
    /// A signature.
    Signature,
    /// A list of what is inside.
    Sbom,
    /// A statement of how it was built.
    Provenance,
    /// A statement about known problems.
    Vex,
    /// A statement of another kind.
    Other,
}

/// Beginnings of artifact types, media types and predicate types, in lower case; the first that fits counts.
const KINDS: &[(&str, Attached)] = &[
    // cosign before and since its version 3, sigstore, notation.
    ("application/vnd.dev.cosign.artifact.sig.", Attached::Signature),
    ("application/vnd.dev.cosign.simplesigning.", Attached::Signature),
    ("application/vnd.dev.cosign.artifact.sbom.", Attached::Sbom),
    ("application/vnd.dev.sigstore.bundle", Attached::Signature),
    ("https://sigstore.dev/cosign/sign/", Attached::Signature),
    ("application/vnd.cncf.notary.signature", Attached::Signature),
    // Lists of what is inside.
    ("application/spdx", Attached::Sbom),
    ("text/spdx", Attached::Sbom),
    ("https://spdx.dev/document", Attached::Sbom),
    ("https://spdx.org/document", Attached::Sbom),
    ("application/vnd.cyclonedx", Attached::Sbom),
    ("https://cyclonedx.org/bom", Attached::Sbom),
    ("application/vnd.syft+json", Attached::Sbom),
    ("https://syft.dev/bom", Attached::Sbom),
    ("application/vnd.in-toto.spdx+", Attached::Sbom),
    ("application/vnd.in-toto.cyclonedx+", Attached::Sbom),
    // How it was built.
    ("https://slsa.dev/provenance/", Attached::Provenance),
    ("https://in-toto.io/provenance/", Attached::Provenance),
    ("application/vnd.in-toto.provenance+", Attached::Provenance),
    ("https://mobyproject.org/buildkit@", Attached::Provenance),
    // Known problems.
    ("https://openvex.dev/ns", Attached::Vex),
    ("application/vnd.openvex", Attached::Vex),
    ("application/vex+json", Attached::Vex),
    ("text/vex+json", Attached::Vex),
    ("application/csaf+json", Attached::Vex),
];

/// Kind of a referrer by its artifact type or, for a layer of an attestation, its predicate type. An envelope that may
/// hold any statement (`application/vnd.in-toto+json`, DSSE) is [`Attached::Other`]: its predicate type says more.
#[must_use]
pub fn attached(artifact_type: &str) -> Attached {
    let kind = artifact_type.trim();
    let fits = |beginning: &str| {
        kind.as_bytes()
            .get(..beginning.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(beginning.as_bytes()))
    };
    KINDS.iter().find(|(beginning, _)| fits(beginning)).map_or(Attached::Other, |(_, attached)| *attached)
}

/// Kind of a tag that cosign puts beside an image: `sha256-….sig`, `.att`, `.sbom`. Nothing for other tags. What stands
/// under `.att` may be any statement: its layers say which.
#[must_use]
pub fn cosign_tag(tag: &str, digest: &str) -> Option<Attached> {
    let beside = digest.replacen(':', "-", 1);
    match tag.strip_prefix(&beside).filter(|_| !digest.is_empty())? {
        ".sig" => Some(Attached::Signature),
        ".sbom" => Some(Attached::Sbom),
        ".att" => Some(Attached::Other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn artifacts_by_their_type() {
        for (name, kind) in [
            ("application/vnd.dev.cosign.artifact.sig.v1+json", Attached::Signature),
            ("application/vnd.dev.cosign.simplesigning.v1+json", Attached::Signature),
            ("application/vnd.dev.sigstore.bundle.v0.3+json", Attached::Signature),
            ("application/vnd.dev.sigstore.bundle+json;version=0.3", Attached::Signature),
            ("https://sigstore.dev/cosign/sign/v1", Attached::Signature),
            ("application/vnd.cncf.notary.signature", Attached::Signature),
            ("application/spdx+json", Attached::Sbom),
            ("https://spdx.dev/Document", Attached::Sbom),
            ("https://spdx.dev/Document/v2.3", Attached::Sbom),
            ("application/vnd.cyclonedx+json", Attached::Sbom),
            ("https://cyclonedx.org/bom/v1.4", Attached::Sbom),
            ("https://slsa.dev/provenance/v0.2", Attached::Provenance),
            ("https://slsa.dev/provenance/v1", Attached::Provenance),
            ("application/vnd.in-toto.provenance+dsse", Attached::Provenance),
            ("https://openvex.dev/ns/v0.2.0", Attached::Vex),
            ("https://slsa.dev/verification_summary/v1", Attached::Other),
            ("application/vnd.in-toto+json", Attached::Other),
            ("application/vnd.oci.image.config.v1+json", Attached::Other),
            ("https://cosign.sigstore.dev/attestation/vuln/v1", Attached::Other),
            ("x https://spdx.dev/Document", Attached::Other),
            ("\u{1b}[2J\u{202e}", Attached::Other),
            ("", Attached::Other),
        ] {
            assert_eq!(attached(name), kind, "{name}");
        }
    }

    #[test]
    fn tags_beside_an_image() {
        let digest = "sha256:6a8cc5";
        for (tag, kind) in [
            ("sha256-6a8cc5.sig", Some(Attached::Signature)),
            ("sha256-6a8cc5.att", Some(Attached::Other)),
            ("sha256-6a8cc5.sbom", Some(Attached::Sbom)),
            ("sha256-6a8cc5", None),
            ("sha256-6a8cc6.sig", None),
            ("sha256-6a8cc5.sig.sig", None),
            ("latest", None),
        ] {
            assert_eq!(cosign_tag(tag, digest), kind, "{tag}");
        }
        assert_eq!(cosign_tag(".sig", ""), None);
    }
}
