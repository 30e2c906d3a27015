//! Version texts inside programs.

use memchr::memmem::Finder;

use crate::text::clean;
use crate::{Ecosystem, Package};

/// A program's name, how its file is called, and the text that stands before its version.
const TEXTS: &[(&str, &[u8], &[u8])] = &[
    ("nginx", b"nginx", b"nginx/"),
    ("httpd", b"httpd", b"Apache/"),
    ("postgres", b"postgres", b"postgres (PostgreSQL) "),
    ("busybox", b"busybox", b"BusyBox v"),
    ("node", b"node", b"node.js/v"),
    ("php", b"php", b"X-Powered-By: PHP/"),
];

/// The program that a file is, if its name and a text in it say so.
pub(super) fn package(file: &[u8], content: &[u8]) -> Option<Package> {
    let (name, _, before) = TEXTS.iter().find(|(_, called, _)| file == *called)?;
    Some(Package::new(Ecosystem::Binary, *name, Some(version(content, before)?)))
}

/// The first number with a dot that follows the text.
fn version(content: &[u8], before: &[u8]) -> Option<String> {
    Finder::new(before).find_iter(content).find_map(|at| {
        let rest = content.get(at + before.len()..)?;
        let end = rest.iter().take(32).position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'.')?;
        let version = rest.get(..end)?.strip_suffix(b".").unwrap_or(rest.get(..end)?);
        let fits = version.first().is_some_and(u8::is_ascii_digit) && version.contains(&b'.');
        if fits { clean(version) } else { None }
    })
}

#[cfg(test)]
mod tests {
    use crate::Unread;
    use crate::program::made::elf;
    use crate::testing::facts;

    #[test]
    fn servers_are_known_by_name_and_text() {
        let server = elf(".rodata", b"nginx/conf\0nginx version: nginx/1.25.3\0");
        let found = facts("usr/local/nginx/sbin/nginx", &server);
        assert_eq!(
            found.packages.iter().map(|found| found.version.as_deref()).collect::<Vec<_>>(),
            [Some("1.25.3")]
        );
        let other = facts("usr/local/bin/other", &server);
        assert_eq!((other.packages.len(), other.unread), (0, Some(Unread::NoBuildInfo)));
    }
}
