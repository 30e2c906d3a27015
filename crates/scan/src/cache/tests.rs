use super::*;

fn cache() -> Cache {
    Cache::new(Arc::new(Store::in_memory(&[SCHEMA]).unwrap()))
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn record(name: &str) -> LayerRecord {
    let mut record = LayerRecord::default();
    record.extras.files.push((layer::ImagePath::parse(name.as_bytes()).unwrap(), b"x".to_vec()));
    record
}

fn ids(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn what_was_put_comes_back() {
    let cache = cache();
    cache.put_layer("a", &record("a"), at(1)).unwrap();
    assert_eq!(cache.known(&ids(&["a", "b"])).unwrap(), ["a"]);
    let layers = cache.layers(&ids(&["a", "b", "a"]), at(2)).unwrap();
    assert_eq!(layers.len(), 1);
    assert_eq!(*layers["a"], record("a"));
    assert!(cache.bytes().unwrap() > 0);
    cache.clear().unwrap();
    assert_eq!(cache.bytes().unwrap(), 0);
}

#[test]
fn a_damaged_record_and_one_of_another_format_are_made_anew() {
    let cache = cache();
    for name in ["a", "b", "c"] {
        cache.put_layer(name, &record(name), at(1)).unwrap();
    }
    cache
        .store
        .connection()
        .execute("UPDATE scan_layer SET record = x'00ff' WHERE diff_id = 'a'", [])
        .unwrap();
    cache.store.connection().execute("UPDATE scan_layer SET format = 1 WHERE diff_id = 'b'", []).unwrap();
    let layers = cache.layers(&ids(&["a", "b", "c"]), at(2)).unwrap();
    assert_eq!(layers.keys().collect::<Vec<_>>(), ["c"]);
    assert_eq!(cache.known(&ids(&["a", "b", "c"])).unwrap(), ["c"]);
    cache.trim(u64::MAX).unwrap();
    let left: i64 =
        cache.store.connection().query_row("SELECT count(*) FROM scan_layer", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 1);
}

#[test]
fn the_longest_unused_go_first() {
    let cache = cache();
    for (name, second) in [("a", 1), ("b", 2), ("c", 3)] {
        cache.put_layer(name, &record(name), at(second)).unwrap();
    }
    let one = cache.bytes().unwrap() / 3;
    cache.layers(&ids(&["a"]), at(9)).unwrap();
    cache.trim(one * 2).unwrap();
    assert_eq!(cache.known(&ids(&["a", "b", "c"])).unwrap(), ["a", "c"]);
    cache.trim(0).unwrap();
    assert!(cache.known(&ids(&["a", "b", "c"])).unwrap().is_empty());
}

#[test]
fn judgements_and_configs_are_kept_by_image() {
    let cache = cache();
    cache.put_config("x", b"{}").unwrap();
    cache.put_judgement("x", &3_u32).unwrap();
    cache.put_judgement("y", &"not a number").unwrap();
    assert_eq!(cache.config("x").unwrap().as_deref(), Some(b"{}".as_slice()));
    let judgements: HashMap<String, u32> = cache.judgements().unwrap();
    assert_eq!(judgements, HashMap::from([("x".to_owned(), 3)]));
    cache.keep_images(&ids(&["y"])).unwrap();
    assert_eq!(cache.config("x").unwrap(), None);
    assert!(cache.judgements::<u32>().unwrap().is_empty());
}
