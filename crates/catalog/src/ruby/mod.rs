//! Ruby: the specification that `gem install` writes for each gem, a small Ruby program of a form that never varies
//! (RubyGems guides, "Specification reference"). It is read by line and never run.

use layer::Entry;

use crate::table::{Cataloger, MIB, any};
use crate::text::clean;
use crate::{Ecosystem, Facts, Package, Unread};

/// One installed gem, those that come with Ruby included.
pub(crate) const SPECIFICATION: Cataloger = Cataloger { wants, starts: any, limit: 4 * MIB, read };

fn wants(entry: &Entry) -> bool {
    let path = entry.path.as_bytes();
    let Some(slash) = path.iter().rposition(|byte| *byte == b'/') else { return false };
    let folder = path.get(..slash).unwrap_or_default();
    path.ends_with(b".gemspec")
        && (folder.ends_with(b"/specifications") || folder.ends_with(b"/specifications/default"))
}

fn read(_entry: &Entry, content: &[u8]) -> Facts {
    let Some(name) = first(content, b".name") else { return Facts::unread(Unread::Damaged) };
    let licenses = [b".licenses".as_slice(), b".license"].into_iter().find_map(|field| value(content, field));
    let package = Package {
        licenses: licenses.map(texts).unwrap_or_default(),
        maker: first(content, b".authors"),
        ..Package::new(Ecosystem::Gem, name, first(content, b".version"))
    };
    Facts { packages: vec![package], ..Facts::default() }
}

fn first(content: &[u8], field: &[u8]) -> Option<String> {
    value(content, field).map(texts)?.into_iter().next()
}

/// What stands behind `s.field =`.
fn value<'a>(content: &'a [u8], field: &[u8]) -> Option<&'a [u8]> {
    content.split(|byte| *byte == b'\n').find_map(|line| {
        let line = line.trim_ascii();
        let dot = line.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')?;
        line.get(dot..)?.strip_prefix(field)?.trim_ascii_start().strip_prefix(b"=")
    })
}

/// The quoted texts of a line: `["MIT".freeze, "Ruby".freeze]`.
fn texts(value: &[u8]) -> Vec<String> {
    value.split(|byte| *byte == b'"').skip(1).step_by(2).take(16).filter_map(clean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::entry;

    /// Written by RubyGems 3.3 for rack 2.2.4, shortened.
    const RACK: &str = r#"# -*- encoding: utf-8 -*-
# stub: rack 2.2.4 ruby lib

Gem::Specification.new do |s|
  s.name = "rack".freeze
  s.version = "2.2.4"

  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.authors = ["Leah Neukirchen".freeze]
  s.licenses = ["MIT".freeze]
  s.add_development_dependency(%q<minitest>.freeze, ["~> 5.0"])
end
"#;

    #[test]
    fn a_specification_is_read_by_line() {
        let package = read(&entry("rack-2.2.4.gemspec", 0), RACK.as_bytes()).packages.remove(0);
        assert_eq!((package.name.as_str(), package.version.as_deref()), ("rack", Some("2.2.4")));
        assert_eq!(
            (package.licenses, package.maker.as_deref()),
            (vec!["MIT".to_owned()], Some("Leah Neukirchen"))
        );
    }

    #[test]
    fn installed_means_in_the_folder_of_specifications() {
        assert!(wants(&entry("usr/local/bundle/specifications/rack-2.2.4.gemspec", 0)));
        assert!(wants(&entry("usr/local/lib/ruby/gems/3.2.0/specifications/default/json-2.6.3.gemspec", 0)));
        assert!(!wants(&entry("usr/local/bundle/gems/rack-2.2.4/rack.gemspec", 0)));
    }

    #[test]
    fn a_program_without_a_name_is_damaged() {
        assert_eq!(read(&entry("x.gemspec", 0), b"Gem::Specification.new { }").unread, Some(Unread::Damaged));
    }
}
