//! Licenses as authors write them, told apart: names of the SPDX list, expressions of such names, and all else.

use std::fmt::Write as _;

use ring::digest::{SHA256, digest};
use spdx::{Expression, LicenseItem, ParseMode};

use super::common::clean;

/// Old names (`GPL-2.0`, `GPL-2.0+`) are still names; guesses at misspelled ones are not made.
const MODE: ParseMode = ParseMode {
    allow_slash_as_or_operator: false,
    allow_imprecise_license_names: false,
    allow_postfix_plus_on_gpl: true,
    allow_deprecated: true,
    allow_unknown: false,
};

/// What the crate knows and the list of the published CycloneDX schema does not: too new, or its own. A test says when it
/// grows.
const UNLISTED: [&str; 20] = [
    "BSD-2-Clause-pos-unchanged",
    "BSD-3-Clause-OpenWebUI",
    "BSD-Source-Code-no-disclaimer",
    "BSD-Source-alt-GPL",
    "BSD-ask-to-endorse",
    "Brian-Gladman-3-Clause-no-conversion",
    "Bugroff",
    "CC-BY-NC-3.0-IGO",
    "FDK-MPEG-H",
    "GFDL-1.1-invariants",
    "GFDL-1.1-no-invariants",
    "GFDL-1.2-invariants",
    "GFDL-1.2-no-invariants",
    "GFDL-1.3-invariants",
    "GFDL-1.3-no-invariants",
    "Hippocratic-3.0-core",
    "Informatica",
    "MVT-1.1",
    "NOASSERTION",
    "atc-game",
];

/// One license text of a package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum License {
    /// A name of the SPDX list.
    Id(String),
    /// Several of them, put together (SPDX specification 2.3, annex D).
    Expression(String),
    /// Anything else.
    Name(String),
}

impl License {
    /// Tells which one a text is; nothing for an empty one.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = clean(text);
        if text.is_empty() {
            return None;
        }
        if spdx::license_id(&text).is_some_and(|id| id.name == text && is_listed(id.name)) {
            return Some(Self::Id(text));
        }
        Some(if is_expression(&text) { Self::Expression(text) } else { Self::Name(text) })
    }

    /// As it stands in an expression of SPDX.
    pub(super) fn term(&self) -> String {
        match self {
            Self::Id(id) => id.clone(),
            Self::Expression(expression) => format!("({expression})"),
            Self::Name(name) => reference(name),
        }
    }
}

/// Every license of a package, once each, in the order it names them.
pub(super) fn licenses(texts: &[String]) -> Vec<License> {
    let mut licenses = Vec::new();
    for license in texts.iter().filter_map(|text| License::read(text)) {
        if !licenses.contains(&license) {
            licenses.push(license);
        }
    }
    licenses
}

/// References to texts of some other document lead nowhere, so they make a free name of it. Readers want operators in
/// capitals.
fn is_expression(text: &str) -> bool {
    let all_listed = |expression: Expression| {
        expression.requirements().all(|one| {
            let addition = one.req.addition.as_ref();
            matches!(&one.req.license, LicenseItem::Spdx { id, .. } if is_listed(id.name))
                && addition.is_none_or(|addition| addition.id().is_some())
        })
    };
    let spelled = !text.split([' ', '(', ')']).any(|word| matches!(word, "and" | "or" | "with"));
    spelled && Expression::parse_mode(text, MODE).is_ok_and(all_listed)
}

fn is_listed(id: &str) -> bool {
    !UNLISTED.contains(&id)
}

/// The name that a free one goes by in SPDX: letters, digits, `.` and `-`; what this loses is told apart by a number.
pub(super) fn reference(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '-' };
    let short: String = name.chars().map(safe).take(60).collect();
    let mut reference = format!("LicenseRef-{}", short.trim_matches('-'));
    if short != name || short.trim_matches('-') != name {
        let hash = digest(&SHA256, name.as_bytes());
        reference.push('-');
        hash.as_ref().iter().take(4).for_each(|byte| _ = write!(reference, "{byte:02x}"));
    }
    reference
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_kinds() {
        let read = |text: &str| License::read(text).unwrap();
        for id in ["MIT", "GPL-2.0-or-later", "GPL-2.0"] {
            assert_eq!(read(id), License::Id(id.to_owned()));
        }
        for expression in
            ["MIT OR Apache-2.0", "Apache-2.0 WITH LLVM-exception", "(MIT AND ISC)", "GPL-2.0+", "MPL-1.1+"]
        {
            assert_eq!(read(expression), License::Expression(expression.to_owned()));
        }
        let names = [
            "BSD License",
            "GPL-2+",
            "MIT and ISC",
            "LicenseRef-mine",
            "mit",
            "MIT AND LicenseRef-x",
            "MIT/ISC",
        ];
        for name in names {
            assert_eq!(read(name), License::Name(name.to_owned()));
        }
        assert_eq!(License::read(" \n"), None);
    }

    #[test]
    fn references_are_distinct_and_well_formed() {
        assert_eq!(reference("GPL-2"), "LicenseRef-GPL-2");
        assert_ne!(reference("GPL-2+"), reference("GPL-2-"));
        let odd = reference("\u{fffd}ü/../é");
        assert!(odd.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')), "{odd}");
    }
}
