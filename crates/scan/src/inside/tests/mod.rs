pub(crate) mod made;
mod random;

use jiff::civil::date;
use layer::Reason;
use made::{Layer, anatomy, debian, path};

use super::*;
use crate::Lang;

const TODAY: Known<'static> = Known { today: date(2026, 11, 27), bases: &[] };

/// Every byte in exactly one place.
#[track_caller]
pub(super) fn adds_up(anatomy: &Anatomy) {
    let inside = anatomy.inside(&TODAY);
    let parts: u64 = inside.parts.iter().map(|part| part.bytes).sum();
    let layers: u64 = anatomy.stack().layers().iter().map(|index| index.bytes()).sum();
    assert_eq!(inside.bytes, layers);
    assert_eq!(parts + inside.leftovers.bytes + inside.waste.bytes, inside.bytes, "{inside:#?}");
    for part in &inside.parts {
        assert_eq!(part.items.iter().map(|item| item.bytes).sum::<u64>(), part.bytes);
        assert_eq!(part.items.iter().map(|item| item.files).sum::<u64>(), part.files);
    }
    assert_eq!(inside.leftovers.items.iter().map(|item| item.bytes).sum::<u64>(), inside.leftovers.bytes);
    for layer in anatomy.layers() {
        assert_eq!(layer.brought.iter().map(|(_, bytes)| bytes).sum::<u64>(), layer.bytes);
        let hidden =
            layer.brought.iter().find(|(place, _)| *place == Place::Hidden).map_or(0, |(_, bytes)| *bytes);
        assert_eq!(layer.hidden_bytes, hidden);
    }
}

fn place(anatomy: &Anatomy, at: &str) -> Option<Place> {
    anatomy.place(anatomy.stack().find(&path(at))?.spot)
}

fn item<'a>(inside: &'a Inside, part: Part, name: &str) -> &'a Item {
    let part = inside.parts.iter().find(|sum| sum.part == part).unwrap();
    part.items
        .iter()
        .find(|item| item.name == name)
        .unwrap_or_else(|| panic!("no {name} in {:#?}", part.items))
}

#[test]
fn every_rule_gives_its_place() {
    let layers = vec![
        debian(),
        Layer::default()
            .sized("app/server.py", 100)
            .sized("app/static/a.css", 200)
            .sized("app/static/b.css", 300)
            .sized("opt/tool/bin/x", 400)
            .sized("usr/local/bin/mine", 500)
            .sized("data/model.bin", 600)
            .sized("usr/local/lib/python3.11/dist-packages/flask/app.py", 700)
            .sized("app/node_modules/left/index.js", 800)
            .sized("usr/local/bin/node", 900)
            .sized("root/.cache/pip/x", 1000)
            .sized("tmp/y", 1100)
            .sized("etc/myapp.conf", 1200),
    ];
    let anatomy = anatomy(r#"{"config":{"WorkingDir":"/app","Cmd":["python3","server.py"]}}"#, layers);
    adds_up(&anatomy);
    for (at, expected) in [
        ("usr/bin/bash", Place::System),
        ("usr/bin/python3.11", Place::Runtime),
        ("etc/bash.bashrc", Place::Settings),
        ("etc/myapp.conf", Place::Settings),
        ("usr/share/mime/mime.cache", Place::System),
        ("usr/lib/python3.11/__pycache__/os.cpython-311.pyc", Place::Leftovers),
        ("var/lib/apt/lists/x_Packages", Place::Leftovers),
        ("var/lib/dpkg/status", Place::Leftovers),
        ("var/log/dpkg.log", Place::Leftovers),
        ("root/.cache/pip/x", Place::Leftovers),
        ("tmp/y", Place::Leftovers),
        ("app/server.py", Place::Yours),
        ("opt/tool/bin/x", Place::Yours),
        ("usr/local/bin/mine", Place::Yours),
        ("data/model.bin", Place::Yours),
        ("usr/local/lib/python3.11/dist-packages/flask/app.py", Place::Libraries),
        ("app/node_modules/left/index.js", Place::Libraries),
        ("usr/local/bin/node", Place::Runtime),
    ] {
        assert_eq!(place(&anatomy, at), Some(expected), "{at}");
    }
    let inside = anatomy.inside(&TODAY);
    assert_eq!(item(&inside, Part::Code, "/app/static").bytes, 500);
    assert_eq!(item(&inside, Part::Code, "/app/server.py").layer, 1);
    assert_eq!(item(&inside, Part::System, "bash").kind, ItemKind::Package);
    assert_eq!(item(&inside, Part::System, "/usr/share/mime").kind, ItemKind::Generated);
    assert_eq!(item(&inside, Part::Settings, "/etc/bash.bashrc").kind, ItemKind::Config);
    assert_eq!(item(&inside, Part::Settings, "/etc/skel").kind, ItemKind::ChangedConfig);
    let lists = inside.leftovers.items.first().unwrap();
    assert_eq!((lists.path.as_str(), lists.kind), ("/var/lib/apt/lists", LeftoverKind::PackageCache));
    assert!(lists.remedy.unwrap().contains("rm -rf /var/lib/apt/lists"));
    assert_eq!(inside.support.state, State::LongTerm);
    assert_eq!(
        sentence(&inside, Lang::En),
        "Debian 12 with Python 3.11.2 and Node.js; runs `python3 server.py` as root."
    );
}

#[test]
fn the_waste_of_the_plans_image_is_exact() {
    const MIB: u64 = 1 << 20;
    let old =
        |layer: Layer| (1..=5).fold(layer, |layer, number| layer.sized(&format!("srv/old/f{number}"), MIB));
    let layers = vec![
        debian(),
        Layer::default().file("root/.ssh/id_rsa", b"key").file("app/.env", b"TOKEN=x"),
        Layer::default().gone("root/.ssh/id_rsa").gone("app/.env"),
        Layer::default().sized("var/tmp/big.bin", 30 * MIB),
        Layer::default().gone("var/tmp/big.bin"),
        Layer::default().sized("opt/model.bin", 20 * MIB),
        Layer::default().file("opt/model.bin", &[7; 1000]),
        Layer::default().folder("srv").folder("srv/data").with_mode("srv/data/a.bin", &[1; 5000], 0o644),
        Layer::default().folder("srv/data").with_mode("srv/data/a.bin", &[1; 5000], 0o777),
        old(Layer::default().folder("srv/old")),
        Layer::default().folder("srv/old").opaque("srv/old").file("srv/old/only", b"new"),
        Layer::default().hard_link("opt/hard", "opt/none"),
    ];
    let anatomy = anatomy("{}", layers);
    adds_up(&anatomy);
    let waste = anatomy.inside(&TODAY).waste;
    assert_eq!(waste.bytes, 10 + 30 * MIB + 20 * MIB + 5000 + 5 * MIB);
    assert_eq!(waste.count, 2 + 1 + 1 + 1 + 5);
    let reason = |at: &str| waste.files.iter().find(|file| file.path == path(at)).unwrap().reason;
    assert_eq!(reason("var/tmp/big.bin"), Reason::Deleted);
    assert_eq!(reason("opt/model.bin"), Reason::Overwritten);
    assert_eq!(reason("srv/data/a.bin"), Reason::OnlyPermissions);
    assert_eq!(reason("srv/old/f1"), Reason::DirectoryReplaced);
    let first = waste.advice.first().unwrap();
    assert_eq!((first.writer, first.hider, first.reason), (3, 4, Reason::Deleted));
    assert!(advice(first, Lang::En).starts_with("Step 5 deletes 31 MB that step 4 wrote"));
}

#[test]
fn contents_with_two_names_count_once_and_live_on_under_the_second() {
    let layers = vec![Layer::default().sized("a", 100).hard_link("b", "a"), Layer::default().gone("a")];
    let anatomy = anatomy("{}", layers);
    adds_up(&anatomy);
    assert_eq!(anatomy.inside(&TODAY).waste.bytes, 0);
}

#[test]
fn without_a_distribution_everything_is_ones_own() {
    let anatomy = anatomy(
        r#"{"config":{"Entrypoint":["/usr/bin/app"]}}"#,
        vec![Layer::default().sized("usr/bin/app", 9)],
    );
    adds_up(&anatomy);
    assert_eq!(place(&anatomy, "usr/bin/app"), Some(Place::Yours));
    assert_eq!(anatomy.inside(&TODAY).os, None);
}

#[test]
fn what_the_command_starts_is_ones_own_wherever_it_stands() {
    let anatomy = anatomy(
        r#"{"config":{"Entrypoint":["app","--x"],"WorkingDir":"/usr"}}"#,
        vec![debian(), Layer::default().sized("usr/sbin/app", 9).sized("usr/sbin/other", 9)],
    );
    assert_eq!(place(&anatomy, "usr/sbin/app"), Some(Place::Yours));
    assert_eq!(place(&anatomy, "usr/sbin/other"), Some(Place::System));
}

#[test]
fn a_user_is_who_passwd_says() {
    let root = |user: &str| {
        let settings =
            anatomy(&format!(r#"{{"config":{{"User":"{user}"}}}}"#), vec![debian()]).inside(&TODAY).settings;
        (settings.root, settings.unknown_user)
    };
    assert_eq!(root(""), (true, false));
    assert_eq!(root("www"), (false, false));
    assert_eq!(root("ghost"), (false, true));
    assert_eq!(root("0:33"), (true, false));
}

#[test]
fn an_image_of_nothing_is_no_trouble() {
    for config in ["{}", r#"{"config":null,"rootfs":null,"history":[null]}"#] {
        let anatomy = anatomy(config, Vec::new());
        adds_up(&anatomy);
        assert!(sentence(&anatomy.inside(&TODAY), Lang::En).starts_with("An empty image"));
    }
    let empty = anatomy("{}", vec![Layer::default(), Layer::default()]);
    adds_up(&empty);
}

#[test]
fn what_could_not_be_read_is_told() {
    let mut image =
        made::image("{}", vec![Layer::default().trouble(layer::TroubleKind::CutShort), Layer::default()]);
    image.missing = vec![1];
    let inside = Anatomy::of(std::sync::Arc::new(image)).inside(&TODAY);
    let whys: Vec<_> = inside.unknowns.iter().map(|unknown| (unknown.layer, unknown.why)).collect();
    assert_eq!(whys, [(1, Why::LayerMissing), (0, Why::Layer(layer::TroubleKind::CutShort))]);
}

#[test]
fn a_first_verdict_has_words_and_packages_and_no_figures() {
    let mut image = made::image(r#"{"config":{"Cmd":["bash"]}}"#, vec![debian()]);
    image.partial = true;
    let inside = Anatomy::of(std::sync::Arc::new(image)).inside(&TODAY);
    assert!(inside.parts.is_empty() && inside.partial);
    assert_eq!(sentence(&inside, Lang::En), "Debian 12 with Python 3.11.2; runs `bash` as root.");
    assert_eq!(inside.packages.len(), 1);
}

#[test]
fn a_hundred_thousand_small_things_are_a_few_items() {
    let layer = (0..100_000).fold(Layer::default(), |layer, number| layer.sized(&format!("etc/{number}"), 1));
    let anatomy = anatomy("{}", vec![layer]);
    adds_up(&anatomy);
    let inside = anatomy.inside(&TODAY);
    let settings = &inside.parts[3];
    assert!(settings.items.len() <= 2_001);
    assert_eq!(settings.items.last().unwrap().kind, ItemKind::Others);
}

#[test]
fn a_library_is_one_item_with_all_that_it_brought() {
    let site = "usr/local/lib/python3.11/site-packages";
    let python = |layer: Layer, name: &str, record: &str| {
        let folder = format!("{site}/{name}-1.0.dist-info");
        let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n\n");
        layer
            .file(&format!("{folder}/METADATA"), metadata.as_bytes())
            .file(&format!("{folder}/RECORD"), record.as_bytes())
    };
    let mut layer = Layer::default();
    layer = python(layer, "flask", "flask/__init__.py,,\nflask.libs/x.so,,\n../../../bin/flask,,\n");
    layer = python(layer, "google-a", "google/a/__init__.py,,\n");
    layer = python(layer, "google-b", "google/b/__init__.py,,\n");
    layer = layer
        .sized(&format!("{site}/flask/__init__.py"), 1_000_000)
        .sized(&format!("{site}/flask/__pycache__/__init__.cpython-311.pyc"), 2_000_000)
        .sized(&format!("{site}/flask.libs/x.so"), 4_000_000)
        .sized("usr/local/bin/flask", 8_000_000)
        .sized("usr/lib/python3/dist-packages/pip/__pycache__/x.cpython-311.pyc", 9_000_000)
        .sized(&format!("{site}/google/a/__init__.py"), 3_000_000)
        .sized(&format!("{site}/google/b/__init__.py"), 5_000_000)
        .file("app/node_modules/left/package.json", br#"{"name":"left","version":"1.2.3"}"#)
        .sized("app/node_modules/left/index.js", 6_000_000);
    let anatomy = anatomy("{}", vec![debian(), layer]);
    adds_up(&anatomy);
    let inside = anatomy.inside(&TODAY);
    let millions = |name: &str| item(&inside, Part::Code, name).bytes / 1_000_000;
    assert_eq!(millions("flask"), 15);
    assert_eq!(millions("google-a"), 3);
    assert_eq!(millions("google-b"), 5);
    assert_eq!(millions("left"), 6);
    let compiled =
        inside.leftovers.items.iter().find(|one| one.path == "/usr/lib/python3").expect("bytecode");
    assert_eq!((compiled.kind, compiled.bytes), (LeftoverKind::Compiled, 9_000_000));
    let left = item(&inside, Part::Code, "left");
    assert_eq!((left.version.as_deref(), left.ecosystem), (Some("1.2.3"), Some(catalog::Ecosystem::Npm)));
    assert!(sentence(&inside, Lang::En).contains("Python 3.11.2, 3 Python packages and 1 npm package"));
}

#[test]
fn a_runtime_that_was_compiled_here_tells_its_version() {
    let layer = Layer::default()
        .file("usr/local/include/python3.12/patchlevel.h", b"#define PY_VERSION \"3.12.4\"\n")
        .sized("usr/local/bin/python3.12", 10)
        .sized("usr/local/lib/python3.12/os.py", 20);
    let node = Layer::default().sized("usr/local/bin/node", 40);
    let anatomy =
        anatomy(r#"{"config":{"Env":["NODE_VERSION=20.1.0"],"Cmd":["node","x.js"]}}"#, vec![layer, node]);
    adds_up(&anatomy);
    let runtimes = anatomy.inside(&TODAY).runtimes;
    let named: Vec<_> =
        runtimes.iter().map(|runtime| (runtime.name.as_str(), runtime.version.as_deref())).collect();
    assert_eq!(named, [("Node.js", Some("20.1.0")), ("Python", Some("3.12.4"))]);
}
