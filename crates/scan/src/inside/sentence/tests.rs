use super::*;
use crate::inside::view::{Os, PackageCount, Settings};

fn debian() -> Inside {
    Inside {
        os: Some(Os {
            id: "debian".into(),
            name: "Debian 12".into(),
            version: Some("12".into()),
            codename: None,
        }),
        bytes: 1,
        runtimes: vec![Runtime { name: "Python".into(), version: Some("3.11.2".into()) }],
        packages: vec![
            PackageCount { ecosystem: Ecosystem::Deb, count: 122, managed: 0 },
            PackageCount { ecosystem: Ecosystem::PyPi, count: 23, managed: 3 },
        ],
        settings: Settings {
            command: vec!["gunicorn".into(), "app:app".into()],
            root: true,
            ports: vec!["8000/tcp".into()],
            ..Settings::default()
        },
        ..Inside::default()
    }
}

fn program(known: bool, made_with: Option<(&str, Option<&str>)>) -> Program {
    Program {
        path: layer::ImagePath::parse(b"app").unwrap(),
        bytes: 62_000_000,
        made_with: made_with
            .map(|(name, version)| Runtime { name: name.into(), version: version.map(str::to_owned) }),
        libraries: 3,
        known,
    }
}

#[track_caller]
fn check(inside: &Inside, en: &str, de: &str) {
    assert_eq!(sentence(inside, Lang::En), en);
    assert_eq!(sentence(inside, Lang::De), de);
}

#[test]
fn the_sentence_of_the_plan() {
    check(
        &debian(),
        "Debian 12 with Python 3.11.2 and 23 Python packages; runs `gunicorn app:app` as root; listens on 8000.",
        "Debian 12 mit Python 3.11.2 und 23 Python-Paketen; führt `gunicorn app:app` als root aus; lauscht auf 8000.",
    );
}

#[test]
fn one_is_one_and_many_ports_are_cut() {
    let mut inside = debian();
    inside.packages[1].count = 1;
    inside.settings.ports = ["80/tcp", "53/udp", "443/tcp", "8080/tcp", "9090/tcp"].map(str::to_owned).into();
    inside.settings.root = false;
    inside.settings.user = "app:app".into();
    check(
        &inside,
        "Debian 12 with Python 3.11.2 and 1 Python package; runs `gunicorn app:app` as app; listens on 80, 53/udp, 443 and 2 more.",
        "Debian 12 mit Python 3.11.2 und 1 Python-Paket; führt `gunicorn app:app` als app aus; lauscht auf 80, 53/udp, 443 und 2 weiteren.",
    );
}

#[test]
fn a_program_alone() {
    let mut inside = Inside {
        bytes: 62_000_000,
        programs: vec![program(true, Some(("Go", Some("1.22"))))],
        ..Inside::default()
    };
    inside.settings.entrypoint = vec!["/app".into()];
    inside.settings.root = true;
    check(
        &inside,
        "One program, 62 MB, made with Go 1.22; runs `/app` as root.",
        "Ein Programm, 62 MB, gebaut mit Go 1.22; führt `/app` als root aus.",
    );
    inside.programs = vec![program(false, None)];
    inside.settings.entrypoint.clear();
    check(
        &inside,
        "One program, 62 MB, contents unknown; starts nothing by itself.",
        "Ein Programm, 62 MB, Inhalt unbekannt; startet von sich aus nichts.",
    );
    inside.programs = vec![program(true, Some(("Go", Some("1.22")))), program(true, Some(("Rust", None)))];
    check(
        &inside,
        "2 programs, 124 MB, made with Go 1.22 and Rust; starts nothing by itself.",
        "2 Programme, 124 MB, gebaut mit Go 1.22 und Rust; startet von sich aus nichts.",
    );
}

#[test]
fn a_program_on_a_distribution() {
    let mut inside = debian();
    inside.runtimes.clear();
    inside.packages.truncate(1);
    inside.programs = vec![program(true, Some(("Rust", None)))];
    inside.settings.command = vec!["/app".into()];
    inside.settings.ports.clear();
    check(
        &inside,
        "Debian 12 with a program (made with Rust); runs `/app` as root.",
        "Debian 12 mit einem Programm (gebaut mit Rust); führt `/app` als root aus.",
    );
}

#[test]
fn nothing_and_nobody() {
    check(
        &Inside::default(),
        "An empty image; starts nothing by itself.",
        "Ein leeres Image; startet von sich aus nichts.",
    );
    let mut inside = debian();
    inside.os = Some(Os { id: "x".into(), name: String::new(), version: None, codename: None });
    inside.runtimes.clear();
    inside.packages.clear();
    inside.settings.root = false;
    inside.settings.unknown_user = true;
    inside.settings.user = "ghost".into();
    inside.settings.ports.clear();
    check(
        &inside,
        "An unknown distribution; runs `gunicorn app:app` as ghost, a user it does not have, so it will not start.",
        "Eine unbekannte Distribution; soll `gunicorn app:app` als ghost ausführen, einen Benutzer, den es nicht hat, und startet deshalb nicht.",
    );
}

#[test]
fn a_hostile_command_cannot_leave_its_backticks() {
    let mut inside = debian();
    inside.settings.command =
        vec!["/bin/sh".into(), "-c".into(), format!("a`b\u{1b}[31m\n{}", "x".repeat(5000))];
    inside.settings.ports = vec!["80`\u{7}".into()];
    let sentence = sentence(&inside, Lang::En);
    assert_eq!(sentence.matches('`').count(), 2);
    assert!(sentence.len() < 300 && !sentence.contains(|sign: char| sign.is_control()), "{sentence}");
}

#[test]
fn advice_names_both_steps() {
    let given = Advice {
        reason: Reason::Deleted,
        writer: 2,
        writer_step: None,
        hider: 3,
        hider_step: Some("RUN rm /x".into()),
        bytes: 31_457_280,
        files: 1,
    };
    assert_eq!(
        advice(&given, Lang::En),
        "Step 4 (`RUN rm /x`) deletes 31 MB that step 3 wrote, and they stay in the image: do both in one RUN."
    );
    assert!(advice(&given, Lang::De).starts_with("Schritt 4 (`RUN rm /x`) löscht 31 MB, die Schritt 3"));
}

#[test]
fn sizes_have_as_many_digits_as_one_reads() {
    for (bytes, text) in [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1 kB"),
        (1_550, "1.6 kB"),
        (31_457_280, "31 MB"),
        (999_960, "1 MB"),
        (3_310_000_000, "3.3 GB"),
        (u64::MAX, "18446744 TB"),
    ] {
        assert_eq!(size(bytes, "."), text, "{bytes}");
    }
}

#[test]
fn jars_without_java_are_said_to_be_so() {
    let mut inside = debian();
    inside.runtimes.clear();
    inside.packages[1] = PackageCount { ecosystem: Ecosystem::Maven, count: 58, managed: 0 };
    inside.settings = Settings::default();
    check(
        &inside,
        "Debian 12 with 58 Java libraries (without a Java runtime); starts nothing by itself.",
        "Debian 12 mit 58 Java-Bibliotheken (ohne Java-Laufzeit); startet von sich aus nichts.",
    );
}
