//! What the checks of an image's making are handed: its settings, its steps, the files that stand out.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use layer::{Entry, ImagePath, Kind};
use scan::harden::{self, Check, FileFact, Files, Secret, Settings, Step};
use scan::image::made_by;
use scan::inside::{self, Anatomy, Known, Place, support};

/// Shells, by name.
const SHELLS: [&str; 7] = ["sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"];
/// Package managers, by name.
const PACKAGE_MANAGERS: [&str; 10] =
    ["apt", "apt-get", "dpkg", "apk", "rpm", "dnf", "microdnf", "yum", "zypper", "pacman"];
/// Compilers, by name; versions behind a dash belong to them.
const COMPILERS: [&str; 9] = ["gcc", "g++", "cc", "clang", "clang++", "rustc", "go", "javac", "tcc"];
/// Folders of tests and sample data.
const TESTS: [&[u8]; 6] = [b"test", b"tests", b"__tests__", b"testdata", b"fixtures", b"spec"];
/// Where programs lie.
const PROGRAMS: [&[u8]; 8] = [
    b"bin",
    b"sbin",
    b"usr/bin",
    b"usr/sbin",
    b"usr/local/bin",
    b"usr/local/sbin",
    b"usr/local/go/bin",
    b"opt/bin",
];
/// Folders everybody may write to, by agreement.
const TEMPORARY: [&[u8]; 6] = [b"tmp", b"var/tmp", b"dev/shm", b"run/lock", b"var/lock", b"dev/mqueue"];

/// Runs the checks on an image; on a first verdict those that need no files.
pub(crate) fn outstanding(
    anatomy: &Anatomy,
    names: &[String],
    now: Timestamp,
    today: Date,
    fixable_in_base: Option<u32>,
) -> Vec<Check> {
    let image = anatomy.image();
    let inside = anatomy.inside(&Known { today, bases: &[] });
    let (settings, steps) = (settings(anatomy), steps(anatomy));
    let whole = (!image.partial).then(|| files(anatomy, &inside));
    let secrets = secrets(anatomy);
    let release = anatomy.catalog().release.as_ref();
    harden::checks(&harden::Facts {
        names: Some(names),
        settings: Some(&settings),
        steps: Some(&steps),
        files: whole.as_ref(),
        secrets: (!image.partial).then_some(secrets.as_slice()),
        passwd: Some(account_file(anatomy, "etc/passwd")),
        shadow: (!image.partial).then(|| account_file(anatomy, "etc/shadow")),
        support: Some(support_of(support(release, today))),
        distribution: inside.os.as_ref().map(|os| os.name.as_str()),
        created: image.config.created.as_deref().and_then(|text| text.parse().ok()),
        newest_package: newest_package(anatomy),
        fixable_in_base,
        now: Some(now),
    })
}

fn settings(anatomy: &Anatomy) -> Settings {
    let config = &anatomy.image().config;
    Settings {
        user: config.user.clone(),
        env: config.env.clone(),
        ports: config.ports.clone(),
        volumes: config.volumes.clone(),
        entrypoint: config.entrypoint.clone(),
        command: config.command.clone(),
        healthcheck: config.healthcheck.as_ref().map(|check| check.test.clone()),
        stop_signal: config.stop_signal.clone(),
    }
}

/// Every step with the layer it made, where that is known.
fn steps(anatomy: &Anatomy) -> Vec<Step> {
    let image = anatomy.image();
    let made = made_by(&image.config.history, image.diff_ids.len());
    let layer_of =
        |step: &scan::image::Step| made.iter().position(|one| one.is_some_and(|one| std::ptr::eq(one, step)));
    let base = anatomy
        .inside(&Known { today: Date::default(), bases: &[] })
        .base
        .map_or(0, |base| base.layers as usize);
    let steps = image.config.history.iter().map(|step| {
        let layer = layer_of(step);
        Step { created_by: step.created_by.clone(), layer, of_base: layer.is_some_and(|layer| layer < base) }
    });
    steps.collect()
}

fn files(anatomy: &Anatomy, inside: &inside::Inside) -> Files {
    let mut files = Files { leftover_bytes: inside.leftovers.bytes, bytes: inside.bytes, ..Files::default() };
    let mut tests: HashMap<ImagePath, u64> = HashMap::new();
    for surviving in anatomy.stack().surviving() {
        let Some(entry) = anatomy.stack().entry(surviving.spot) else { continue };
        sort_in(&mut files, anatomy, entry, surviving.spot.layer as usize);
        let is_own = anatomy.place(surviving.spot) == Some(Place::Yours);
        if let Some(folder) = is_own.then(|| test_folder(&entry.path)).flatten() {
            *tests.entry(folder).or_default() += surviving.bytes;
        }
    }
    files.test_data = tests.into_iter().collect();
    files.test_data.sort_by(|(a, small), (b, large)| large.cmp(small).then_with(|| a.cmp(b)));
    files
}

fn sort_in(files: &mut Files, anatomy: &Anatomy, entry: &Entry, layer: usize) {
    if entry.kind == Kind::Symlink {
        return;
    }
    let fact = || fact(anatomy, entry, layer);
    let is_file = matches!(entry.kind, Kind::File | Kind::HardLink);
    if is_file && entry.mode & 0o6000 != 0 {
        files.setuid.push(fact());
    }
    if is_file && entry.capabilities {
        files.capabilities.push(fact());
    }
    let is_sticky = entry.kind == Kind::Directory && entry.mode & 0o1000 != 0;
    let is_plain = is_file || entry.kind == Kind::Directory;
    if is_plain && entry.mode & 0o002 != 0 && !is_sticky && !is_temporary(&entry.path) {
        files.world_writable.push(fact());
    }
    if is_file && is_program_place(&entry.path) {
        let name = String::from_utf8_lossy(entry.path.name());
        if SHELLS.contains(&&*name) {
            files.shells.push(fact());
        } else if PACKAGE_MANAGERS.contains(&&*name) {
            files.package_managers.push(fact());
        } else if is_compiler(&name) {
            files.compilers.push(fact());
        }
    }
}

fn fact(anatomy: &Anatomy, entry: &Entry, layer: usize) -> FileFact {
    let owner = anatomy.catalog().owner(&entry.path);
    let package = owner.and_then(|owner| anatomy.catalog().packages.get(owner.package));
    FileFact {
        path: entry.path.clone(),
        layer,
        mode: entry.mode,
        uid: entry.uid,
        package: package.map(|one| one.package.name.clone()),
    }
}

fn is_temporary(path: &ImagePath) -> bool {
    TEMPORARY
        .iter()
        .filter_map(|one| ImagePath::parse(one))
        .any(|folder| *path == folder || path.is_below(&folder))
}

fn is_program_place(path: &ImagePath) -> bool {
    path.parent().is_some_and(|folder| PROGRAMS.contains(&folder.as_bytes()))
}

/// `gcc`, `gcc-12`, `x86_64-linux-gnu-gcc-12`; the links between them are left out before.
fn is_compiler(name: &str) -> bool {
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').trim_end_matches('-');
    let last = bare.rsplit('-').next().unwrap_or(bare);
    COMPILERS.contains(&last) && (bare == last || bare.contains("-linux-"))
}

/// The uppermost folder of tests on the way to a file.
fn test_folder(path: &ImagePath) -> Option<ImagePath> {
    let mut folder = path.parent()?;
    let mut found = None;
    while !folder.is_root() {
        if TESTS.contains(&folder.name()) {
            found = Some(folder.clone());
        }
        folder = folder.parent()?;
    }
    found
}

/// Secrets of every layer, and who hides them.
fn secrets(anatomy: &Anatomy) -> Vec<Secret> {
    let stack = anatomy.stack();
    let mut hidden: HashMap<(u32, &ImagePath), u32> = HashMap::new();
    for one in stack.hidden() {
        if let Some(entry) = stack.entry(one.spot) {
            hidden.insert((one.spot.layer, &entry.path), one.by);
        }
    }
    let mut secrets = Vec::new();
    for (layer, record) in anatomy.image().layers.iter().enumerate() {
        for hit in &record.secrets {
            let by = hidden.get(&(super::position(layer), &hit.path));
            let packaged = by.is_none() && anatomy.catalog().owner(&hit.path).is_some();
            secrets.push(Secret { hit: hit.clone(), layer, hidden_by: by.map(|by| *by as usize), packaged });
        }
    }
    secrets
}

/// A file of accounts as the final image has it; empty when there is none.
fn account_file<'a>(anatomy: &'a Anatomy, path: &str) -> &'a [u8] {
    let parsed = ImagePath::parse(path.as_bytes());
    let spot = parsed.and_then(|path| anatomy.stack().find(&path));
    let record = spot.and_then(|found| anatomy.image().layers.get(found.spot.layer as usize));
    record.and_then(|record| record.extras.file(path)).unwrap_or_default()
}

/// When the newest package was installed, as the package manager's own files are dated.
fn newest_package(anatomy: &Anatomy) -> Option<Timestamp> {
    const DATABASES: [&[u8]; 4] =
        [b"var/lib/dpkg/info", b"lib/apk/db", b"var/lib/rpm", b"usr/lib/sysimage/rpm"];
    let folders: Vec<ImagePath> = DATABASES.iter().filter_map(|one| ImagePath::parse(one)).collect();
    let entries = anatomy.stack().surviving().iter().filter_map(|one| anatomy.stack().entry(one.spot));
    let of_database = |entry: &&Entry| {
        entry.kind == Kind::File && entry.path.parent().is_some_and(|folder| folders.contains(&folder))
    };
    let newest = entries.filter(of_database).map(|entry| entry.mtime).max()?;
    Timestamp::from_second(newest).ok().filter(|at| at.as_second() > 0)
}

fn support_of(support: inside::Support) -> harden::Support {
    match support.state {
        inside::State::Supported => harden::Support::Supported(support.ends_on),
        inside::State::LongTerm => harden::Support::LongTerm(support.ends_on),
        inside::State::Ended => harden::Support::Ended(support.ends_on),
        inside::State::Rolling | inside::State::Unknown => harden::Support::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> ImagePath {
        ImagePath::parse(text.as_bytes()).expect("a path")
    }

    #[test]
    fn compilers_are_known_with_their_versions() {
        for name in ["gcc", "gcc-12", "x86_64-linux-gnu-g++-12", "clang-14", "javac"] {
            assert!(is_compiler(name), "{name}");
        }
        for name in ["gcc-ar-12", "go-md2man", "cargo", "gccgo", "mongo"] {
            assert!(!is_compiler(name), "{name}");
        }
    }

    #[test]
    fn the_uppermost_folder_of_tests_counts() {
        assert_eq!(test_folder(&path("app/tests/data/tests/a")), Some(path("app/tests")));
        assert_eq!(test_folder(&path("app/latest/a")), None);
    }

    #[test]
    fn folders_for_everybody_are_no_finding() {
        assert!(is_temporary(&path("tmp")) && is_temporary(&path("var/tmp/a")));
        assert!(!is_temporary(&path("srv/tmp")));
    }
}
