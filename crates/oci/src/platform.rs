//! What a program is made for: operating system, processor architecture, variant.

use std::fmt;
use std::str::FromStr;

/// `os/architecture[/variant]` in the image-spec's words. Other spellings are put right on the way in, and a variant
/// that says nothing (`arm64/v8`, `amd64/v1`) is dropped, so that equal platforms are equal values.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Platform {
    os: String,
    architecture: String,
    variant: Option<String>,
}

/// Why a text is not a platform.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlatformError {
    /// Nothing there.
    #[error("the platform is empty")]
    Empty,
    /// More than `os/architecture/variant`.
    #[error("the platform has more than three parts")]
    TooManyParts,
    /// A part has a character that no platform has.
    #[error("the platform has a part that is not a word")]
    BadPart,
    /// An operating system alone.
    #[error("the platform names no processor architecture")]
    NoArchitecture,
}

const SYSTEMS: [&str; 7] = ["linux", "windows", "darwin", "freebsd", "wasip1", "solaris", "android"];

/// Longer words are no platform, whatever they say.
const LONGEST_PART: usize = 32;

impl Platform {
    /// Parses `linux/arm64`, `linux/arm/v7`, or an architecture alone (`x86_64`, of Linux then).
    pub fn parse(text: &str) -> Result<Self, PlatformError> {
        let parts: Vec<&str> = text.trim().splitn(4, '/').collect();
        match parts.as_slice() {
            [""] => Err(PlatformError::Empty),
            [os] if SYSTEMS.contains(&os.to_ascii_lowercase().as_str()) => Err(PlatformError::NoArchitecture),
            [architecture] => Self::new("linux", architecture, ""),
            [os, architecture] => Self::new(os, architecture, ""),
            [os, architecture, variant] => Self::new(os, architecture, variant),
            _ => Err(PlatformError::TooManyParts),
        }
    }

    /// Makes a platform of the parts an image or engine reports; an empty variant is none.
    pub fn new(os: &str, architecture: &str, variant: &str) -> Result<Self, PlatformError> {
        if ![os, architecture].into_iter().all(is_part) || !(variant.is_empty() || is_part(variant)) {
            return Err(PlatformError::BadPart);
        }
        let (architecture, variant) =
            normalized(&architecture.to_ascii_lowercase(), &variant.to_ascii_lowercase());
        let os = match os.to_ascii_lowercase().as_str() {
            "macos" => "darwin".to_owned(),
            other => other.to_owned(),
        };
        Ok(Self { os, architecture, variant })
    }

    /// `linux`.
    pub fn os(&self) -> &str {
        &self.os
    }

    /// `amd64`.
    pub fn architecture(&self) -> &str {
        &self.architecture
    }

    /// `v7`.
    pub fn variant(&self) -> Option<&str> {
        self.variant.as_deref()
    }

    /// Whether programs made for this platform run on `host` without emulation. A host that does not tell its variant
    /// is taken to be able: a warning for nothing is worse than none.
    pub fn runs_on(&self, host: &Platform) -> bool {
        if self.os != host.os {
            return false;
        }
        match (self.architecture.as_str(), host.architecture.as_str()) {
            ("386", "amd64") | ("arm", "arm64") => true,
            (ours, theirs) if ours == theirs => {
                level(self.variant()) <= level(host.variant()).or(Some(u32::MAX))
            }
            _ => false,
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        match &self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Platform {
    type Err = PlatformError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

fn is_part(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_PART
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

/// The spellings of other tools (`uname -m`, Debian, rpm), as containerd puts them right.
fn normalized(architecture: &str, variant: &str) -> (String, Option<String>) {
    let (architecture, variant) = match (architecture, variant) {
        ("x86_64" | "x86-64", variant) => ("amd64", variant),
        ("aarch64", variant) => ("arm64", variant),
        ("armhf", _) => ("arm", "v7"),
        ("armel", _) => ("arm", "v6"),
        ("i386" | "i486" | "i586" | "i686" | "x86", _) => ("386", ""),
        other => other,
    };
    let variant = match (architecture, variant) {
        ("amd64", "v1") | ("arm64", "v8" | "8") => "",
        ("arm", "" | "7") => "v7",
        ("arm", "5") => "v5",
        ("arm", "6") => "v6",
        ("arm", "8") => "v8",
        (_, variant) => variant,
    };
    (architecture.to_owned(), (!variant.is_empty()).then(|| variant.to_owned()))
}

/// `v7` is 7; `None` sorts below every variant.
fn level(variant: Option<&str>) -> Option<u32> {
    variant?.trim_start_matches('v').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        let cases = [
            ("linux/amd64", "linux/amd64"),
            ("x86_64", "linux/amd64"),
            ("linux/x86-64", "linux/amd64"),
            ("aarch64", "linux/arm64"),
            ("linux/arm64/v8", "linux/arm64"),
            ("Linux/ARM64", "linux/arm64"),
            ("linux/arm", "linux/arm/v7"),
            ("armel", "linux/arm/v6"),
            ("linux/i386", "linux/386"),
            ("windows/amd64", "windows/amd64"),
            ("macos/arm64", "darwin/arm64"),
            ("linux/riscv64", "linux/riscv64"),
        ];
        for (text, expected) in cases {
            let platform = Platform::parse(text).unwrap();
            assert_eq!(platform.to_string(), expected, "{text}");
            assert_eq!(Platform::parse(expected).as_ref(), Ok(&platform), "{text}");
        }
    }

    #[test]
    fn refuses_the_rest_with_a_reason() {
        let cases = [
            ("", PlatformError::Empty),
            ("linux", PlatformError::NoArchitecture),
            ("a/b/c/d", PlatformError::TooManyParts),
            ("linux/", PlatformError::BadPart),
            ("linux/a b", PlatformError::BadPart),
        ];
        for (text, error) in cases {
            assert_eq!(Platform::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn knows_what_runs_where() {
        let cases = [
            ("linux/amd64", "linux/amd64", true),
            ("linux/386", "linux/amd64", true),
            ("linux/amd64", "linux/386", false),
            ("linux/amd64", "linux/arm64", false),
            ("linux/arm/v7", "linux/arm64", true),
            ("linux/arm/v6", "linux/arm/v7", true),
            ("linux/arm/v7", "linux/arm/v6", false),
            ("linux/amd64/v3", "linux/amd64", true),
            ("linux/amd64/v3", "linux/amd64/v2", false),
            ("windows/amd64", "linux/amd64", false),
        ];
        for (program, host, expected) in cases {
            let (program, host) = (Platform::parse(program).unwrap(), Platform::parse(host).unwrap());
            assert_eq!(program.runs_on(&host), expected, "{program} on {host}");
        }
    }
}
