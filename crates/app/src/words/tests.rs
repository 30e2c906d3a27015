use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::doctor::{self, codes};
use crate::wire::ActionId;

const LANGUAGES: [Lang; 2] = [Lang::En, Lang::De];

const ACTIONS: [ActionId; 26] = [
    ActionId::StartEngine,
    ActionId::SearchEngines,
    ActionId::ChooseEngine,
    ActionId::ExplainEngine,
    ActionId::UsePort,
    ActionId::ShowContainer,
    ActionId::StartContainer,
    ActionId::StopContainer,
    ActionId::ShowLog,
    ActionId::UseName,
    ActionId::UseReference,
    ActionId::CreateFolder,
    ActionId::UseVolume,
    ActionId::SetVariable,
    ActionId::RaiseMemory,
    ActionId::Retry,
    ActionId::ShowDisk,
    ActionId::StopAndRemove,
    ActionId::UseShell,
    ActionId::RunWithTerminal,
    ActionId::SignIn,
    ActionId::CheckAgain,
    ActionId::PreviewUpdate,
    ActionId::KeepForSession,
    ActionId::KeepInFile,
    ActionId::KeepAllSettings,
];

fn placeholders(text: &str) -> BTreeSet<String> {
    let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    names.map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_code_has_words_in_every_language() {
    for lang in LANGUAGES {
        let words = Words::load(lang);
        for code in codes() {
            let entry =
                words.problems.get(code.name).unwrap_or_else(|| panic!("{lang:?} lacks {}", code.name));
            for text in [&entry.title, &entry.why, &entry.help] {
                assert!(!text.trim().is_empty(), "{lang:?} {}", code.name);
                for name in placeholders(text) {
                    assert!(code.facts.contains(&name.as_str()), "{lang:?} {}: {{{name}}}", code.name);
                }
            }
        }
        for id in ACTIONS {
            let name = serde_json::to_value(id).expect("a word");
            let text = &words.actions[name.as_str().expect("a string")];
            assert!(
                !text.is_empty() && placeholders(text).iter().all(|name| name == "value"),
                "{lang:?} {id:?}"
            );
        }
    }
}

#[test]
fn no_words_are_left_over() {
    for name in Words::load(Lang::En).problems.keys() {
        let known = codes().any(|code| code.name == name)
            || crate::run::codes::ALL.iter().any(|(code, _)| code == name);
        assert!(known, "nobody says {name}");
    }
}

#[test]
fn the_languages_say_the_same() {
    let [en, de] = LANGUAGES.map(Words::load);
    let names = |words: &Words| words.problems.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&en), names(&de));
    assert_eq!(en.actions.keys().collect::<Vec<_>>(), de.actions.keys().collect::<Vec<_>>());
    for (code, entry) in &en.problems {
        let other = &de.problems[code];
        for (ours, theirs) in
            [(&entry.title, &other.title), (&entry.why, &other.why), (&entry.help, &other.help)]
        {
            assert_eq!(placeholders(ours), placeholders(theirs), "{code}");
        }
    }
    for (id, text) in &en.actions {
        assert_eq!(placeholders(text), placeholders(&de.actions[id]), "{id}");
    }
}

#[test]
fn the_words_keep_the_house_style() {
    for lang in LANGUAGES {
        for (code, entry) in &Words::load(lang).problems {
            let all = format!("{} {} {}", entry.title, entry.why, entry.help);
            assert!(!all.contains('!') && !all.contains('—') && !all.contains("  "), "{lang:?} {code}");
            assert!(!entry.title.ends_with('.'), "{lang:?} {code}: a title has no full stop");
            assert!(!entry.why.trim_end_matches('.').contains(". "), "{lang:?} {code}: why is one sentence");
            assert!(starts_a_sentence(&entry.title) && starts_a_sentence(&entry.help), "{lang:?} {code}");
        }
    }
}

fn starts_a_sentence(text: &str) -> bool {
    text.starts_with(|c: char| c.is_uppercase() || c == '{')
}

#[test]
fn a_problem_is_told_with_its_facts_and_buttons() {
    let facts = [("port", "8080".to_owned()), ("owner", "blog".to_owned()), ("freePort", "8081".to_owned())];
    let told = Words::load(Lang::En).problem(&doctor::problem("run.portTaken", facts));
    assert_eq!(told.title, "Port 8080 is in use");
    assert_eq!(told.why, "blog already uses port 8080 on this computer.");
    assert_eq!(told.actions, ["Use port 8081"]);
}

#[test]
fn what_is_missing_never_shows_braces() {
    for lang in LANGUAGES {
        let words = Words::load(lang);
        for code in codes() {
            let told = words.problem(&doctor::problem(code.name, []));
            let all = format!("{told:?}").replace("Told {", "").replace(" }", "");
            assert!(!all.contains('{'), "{lang:?} {}: {all}", code.name);
        }
    }
    assert_eq!(fill("a {b} {c", |_| None), "a … …");
    assert_eq!(fill("{x}", |_| Some("{y}")), "{y}");
}

#[test]
fn an_unknown_code_is_still_told() {
    let problem = Problem {
        code: "new.code".to_owned(),
        facts: BTreeMap::new(),
        raw: "it broke\nmore".to_owned(),
        actions: Vec::new(),
    };
    let told = Words::load(Lang::De).problem(&problem);
    assert_eq!((told.title.as_str(), told.why.as_str()), ("new.code", "it broke"));
}

#[test]
fn the_language_follows_the_locale() {
    for (locale, lang) in
        [("de_AT.UTF-8", Lang::De), ("de", Lang::De), ("en_US", Lang::En), ("C", Lang::En), ("", Lang::En)]
    {
        assert_eq!(Lang::of_locale(locale), lang, "{locale}");
    }
}
