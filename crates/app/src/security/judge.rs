//! A judgement on one image.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use scan::Lang;
use scan::finding::{self, Finding, Fix, How, Judgement, Possible, Question, State};
use scan::harden::Check;
use scan::ignore::Ignore;
use scan::inside::Anatomy;
use scan::vex::Document;

use super::{check_view, finding_view, headline_view, outstanding};
use crate::advisories::Lists;
use crate::wire;

/// What is possible with an image, as far as is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prospects {
    /// A newer image of the same name.
    pub(crate) newer_image: Option<String>,
    /// It was made on this computer.
    pub(crate) made_here: bool,
    /// The base, as a user would type it, and how many layers it has.
    pub(crate) base: Option<(String, usize)>,
    /// A newer base.
    pub(crate) newer_base: Option<String>,
}

/// Everything a judgement depends on beside the image itself.
pub(crate) struct Around<'a> {
    pub(crate) lists: &'a Lists,
    pub(crate) ignores: &'a [Ignore],
    pub(crate) vex: &'a [Document],
    pub(crate) now: Timestamp,
    pub(crate) today: Date,
    /// Names with tags, as a user would type them.
    pub(crate) names: &'a [String],
    /// Id and digests.
    pub(crate) digests: &'a [String],
    pub(crate) prospects: Prospects,
}

/// What is known of an image.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) judgement: Judgement,
    pub(crate) checks: Vec<Check>,
    /// The way that mends most.
    pub(crate) fix: Option<Fix>,
    prospects: Prospects,
}

/// Judges. Takes some milliseconds; call it where waiting is fine.
pub(crate) fn judge(anatomy: &Anatomy, around: Around<'_>) -> Judged {
    let catalog = anatomy.catalog();
    let names: Vec<String> = around.names.iter().map(|name| without_tag(name)).collect();
    let judgement = finding::judge(&Question {
        packages: &catalog.packages,
        release: catalog.release.as_ref(),
        advisories: around.lists,
        ignores: around.ignores,
        vex: around.vex,
        image_names: &names,
        image_digests: around.digests,
        today: around.today,
    });
    let in_base = fixable_in_base(&judgement, &around.prospects);
    let checks = outstanding(anatomy, around.names, around.now, around.today, in_base);
    let fix = best_fix(&judgement, &around.prospects);
    Judged { judgement, checks, fix, prospects: around.prospects }
}

/// An image's name as what is ignored and VEX documents name it.
pub(crate) fn without_tag(name: &str) -> String {
    oci::Reference::parse(name).map_or_else(|_| name.to_owned(), |reference| reference.name())
}

fn fixable_in_base(judgement: &Judgement, prospects: &Prospects) -> Option<u32> {
    let (_, layers) = prospects.base.as_ref()?;
    let is_there = |one: &&Finding| one.state == State::Fixable && one.package.layer < *layers;
    u32::try_from(judgement.findings.iter().filter(is_there).count()).ok()
}

/// The way that mends most of what can be mended; between equals the one that asks least of the user.
fn best_fix(judgement: &Judgement, prospects: &Prospects) -> Option<Fix> {
    let mut ways: HashMap<How, (usize, Fix)> = HashMap::new();
    for one in judgement.findings.iter().filter(|one| one.state == State::Fixable) {
        let fix = finding::advise(one, &prospects.possible());
        ways.entry(fix.how).or_insert((0, fix)).0 += 1;
    }
    ways.remove(&How::Wait);
    let mut best: Vec<(usize, Fix)> = ways.into_values().collect();
    best.sort_by(|(a, one), (b, other)| b.cmp(a).then(one.how.cmp(&other.how)));
    let (_, fix) = best.into_iter().next()?;
    // The version and the line of one package do not speak for all.
    let is_for_all = fix.how != How::UpgradePackage;
    Some(Fix {
        command: fix.command.filter(|_| is_for_all),
        target: fix.target.filter(|_| is_for_all),
        ..fix
    })
}

impl Prospects {
    fn possible(&self) -> Possible<'_> {
        Possible {
            newer_image: self.newer_image.as_deref(),
            made_here: self.made_here,
            base_layers: self.base.as_ref().map_or(0, |(_, layers)| *layers),
            base: self.base.as_ref().map(|(name, _)| name.as_str()),
            newer_base: self.newer_base.as_deref(),
        }
    }
}

impl Judged {
    /// The findings in the wire's words.
    pub(crate) fn findings(&self) -> Vec<wire::FindingView> {
        let possible = self.prospects.possible();
        let view = |one: &Finding| finding_view(one, &finding::advise(one, &possible));
        self.judgement.findings.iter().map(view).collect()
    }

    pub(crate) fn checks(&self, lang: Lang) -> Vec<wire::CheckView> {
        self.checks.iter().map(|check| check_view(check, lang)).collect()
    }

    pub(crate) fn headline(&self, lang: Lang) -> wire::Headline {
        let headline = finding::headline(&self.judgement, self.fix.as_ref(), lang);
        headline_view(headline, self.fix.as_ref())
    }

    /// How many problems are known of the package of a purl, those one need not mind left out.
    pub(crate) fn count(&self, purl: &str) -> u32 {
        let counts =
            |one: &&Finding| one.package.purl == purl && matches!(one.state, State::Fixable | State::Unfixed);
        u32::try_from(self.judgement.findings.iter().filter(counts).count()).unwrap_or(u32::MAX)
    }
}
