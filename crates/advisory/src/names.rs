//! Names as they are compared.

use std::borrow::Cow;

/// A package's name. `PyPI`'s are equal whatever case and separators they have (PEP 503), `NuGet`'s and Packagist's whatever case;
/// all others are what they are.
pub(crate) fn package<'a>(ecosystem: &str, name: &'a str) -> Cow<'a, str> {
    match ecosystem {
        "PyPI" => Cow::Owned(pep503(name)),
        "NuGet" | "Packagist" => Cow::Owned(name.to_lowercase()),
        _ => Cow::Borrowed(name),
    }
}

fn pep503(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for one in name.chars() {
        if !matches!(one, '-' | '_' | '.') {
            plain.extend(one.to_lowercase());
        } else if !plain.ends_with('-') {
            plain.push('-');
        }
    }
    plain
}

/// The release in an ecosystem's name: `12` of `Debian:12`. Ubuntu's `:LTS` says nothing and is left out.
pub(crate) fn release(ecosystem: &str) -> Cow<'_, str> {
    let (base, release) = ecosystem.split_once(':').unwrap_or((ecosystem, ""));
    if base == "Ubuntu" && release.split(':').any(|part| part == "LTS") {
        return Cow::Owned(release.split(':').filter(|part| *part != "LTS").collect::<Vec<_>>().join(":"));
    }
    Cow::Borrowed(release)
}
