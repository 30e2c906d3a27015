//! How to mend a finding here.

use catalog::Ecosystem;

use super::{Finding, State};

/// Ways to mend something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// A newer image is there: update.
    UpdateImage,
    /// It comes from the base: build again on a newer one.
    RebuildBase,
    /// The image is made here: upgrade the package and build again.
    UpgradePackage,
    /// Nothing to do but wait.
    Wait,
}

/// How to mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Way.
    pub how: How,
    /// Image or version to go to.
    pub target: Option<String>,
    /// A line to copy into a Dockerfile or terminal.
    pub command: Option<String>,
}

/// What is possible with an image, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Possible<'a> {
    /// A newer image of the same name: how a user would type it.
    pub newer_image: Option<&'a str>,
    /// It was built on this computer, or is named by nobody's registry.
    pub made_here: bool,
    /// How many of its lowest layers are the base's.
    pub base_layers: usize,
    /// The base, as a user would type it.
    pub base: Option<&'a str>,
    /// A newer base.
    pub newer_base: Option<&'a str>,
}

/// How to mend this finding in this image. That a newer image mends it is likely, and only known once that one was looked
/// into.
#[must_use]
pub fn advise(finding: &Finding, possible: &Possible<'_>) -> Fix {
    let wait = Fix { how: How::Wait, target: None, command: None };
    let (State::Fixable, Some(fixed_in)) = (finding.state, &finding.fixed_in) else {
        return wait;
    };
    if let Some(newer) = possible.newer_image {
        return go(How::UpdateImage, newer, "docker pull");
    }
    let in_base = finding.package.layer < possible.base_layers;
    if let (true, Some(newer)) = (in_base, possible.newer_base) {
        return go(How::RebuildBase, newer, "FROM");
    }
    if !possible.made_here {
        return wait;
    }
    let command = upgrade(finding.package.ecosystem, &finding.package.name, fixed_in);
    Fix { how: How::UpgradePackage, target: Some(fixed_in.clone()), command }
}

fn go(how: How, target: &str, verb: &str) -> Fix {
    let command = is_plain(target).then(|| format!("{verb} {target}"));
    Fix { how, target: Some(target.to_owned()), command }
}

/// A line that upgrades a package; nothing for names that a shell could take for something else, and where no line does it.
fn upgrade(ecosystem: Ecosystem, name: &str, version: &str) -> Option<String> {
    if !is_plain(name) || !is_plain(version) {
        return None;
    }
    Some(match ecosystem {
        Ecosystem::Deb => format!("apt-get update && apt-get install -y --only-upgrade {name}"),
        Ecosystem::Apk => format!("apk upgrade --no-cache {name}"),
        Ecosystem::Rpm => format!("dnf upgrade -y {name}"),
        Ecosystem::PyPi => format!("pip install '{name}>={version}'"),
        Ecosystem::Npm => format!("npm install {name}@{version}"),
        Ecosystem::Cargo => format!("cargo update -p {name} --precise {version}"),
        Ecosystem::Go => format!("go get {name}@v{}", version.trim_start_matches('v')),
        Ecosystem::Gem => format!("bundle update {name}"),
        Ecosystem::Composer => format!("composer require '{name}:^{version}'"),
        Ecosystem::NuGet => format!("dotnet add package {name} --version {version}"),
        _ => return None,
    })
}

/// Made only of characters that mean nothing to a shell, and no option.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 255
        && !text.starts_with(['-', '~'])
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"@/._+:~-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_for_each_manager_and_none_for_hostile_names() {
        assert_eq!(
            upgrade(Ecosystem::PyPi, "Django", "3.2.5").as_deref(),
            Some("pip install 'Django>=3.2.5'")
        );
        assert_eq!(upgrade(Ecosystem::Npm, "@a/b", "1.0.0").as_deref(), Some("npm install @a/b@1.0.0"));
        for name in ["a;rm -rf /", "$(x)", "-rf", "a b", "a'b", "", "a\nb"] {
            assert_eq!(upgrade(Ecosystem::Deb, name, "1"), None, "{name}");
        }
        assert_eq!(go(How::UpdateImage, "x;y", "docker pull").command, None);
    }
}
