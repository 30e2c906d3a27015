//! Layers made by hand, and random ones against a model that is slow and plain.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::testing::{Layer, path};

fn stack(layers: Vec<Layer>) -> Stack {
    let layers: Vec<_> = layers.into_iter().map(Layer::index).collect();
    Stack::of(&layers)
}

/// Hidden entries as path, layer, bytes, hiding layer and reason.
fn hidden(stack: &Stack) -> Vec<(String, u32, u64, u32, Reason)> {
    let line = |one: &Hidden| {
        (stack.entry(one.spot).unwrap().path.to_string(), one.spot.layer, one.bytes, one.by, one.reason)
    };
    stack.hidden().iter().map(line).collect()
}

fn surviving(stack: &Stack) -> Vec<(String, u32)> {
    stack
        .surviving()
        .iter()
        .map(|one| (stack.entry(one.spot).unwrap().path.to_string(), one.spot.layer))
        .collect()
}

fn owned(list: &[(&str, u32, u64, u32, Reason)]) -> Vec<(String, u32, u64, u32, Reason)> {
    list.iter().map(|one| (one.0.to_owned(), one.1, one.2, one.3, one.4)).collect()
}

fn adds_up(stack: &Stack) {
    let stored: u64 = stack.layers().iter().map(|layer| layer.bytes()).sum();
    let used: u64 = stack.surviving().iter().map(|one| one.bytes).sum();
    assert_eq!(stored, used + stack.wasted());
    assert_eq!(stack.wasted(), stack.sums().iter().map(|sum| sum.hidden).sum::<u64>());
}

#[test]
fn every_reason_is_told() {
    let base = || {
        Layer::new()
            .folder("d")
            .file("d/deleted", b"aaa")
            .file("d/moved", b"moved")
            .file("d/over", b"one")
            .file("d/mode", b"mode")
            .file("d/again", b"again")
            .folder("d/dir")
            .file("d/dir/x", b"xx")
    };
    let upper = Layer::new()
        .folder("d")
        .whiteout("d/deleted")
        .whiteout("d/moved")
        .file("d/elsewhere", b"moved")
        .file("d/over", b"two!")
        .file_with("d/mode", b"mode", 0o777)
        .file("d/again", b"again")
        .folder("d/dir")
        .opaque("d/dir")
        .file("d/dir/new", b"n");
    let stack = stack(vec![base(), upper]);
    let expected = [
        ("d/again", 0, 5, 1, Reason::WrittenAgain),
        ("d/deleted", 0, 3, 1, Reason::Deleted),
        ("d/dir/x", 0, 2, 1, Reason::DirectoryReplaced),
        ("d/mode", 0, 4, 1, Reason::OnlyPermissions),
        ("d/moved", 0, 5, 1, Reason::Moved),
        ("d/over", 0, 3, 1, Reason::Overwritten),
    ];
    assert_eq!(hidden(&stack), owned(&expected));
    assert_eq!(stack.wasted(), 22);
    adds_up(&stack);
    let sum = stack.sums()[1];
    assert_eq!((sum.added, sum.changed, sum.removed, sum.bytes, sum.hidden), (2, 3, 3, 19, 0));
}

#[test]
fn a_file_over_a_folder_and_a_folder_over_a_file() {
    let stack = stack(vec![
        Layer::new().folder("a").file("a/x", b"1").file("b", b"22"),
        Layer::new().file("a", b"333").folder("b").file("b/y", b"4"),
        Layer::new().file("a/z", b"5"),
    ]);
    let expected = [
        ("a", 0, 0, 1, Reason::Overwritten),
        ("a", 1, 3, 2, Reason::Overwritten),
        ("a/x", 0, 1, 1, Reason::DirectoryReplaced),
        ("b", 0, 2, 1, Reason::Overwritten),
    ];
    assert_eq!(hidden(&stack), owned(&expected));
    assert_eq!(surviving(&stack), [("a/z".to_owned(), 2), ("b".to_owned(), 1), ("b/y".to_owned(), 1)]);
    adds_up(&stack);
}

#[test]
fn whiteouts_of_nothing_and_with_something_new_in_the_same_layer() {
    let stack = stack(vec![
        Layer::new().whiteout("gone").folder("d").file("d/x", b"1"),
        Layer::new()
            .whiteout("never/was")
            .whiteout("d")
            .folder("d")
            .file("d/y", b"2")
            .whiteout("f")
            .file("f", b"3"),
        Layer::new().symlink("d", "elsewhere"),
    ]);
    let expected = [
        ("d", 1, 0, 2, Reason::Overwritten),
        ("d/x", 0, 1, 1, Reason::DirectoryReplaced),
        ("d/y", 1, 1, 2, Reason::DirectoryReplaced),
    ];
    assert_eq!(hidden(&stack), owned(&expected));
    assert_eq!(surviving(&stack), [("d".to_owned(), 2), ("f".to_owned(), 1)]);
    adds_up(&stack);
}

#[test]
fn contents_under_two_names_are_lost_with_the_last() {
    let base = || Layer::new().file("a", b"12345").hard_link("b", "a");
    let one = stack(vec![base(), Layer::new().whiteout("a")]);
    assert_eq!(one.wasted(), 0);
    assert_eq!(one.find(&path("b")).unwrap().bytes, 5);
    assert_eq!(one.content(one.find(&path("b")).unwrap().spot), Some(Spot { layer: 0, entry: 0 }));
    let both = stack(vec![base(), Layer::new().whiteout("a"), Layer::new().file("b", b"x")]);
    assert_eq!(hidden(&both), owned(&[("a", 0, 0, 1, Reason::Deleted), ("b", 0, 5, 2, Reason::Overwritten)]));
    let again = stack(vec![base(), Layer::new().file("a", b"12345").hard_link("b", "a")]);
    assert_eq!(again.hidden().iter().map(|one| one.reason).collect::<Vec<_>>(), [Reason::WrittenAgain; 2]);
    for stack in [one, both, again] {
        adds_up(&stack);
    }
}

/// The image `layers` of the specification: waste of every sort, in small.
#[test]
fn the_image_of_the_specification() {
    let (data, old) = (vec![7; 1000], vec![8; 500]);
    let stack = stack(vec![
        Layer::new().folder("opt").folder("srv").folder("root"),
        Layer::new().folder("root").folder("root/.ssh").file("root/.ssh/id_rsa", b"key"),
        Layer::new().folder("root").folder("root/.ssh").whiteout("root/.ssh/id_rsa"),
        Layer::new().folder("opt").file("opt/model.bin", &[1; 2000]),
        Layer::new().folder("opt").file("opt/model.bin", &[2; 2000]),
        Layer::new().folder("srv/data").file("srv/data/a.bin", &data),
        Layer::new().folder("srv/data").file_with("srv/data/a.bin", &data, 0o777),
        Layer::new().folder("srv/old").file("srv/old/f1", &old).file("srv/old/f2", &old),
        Layer::new().folder("srv/old").opaque("srv/old").file("srv/old/only", b"new"),
        Layer::new()
            .folder("opt")
            .file("opt/model.bin", &[2; 2000])
            .hard_link("opt/model-hard.bin", "opt/model.bin"),
    ]);
    let expected = [
        ("opt/model.bin", 3, 2000, 4, Reason::Overwritten),
        ("opt/model.bin", 4, 2000, 9, Reason::WrittenAgain),
        ("root/.ssh/id_rsa", 1, 3, 2, Reason::Deleted),
        ("srv/data/a.bin", 5, 1000, 6, Reason::OnlyPermissions),
        ("srv/old/f1", 7, 500, 8, Reason::DirectoryReplaced),
        ("srv/old/f2", 7, 500, 8, Reason::DirectoryReplaced),
    ];
    assert_eq!(hidden(&stack), owned(&expected));
    adds_up(&stack);
}

#[test]
fn links_are_followed_within_the_image() {
    let stack = stack(vec![
        Layer::new()
            .folder("usr/lib")
            .file("usr/lib/x", b"1")
            .symlink("lib", "usr/lib")
            .symlink("abs", "/lib/x")
            .symlink("out", "../../../usr/lib/./x")
            .symlink("one", "two")
            .symlink("two", "one")
            .symlink("etc/self", "self/self"),
    ]);
    let resolve =
        |name: &str| stack.resolve(&path(name)).map(|one| stack.entry(one.spot).unwrap().path.to_string());
    for name in ["lib/x", "abs", "out", "usr/lib/x"] {
        assert_eq!(resolve(name).as_deref(), Some("usr/lib/x"), "{name}");
    }
    for name in ["one", "etc/self", "nothing", "abs/below"] {
        assert_eq!(resolve(name), None, "{name}");
    }
}

#[test]
fn folders_are_browsed_stacked_and_by_layer() {
    let stack = stack(vec![
        Layer::new()
            .folder("a")
            .file("a/x", b"1")
            .file("a/y", b"22")
            .folder("a/gone")
            .file("a/gone/z", b"333"),
        Layer::new().file("a/x", b"4444").whiteout("a/gone").file("a/deep/down/w", b"55555"),
    ]);
    let lines = |children: Vec<Child>| -> Vec<(String, Change, bool, u64)> {
        children.into_iter().map(|one| (one.path.to_string(), one.change, one.folder, one.bytes)).collect()
    };
    let line = |name: &str, change, folder, bytes| (name.to_owned(), change, folder, bytes);
    assert_eq!(lines(stack.children(&path(""))), [line("a", Change::Added, true, 11)]);
    assert_eq!(
        lines(stack.children(&path("a"))),
        [
            line("a/deep", Change::Same, true, 5),
            line("a/x", Change::Modified, false, 4),
            line("a/y", Change::Added, false, 2)
        ]
    );
    assert_eq!(
        lines(stack.layer_children(1, &path("a"))),
        [
            line("a/deep", Change::Same, true, 5),
            line("a/gone", Change::Removed, true, 3),
            line("a/x", Change::Modified, false, 4)
        ]
    );
    assert_eq!(
        lines(stack.layer_children(1, &path("a/gone"))),
        [line("a/gone/z", Change::Removed, false, 3)]
    );
    assert_eq!(stack.layer_children(9, &path("a")), []);
}

/// What a random layer does at one path.
#[derive(Debug, Clone)]
enum Act {
    File(u8, u32),
    Folder,
    Whiteout,
    Opaque,
    Link(usize),
}

const PATHS: [&str; 12] =
    ["a", "a/b", "a/b/c", "a/b/d", "a-b", "a.b", "a/e", "f", "f/g", "f/g/h", "f/i", "a/b/c/j"];

fn layer(acts: &[(usize, Act)]) -> Index {
    let mut layer = Layer::new();
    for (at, act) in acts {
        let name = PATHS[*at];
        layer = match act {
            Act::File(content, mode) => layer.file_with(name, &vec![*content; *content as usize], *mode),
            Act::Folder => layer.folder(name),
            Act::Whiteout => layer.whiteout(name),
            Act::Opaque => layer.opaque(name),
            Act::Link(target) => layer.hard_link(name, PATHS[*target]),
        };
    }
    crate::testing::read(&layer.tar())
}

/// Plays the layers one after the other on a map, the way an engine unpacks them.
fn played(layers: &[Arc<Index>]) -> BTreeMap<String, Spot> {
    let mut tree: BTreeMap<String, Spot> = BTreeMap::new();
    let below =
        |name: &str, folder: &str| name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    for (layer, index) in (0..).zip(layers) {
        for folder in &index.opaques {
            tree.retain(|name, _| !below(name, &folder.to_string()));
        }
        for gone in index.whiteouts.iter().map(ToString::to_string) {
            tree.retain(|name, _| *name != gone && !below(name, &gone));
        }
        let own = index.entries.iter().map(|entry| entry.path.to_string());
        let folders = own.flat_map(|name| {
            name.match_indices('/').map(|(at, _)| name[..at].to_owned()).collect::<Vec<_>>()
        });
        let opaque = index.opaques.iter().map(ToString::to_string);
        for folder in folders.chain(opaque) {
            let kind =
                tree.get(&folder).map(|spot| layers[spot.layer as usize].entries[spot.entry as usize].kind);
            if kind.is_some_and(|kind| kind != Kind::Directory) {
                tree.remove(&folder);
            }
        }
        for (entry, one) in (0..).zip(&index.entries) {
            let name = one.path.to_string();
            if one.kind != Kind::Directory {
                tree.retain(|other, _| !below(other, &name));
            }
            tree.insert(name, Spot { layer, entry });
        }
    }
    tree
}

fn acts() -> impl Strategy<Value = Vec<(usize, Act)>> {
    let act = prop_oneof![
        4 => (1_u8..5, prop_oneof![Just(0o644_u32), Just(0o755)]).prop_map(|(content, mode)| Act::File(content, mode)),
        2 => Just(Act::Folder),
        2 => Just(Act::Whiteout),
        1 => Just(Act::Opaque),
        2 => (0..PATHS.len()).prop_map(Act::Link),
    ];
    proptest::collection::vec((0..PATHS.len(), act), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn random_layers_are_stacked_as_an_engine_unpacks_them(layers in proptest::collection::vec(acts(), 1..5)) {
        let layers: Vec<Arc<Index>> = layers.iter().map(|acts| Arc::new(layer(acts))).collect();
        let stack = Stack::of(&layers);
        let ours: BTreeMap<String, Spot> =
            stack.surviving().iter().map(|one| (stack.entry(one.spot).unwrap().path.to_string(), one.spot)).collect();
        prop_assert_eq!(&ours, &played(&layers));
        adds_up(&stack);
        let entries: usize = layers.iter().map(|layer| layer.entries.len()).sum();
        prop_assert!(stack.surviving().len() + stack.hidden().len() <= entries);
        for one in stack.hidden() {
            prop_assert!(one.by > one.spot.layer);
        }
        for (name, spot) in &ours {
            prop_assert_eq!(stack.find(&path(name)).map(|one| one.spot), Some(*spot));
        }
        let root: u64 = stack.children(&path("")).iter().map(|child| child.bytes).sum();
        prop_assert_eq!(root, stack.surviving().iter().map(|one| one.bytes).sum::<u64>());
    }
}
