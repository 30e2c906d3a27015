//! Files that give more rights than usual.

use layer::ImagePath;

use super::draft::{self, Places, pass};
use super::{Check, Facts, FileFact, Verdict};

/// Folders in which no package puts programs.
const UNUSUAL: [&[u8]; 5] = [b"tmp/", b"var/tmp/", b"opt/", b"home/", b"root/"];

/// Paths that a command line names.
const MAX_NAMED: usize = 3;

pub(super) fn checks(facts: &Facts<'_>, checks: &mut Vec<Check>) {
    let Some(files) = facts.files else { return };
    checks.push(rights(&files.setuid, "setuid", ["setuid", "setuid-expected"], "RUN chmod a-s"));
    let words = ["capabilities", "capabilities-expected"];
    checks.push(rights(&files.capabilities, "capabilities", words, "RUN setcap -r"));
    let words = ["world-writable", "world-writable-expected"];
    checks.push(rights(&files.world_writable, "world-writable", words, "RUN chmod o-w"));
}

/// Those that stand out first. `words` are those for some that stand out, and for none.
fn rights(files: &[FileFact], id: &'static str, words: [&'static str; 2], command: &str) -> Check {
    if files.is_empty() {
        return pass(id);
    }
    let (unusual, expected): (Vec<_>, Vec<_>) = files.iter().partition(|file| stands_out(file));
    let mut places = Places::default();
    for file in unusual.iter().chain(&expected) {
        places.add(|| draft::file(file));
    }
    let [told, usual] = words;
    if unusual.is_empty() {
        return places.found(id, Verdict::Info, usual);
    }
    let check = places.found(id, Verdict::Warn, told);
    let named: Option<Vec<String>> = unusual.iter().take(MAX_NAMED).map(|file| quoted(&file.path)).collect();
    match named {
        Some(named) => check.with("command", format!("{command} {}", named.join(" "))),
        None => check,
    }
}

fn stands_out(file: &FileFact) -> bool {
    file.package.is_none() || UNUSUAL.iter().any(|folder| file.path.as_bytes().starts_with(folder))
}

/// A path as a shell takes it; nothing for one that cannot be typed.
fn quoted(path: &ImagePath) -> Option<String> {
    let path = format!("/{}", path.as_str()?);
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "/._-+".contains(sign);
    if path.chars().all(is_plain) {
        return Some(path);
    }
    let can_be_typed = !path.chars().any(|sign| sign.is_control() || sign == '\'');
    can_be_typed.then(|| format!("'{path}'"))
}

#[cfg(test)]
mod tests {
    use super::super::Files;
    use super::*;

    fn file(path: &str, mode: u32, package: Option<&str>) -> FileFact {
        let path = ImagePath::parse(path.as_bytes()).unwrap();
        FileFact { path, layer: 2, mode, uid: 0, package: package.map(str::to_owned) }
    }

    fn check(files: &Files, id: &str) -> Check {
        let all = super::super::checks(&Facts { files: Some(files), ..Facts::default() });
        all.into_iter().find(|check| check.id == id).unwrap()
    }

    #[test]
    fn what_packages_bring_is_expected() {
        let setuid = vec![file("usr/bin/passwd", 0o4755, Some("passwd"))];
        let files = Files { setuid, ..Files::default() };
        let check = check(&files, "setuid");
        assert_eq!((check.verdict, check.words), (Verdict::Info, "setuid-expected"));
        assert_eq!(check.places[0].detail.as_deref(), Some("rwsr-xr-x, passwd"));
        assert!(check.facts.is_empty());
    }

    #[test]
    fn what_stands_out_comes_first() {
        let setuid = vec![
            file("usr/bin/passwd", 0o4755, Some("passwd")),
            file("opt/tools/run", 0o4755, None),
            file("opt/x y", 0o4755, Some("google-chrome")),
        ];
        let check = check(&Files { setuid, ..Files::default() }, "setuid");
        assert_eq!((check.verdict, check.words), (Verdict::Warn, "setuid"));
        assert_eq!(check.places[0].name, "/opt/tools/run");
        assert_eq!(check.facts, [("command", "RUN chmod a-s /opt/tools/run '/opt/x y'".to_owned())]);
    }

    #[test]
    fn nothing_is_a_pass() {
        for id in ["setuid", "capabilities", "world-writable"] {
            assert_eq!(check(&Files::default(), id).verdict, Verdict::Pass);
        }
    }

    #[test]
    fn many_and_hostile_names_are_bounded() {
        let world_writable =
            (0..100_000).map(|number| file(&format!("srv/a'\u{1b}[2J{number}"), 0o777, None)).collect();
        let check = check(&Files { world_writable, ..Files::default() }, "world-writable");
        assert_eq!(check.places.len() + check.more as usize, 100_000);
        assert!(check.facts.is_empty() && !check.places[0].name.contains('\u{1b}'));
    }
}
