//! The one sentence on top.

use super::{Finding, Fix, How, Judgement, Level, State};
use crate::lang::Lang;

/// The one sentence on top, and its figures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headline {
    /// The sentence.
    pub sentence: String,
    /// Findings that can be fixed today.
    pub fixable: u32,
    /// Of these, high or critical.
    pub serious: u32,
    /// All findings, unimportant and ignored ones left out.
    pub total: u32,
}

/// Puts a judgement into one sentence, the fix first. `fix` is the way that mends most.
#[must_use]
pub fn headline(judgement: &Judgement, fix: Option<&Fix>, lang: Lang) -> Headline {
    let count = |wanted: &dyn Fn(&Finding) -> bool| {
        let wanted = judgement.findings.iter().filter(|finding| wanted(finding));
        u32::try_from(wanted.count()).unwrap_or(u32::MAX)
    };
    let fixable = count(&|finding| finding.state == State::Fixable);
    let serious = count(&|finding| finding.state == State::Fixable && finding.level >= Level::High);
    let total = count(&|finding| matches!(finding.state, State::Fixable | State::Unfixed));
    let sentence = match (fixable, total) {
        (0, 0) => nothing(judgement, lang).to_owned(),
        (0, total) => unfixed(total, lang),
        (fixable, total) => fixed(fixable, total, fix, lang),
    };
    Headline { sentence, fixable, serious, total }
}

/// That nothing is known is only said when there was a list to ask.
fn nothing(judgement: &Judgement, lang: Lang) -> &'static str {
    match (judgement.data_age.is_some(), judgement.missing.is_empty(), lang) {
        (true, true, Lang::En) => "No known problems",
        (true, true, Lang::De) => "Keine bekannten Probleme",
        (true, false, Lang::En) => "No known problems, as far as lists are here",
        (true, false, Lang::De) => "Keine bekannten Probleme, soweit Listen da sind",
        (false, false, Lang::En) => "No list of known problems is here yet",
        (false, false, Lang::De) => "Noch ist keine Liste bekannter Probleme da",
        (false, true, Lang::En) => "Nothing in it that known problems are listed for",
        (false, true, Lang::De) => "Nichts darin, für das bekannte Probleme gelistet werden",
    }
}

fn unfixed(total: u32, lang: Lang) -> String {
    match (total, lang) {
        (1, Lang::En) => "1 known problem, and nobody can fix it yet".to_owned(),
        (total, Lang::En) => format!("{total} known problems, and nobody can fix these yet"),
        (1, Lang::De) => "1 bekanntes Problem, das noch niemand beheben kann".to_owned(),
        (total, Lang::De) => format!("{total} bekannte Probleme, die noch niemand beheben kann"),
    }
}

fn fixed(fixable: u32, total: u32, fix: Option<&Fix>, lang: Lang) -> String {
    let start = match (fixable, total, lang) {
        (1, 1, Lang::En) => "The one known problem can be fixed today".to_owned(),
        (1, 1, Lang::De) => "Das eine bekannte Problem kann heute behoben werden".to_owned(),
        (all, total, Lang::En) if all == total => format!("All {total} known problems can be fixed today"),
        (all, total, Lang::De) if all == total => {
            format!("Alle {total} bekannten Probleme können heute behoben werden")
        }
        (fixable, total, Lang::En) => format!("{fixable} of {total} known problems can be fixed today"),
        (1, total, Lang::De) => format!("1 von {total} bekannten Problemen kann heute behoben werden"),
        (fixable, total, Lang::De) => {
            format!("{fixable} von {total} bekannten Problemen können heute behoben werden")
        }
    };
    match fix.and_then(|fix| way(fix, lang)) {
        Some(way) => format!("{start}: {way}"),
        None => start,
    }
}

fn way(fix: &Fix, lang: Lang) -> Option<String> {
    Some(match (fix.how, fix.target.as_deref(), lang) {
        (How::UpdateImage, Some(target), Lang::En) => format!("update to {target}"),
        (How::UpdateImage, Some(target), Lang::De) => format!("auf {target} aktualisieren"),
        (How::RebuildBase, Some(target), Lang::En) => format!("build it again on {target}"),
        (How::RebuildBase, Some(target), Lang::De) => format!("auf {target} neu bauen"),
        (How::UpgradePackage, _, Lang::En) => "upgrade the packages and build again".to_owned(),
        (How::UpgradePackage, _, Lang::De) => "die Pakete aktualisieren und neu bauen".to_owned(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_only_claimed_with_a_list() {
        let mut judgement = Judgement { missing: vec!["PyPI".into()], ..Judgement::default() };
        let sentence = headline(&judgement, None, Lang::En).sentence;
        assert_eq!(sentence, "No list of known problems is here yet");
        judgement.missing.clear();
        judgement.data_age = Some(jiff::Timestamp::UNIX_EPOCH);
        assert_eq!(headline(&judgement, None, Lang::De).sentence, "Keine bekannten Probleme");
    }

    #[test]
    fn the_fix_comes_first() {
        let fix = Fix { how: How::UpdateImage, target: Some("1.27.4".into()), command: None };
        let sentence = fixed(3, 214, Some(&fix), Lang::En);
        assert_eq!(sentence, "3 of 214 known problems can be fixed today: update to 1.27.4");
    }
}
