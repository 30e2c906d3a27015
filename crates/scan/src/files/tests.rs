use super::*;
use crate::inside::tests::made::{Layer, anatomy, debian, path};

fn names(rows: &Rows) -> Vec<String> {
    rows.rows.iter().map(|row| row.path.to_string()).collect()
}

fn two_layers() -> Anatomy {
    anatomy(
        "{}",
        vec![
            debian(),
            Layer::default()
                .folder("app")
                .sized("app/a.py", 10)
                .sized("app/lib/b.py", 20)
                .gone("usr/bin/bash"),
        ],
    )
}

fn query(folder: &str, find: &str, layer: Option<u32>) -> Query {
    Query { layer, folder: path(folder), find: find.to_owned(), limit: 100 }
}

#[test]
fn a_folder_lists_folders_first_with_all_their_bytes() {
    let anatomy = two_layers();
    let rows = list(&anatomy, &query("app", "", None));
    assert_eq!(names(&rows), ["app/lib", "app/a.py"]);
    assert_eq!((rows.rows[0].bytes, rows.rows[1].bytes), (20, 10));
    assert_eq!(rows.rows[1].place, Some(Place::Yours));
    assert_eq!(rows.rows[0].place, None);
}

#[test]
fn a_layer_lists_what_it_took_away() {
    let anatomy = two_layers();
    let rows = list(&anatomy, &query("usr/bin", "", Some(1)));
    assert_eq!(names(&rows), ["usr/bin/bash"]);
    assert_eq!((rows.rows[0].change, rows.rows[0].layer, rows.rows[0].spot), (Change::Removed, 1, None));
}

#[test]
fn what_is_hidden_says_by_whom_and_whose_it_was() {
    let anatomy = two_layers();
    let rows = list(&anatomy, &query("usr/bin", "", Some(0)));
    let bash = rows.rows.iter().find(|row| row.path == path("usr/bin/bash")).unwrap();
    assert_eq!((bash.hidden_by, bash.place), (Some(1), Some(Place::Hidden)));
    let python = rows.rows.iter().find(|row| row.path == path("usr/bin/python3.11")).unwrap();
    assert_eq!((python.hidden_by, python.package.as_deref()), (None, Some("python3.11")));
}

#[test]
fn finding_looks_everywhere_below_in_any_case_largest_first() {
    let anatomy = two_layers();
    assert_eq!(
        names(&list(&anatomy, &query("", ".PY", None)))[..3],
        ["usr/lib/python3.11/os.py", "usr/lib/python3.11/__pycache__/os.cpython-311.pyc", "app/lib/b.py"]
            .map(str::to_owned)
    );
    assert_eq!(names(&list(&anatomy, &query("app", "py", Some(1)))), ["app/lib/b.py", "app/a.py"]);
    let cut = list(&anatomy, &Query { limit: 1, ..query("app", "py", None) });
    assert_eq!((cut.rows.len(), cut.more), (1, 1));
    assert!(list(&anatomy, &query("no/such", "", Some(99))).rows.is_empty());
}
