//! German.

use catalog::{Ecosystem, Unread};
use layer::{Reason, TroubleKind};

use super::{AdviceFacts, User, Words};
use crate::inside::view::Why;

pub(super) struct German;

impl Words for German {
    fn unknown_distribution(&self) -> &'static str {
        "Eine unbekannte Distribution"
    }

    fn list(&self, things: &[String]) -> String {
        match things.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} und {last}", others.join(", ")),
            None => String::new(),
        }
    }

    fn with(&self, what: &str, things: &[String]) -> String {
        if things.is_empty() { what.to_owned() } else { format!("{what} mit {}", self.list(things)) }
    }

    fn packages(&self, count: u32, ecosystem: Ecosystem) -> String {
        // Dative, since they follow "mit".
        let (one, many) = match ecosystem {
            Ecosystem::PyPi => ("Python-Paket", "Python-Paketen"),
            Ecosystem::Npm => ("npm-Paket", "npm-Paketen"),
            Ecosystem::Maven => ("Java-Bibliothek", "Java-Bibliotheken"),
            Ecosystem::Gem => ("Ruby-Gem", "Ruby-Gems"),
            Ecosystem::Composer => ("PHP-Paket", "PHP-Paketen"),
            Ecosystem::NuGet => (".NET-Paket", ".NET-Paketen"),
            Ecosystem::Cargo => ("Rust-Crate", "Rust-Crates"),
            Ecosystem::Go => ("Go-Modul", "Go-Modulen"),
            Ecosystem::Pub => ("Dart-Paket", "Dart-Paketen"),
            Ecosystem::Hex => ("Hex-Paket", "Hex-Paketen"),
            Ecosystem::Cran => ("R-Paket", "R-Paketen"),
            Ecosystem::Bitnami => ("Bitnami-Paket", "Bitnami-Paketen"),
            Ecosystem::Binary => ("Programm", "Programmen"),
            Ecosystem::Deb | Ecosystem::Apk | Ecosystem::Rpm | Ecosystem::Alpm => {
                ("Systempaket", "Systempaketen")
            }
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }

    fn without_java(&self) -> &'static str {
        "ohne Java-Laufzeit"
    }

    fn programs(&self, count: usize) -> String {
        if count == 1 { "Ein Programm".to_owned() } else { format!("{count} Programme") }
    }

    fn a_program(&self) -> &'static str {
        "einem Programm"
    }

    fn made_with(&self, what: &str) -> String {
        format!("gebaut mit {what}")
    }

    fn contents_unknown(&self) -> &'static str {
        "Inhalt unbekannt"
    }

    fn only_files(&self) -> &'static str {
        "Dateien ohne Distribution"
    }

    fn nothing(&self) -> &'static str {
        "Ein leeres Image"
    }

    fn runs(&self, command: &str, user: &User) -> String {
        match user {
            User::Root => format!("führt `{command}` als root aus"),
            User::Other(name) => format!("führt `{command}` als {name} aus"),
            User::Unknown(name) => {
                format!(
                    "soll `{command}` als {name} ausführen, einen Benutzer, den es nicht hat, und startet deshalb nicht"
                )
            }
        }
    }

    fn no_command(&self) -> &'static str {
        "startet von sich aus nichts"
    }

    fn listens(&self, ports: &str) -> String {
        format!("lauscht auf {ports}")
    }

    fn more(&self, count: usize) -> String {
        format!("{count} weiteren")
    }

    fn size(&self, bytes: u64) -> String {
        super::size(bytes, ",")
    }

    fn advice(&self, facts: &AdviceFacts<'_>) -> String {
        let AdviceFacts { reason, writer, hider, hider_step, size } = facts;
        let step = hider_step.map(|step| format!(" (`{step}`)")).unwrap_or_default();
        match reason {
            Reason::Deleted => format!(
                "Schritt {hider}{step} löscht {size}, die Schritt {writer} geschrieben hat; im Image bleiben sie: beides in einem RUN erledigen."
            ),
            Reason::Moved => format!(
                "Schritt {hider}{step} verschiebt {size}, die Schritt {writer} geschrieben hat; damit sind sie doppelt gespeichert: gleich an den richtigen Ort schreiben."
            ),
            Reason::Overwritten => format!(
                "Schritt {hider}{step} überschreibt {size}, die Schritt {writer} geschrieben hat: nur einmal schreiben oder beides in einem RUN erledigen."
            ),
            Reason::OnlyPermissions => format!(
                "Schritt {hider}{step} ändert nur Rechte oder Besitzer von {size}, die Schritt {writer} geschrieben hat; damit sind sie doppelt gespeichert: COPY --chown und --chmod verwenden oder beides in einem RUN erledigen."
            ),
            Reason::WrittenAgain => format!(
                "Schritt {hider}{step} schreibt {size} noch einmal, die Schritt {writer} genauso geschrieben hat: einen von beiden weglassen."
            ),
            Reason::DirectoryReplaced => format!(
                "Schritt {hider}{step} ersetzt einen Ordner mit {size}, die Schritt {writer} geschrieben hat; im Image bleiben sie: beides in einem RUN erledigen."
            ),
        }
    }

    fn why(&self, why: Why) -> &'static str {
        match why {
            Why::File(Unread::Damaged) => "beschädigt",
            Why::File(Unread::TooLarge) => "zu groß, um gelesen zu werden",
            Why::File(Unread::NoBuildInfo) => "sagt nicht, woraus es besteht",
            Why::File(Unread::VersionUnknown) => "Version unbekannt",
            Why::File(Unread::UnknownForm) => "in einer Form, die hier nicht bekannt ist",
            Why::Layer(TroubleKind::BadPath) => "ein Pfad, den kein Image haben kann",
            Why::Layer(TroubleKind::Damaged) => "die Schicht ist hier beschädigt",
            Why::Layer(TroubleKind::CutShort) => "die Schicht endet zu früh, der Rest fehlt",
            Why::Layer(TroubleKind::TooLarge) => "zu groß, um hineinzusehen",
            Why::Layer(TroubleKind::TooMany) => "mehr Dateien, als gezählt werden",
            Why::Layer(TroubleKind::UnknownKind) => "eine Art von Eintrag, die kein Image hat",
            Why::LayerMissing => "die Schicht ist nicht da",
        }
    }
}
