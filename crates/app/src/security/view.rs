//! Findings, checks and lists in the wire's words.

use scan::finding::{self, Finding, Fix, Headline, How, Level};
use scan::harden::{self, Check};
use scan::ignore::Ignore;
use scan::{Lang, trust};

use crate::wire;

pub(crate) fn finding_view(finding: &Finding, fix: &Fix) -> wire::FindingView {
    let Finding { id, aliases, score, vector, fixed_in, known_exploited, likelihood, summary, link, .. } =
        finding.clone();
    let package = &finding.package;
    wire::FindingView {
        id,
        aliases,
        package: wire::FindingPackage {
            purl: package.purl.clone(),
            name: package.name.clone(),
            version: package.version.clone(),
            layer: position(package.layer),
            path: package.path.clone(),
        },
        severity: level(finding.level),
        score,
        vector,
        state: state(finding.state),
        fixed_in,
        known_exploited,
        likelihood,
        summary,
        fix: fix_view(fix),
        link,
        ignored: finding.ignored.as_ref().map(ignored_view),
    }
}

pub(crate) fn fix_view(fix: &Fix) -> wire::FixView {
    let how = match fix.how {
        How::UpdateImage => wire::FixHow::UpdateImage,
        How::RebuildBase => wire::FixHow::RebuildBase,
        How::UpgradePackage => wire::FixHow::UpgradePackage,
        How::Wait => wire::FixHow::Wait,
    };
    wire::FixView { how, target: fix.target.clone(), command: fix.command.clone() }
}

pub(crate) fn headline_view(headline: Headline, fix: Option<&Fix>) -> wire::Headline {
    let Headline { sentence, fixable, serious, total } = headline;
    wire::Headline { sentence, fixable, serious, total, fix: fix.map(fix_view) }
}

pub(crate) fn level(level: Level) -> wire::SeverityLevel {
    match level {
        Level::Unknown => wire::SeverityLevel::Unknown,
        Level::Low => wire::SeverityLevel::Low,
        Level::Medium => wire::SeverityLevel::Medium,
        Level::High => wire::SeverityLevel::High,
        Level::Critical => wire::SeverityLevel::Critical,
    }
}

fn state(state: finding::State) -> wire::FindingState {
    match state {
        finding::State::Fixable => wire::FindingState::Fixable,
        finding::State::Unfixed => wire::FindingState::Unfixed,
        finding::State::Unimportant => wire::FindingState::Unimportant,
        finding::State::Ignored => wire::FindingState::Ignored,
    }
}

fn ignored_view(ignored: &finding::Ignored) -> wire::IgnoreView {
    let finding::Ignored { number, id, package, image, reason, until, author } = ignored.clone();
    let by = author.unwrap_or_else(|| "you".to_owned());
    let until = until.map(|day| day.to_string());
    wire::IgnoreView { number, id, package, image, reason, until, by, expired: false }
}

/// What the user ignores; an entry whose last day is over counts no more.
pub(crate) fn ignore_view(ignore: &Ignore, today: jiff::civil::Date) -> wire::IgnoreView {
    let what = ignore.what.clone();
    wire::IgnoreView {
        number: Some(ignore.number),
        id: what.id,
        package: what.package,
        image: what.image,
        reason: what.reason,
        until: what.until.map(|day| day.to_string()),
        by: "you".to_owned(),
        expired: what.until.is_some_and(|day| day < today),
    }
}

pub(crate) fn check_view(check: &Check, lang: Lang) -> wire::CheckView {
    let harden::Words { title, why, fix, command } = harden::words(check, lang);
    let verdict = match check.verdict {
        harden::Verdict::Pass => wire::Verdict::Pass,
        harden::Verdict::Info => wire::Verdict::Info,
        harden::Verdict::Warn => wire::Verdict::Warn,
        harden::Verdict::Fail => wire::Verdict::Fail,
    };
    let places = check.places.iter().map(|place| wire::CheckPlace {
        name: place.name.clone(),
        layer: place.layer.map(position),
        detail: place.detail.clone(),
    });
    wire::CheckView {
        id: check.id.to_owned(),
        verdict,
        title,
        why,
        fix,
        command,
        places: places.collect(),
        more: check.more,
    }
}

pub(crate) fn key_view(key: trust::TrustKey) -> wire::TrustKey {
    wire::TrustKey { number: key.number, scope: key.scope, fingerprint: key.fingerprint }
}

/// Positions of layers fit: an archive with more than a thousand is refused.
pub(crate) fn position(layer: usize) -> u32 {
    u32::try_from(layer).unwrap_or(u32::MAX)
}
