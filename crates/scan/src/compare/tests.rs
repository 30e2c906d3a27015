use catalog::{Installed, Package};
use layer::ImagePath;

use super::*;
use crate::inside::Settings;

fn installed(ecosystem: Ecosystem, name: &str, version: &str) -> Installed {
    Installed {
        package: Package {
            ecosystem,
            name: name.into(),
            version: (!version.is_empty()).then(|| version.to_owned()),
            arch: None,
            source: None,
            licenses: Vec::new(),
            maker: None,
            installed_bytes: None,
        },
        layer: 0,
        path: ImagePath::default(),
        managed_by: None,
    }
}

#[test]
fn versions_are_compared_in_their_own_order() {
    use Ecosystem::{Deb, Npm};
    let before = [
        installed(Deb, "bash", "5.2-10"),
        installed(Deb, "curl", "7.88"),
        installed(Deb, "gone", "1"),
        installed(Deb, "same", "1"),
        installed(Npm, "left", "10.0.0"),
        installed(Npm, "odd", ""),
        installed(Npm, "two", "1.0.0"),
        installed(Npm, "two", "2.0.0"),
    ];
    let after = [
        installed(Deb, "bash", "5.2-9"),
        installed(Deb, "curl", "1:7.0"),
        installed(Deb, "new", "1"),
        installed(Deb, "same", "1"),
        installed(Npm, "left", "9.0.0"),
        installed(Npm, "odd", "1.0.0"),
        installed(Npm, "two", "2.0.0"),
        installed(Npm, "two", "3.0.0"),
    ];
    let found: Vec<(String, Change)> =
        packages(&before, &after).into_iter().map(|change| (change.name, change.change)).collect();
    let expected = [
        ("bash", Change::Down),
        ("curl", Change::Up),
        ("gone", Change::Removed),
        ("new", Change::Added),
        ("left", Change::Down),
        ("odd", Change::Other),
        ("two", Change::Up),
    ];
    assert_eq!(found, expected.map(|(name, change)| (name.to_owned(), change)));
    assert!(packages(&before, &before).is_empty());
}

#[test]
fn settings_differ_without_telling_secrets() {
    let before = Settings {
        user: "app".into(),
        env: vec![("A".into(), Some("1".into())), ("TOKEN".into(), None)],
        ports: vec!["80/tcp".into()],
        ..Settings::default()
    };
    let after = Settings {
        env: vec![("A".into(), Some("2".into())), ("TOKEN".into(), Some("plain".into()))],
        command: vec!["sh".into(), "a b".into()],
        ..Settings::default()
    };
    let told: Vec<String> = settings(&before, &after)
        .into_iter()
        .map(|change| format!("{}: {:?} {:?}", change.setting, change.before, change.after))
        .collect();
    assert_eq!(
        told,
        [
            "user: Some(\"app\") None",
            "command: None Some(\"sh 'a b'\")",
            "port: Some(\"80/tcp\") None",
            "env A: Some(\"1\") Some(\"2\")",
            "env TOKEN: Some(\"(secret)\") Some(\"plain\")",
        ]
    );
    assert!(settings(&before, &before).is_empty());
}
