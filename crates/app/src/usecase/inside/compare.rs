//! Two images side by side.

use std::collections::BTreeSet;

use scan::compare::{self, PackageChange, SettingChange};
use scan::finding::{Finding, Key, State};
use scan::inside::Known as Around;

use crate::App;
use crate::inside::purl_type;
use crate::wire::{
    Change, Comparison, FindingView, PackageChange as PackageView, Problem, SettingDifference,
};

impl App {
    /// Says how two images differ: packages, settings, size, known problems.
    ///
    /// # Errors
    /// When nobody has looked into one of them.
    pub async fn image_compare(&self, before: String, after: String) -> Result<Comparison, Problem> {
        let (one, other) = (self.anatomy(&before).await?, self.anatomy(&after).await?);
        let (judged_before, judged_after) =
            (self.judged(&before, &one).await, self.judged(&after, &other).await);
        let around = Around { today: self.today(), bases: &[] };
        let (inside_before, inside_after) = (one.inside(&around), other.inside(&around));
        let packages = compare::packages(&one.catalog().packages, &other.catalog().packages);
        let settings = compare::settings(&inside_before.settings, &inside_after.settings);
        let (fixed, new) = (
            only_in(
                &judged_before.judgement.findings,
                &judged_after.judgement.findings,
                judged_before.findings(),
            ),
            only_in(
                &judged_after.judgement.findings,
                &judged_before.judgement.findings,
                judged_after.findings(),
            ),
        );
        Ok(Comparison {
            before: self.image_name(&before, &one),
            after: self.image_name(&after, &other),
            bytes_before: inside_before.bytes,
            bytes_after: inside_after.bytes,
            shared_layers: compare::shared_layers(one.image(), other.image()),
            packages: packages.into_iter().map(package_view).collect(),
            settings: settings.into_iter().map(setting_view).collect(),
            fixed,
            new,
        })
    }
}

/// Findings that count in one image and are not in the other. `views` are those of `findings`, in their order.
fn only_in(findings: &[Finding], others: &[Finding], views: Vec<FindingView>) -> Vec<FindingView> {
    let counts = |one: &&Finding| matches!(one.state, State::Fixable | State::Unfixed);
    let there: BTreeSet<Key> = others.iter().filter(counts).map(Finding::key).collect();
    let only = findings.iter().zip(views).filter(|(one, _)| counts(one) && !there.contains(&one.key()));
    only.map(|(_, view)| view).collect()
}

fn package_view(change: PackageChange) -> PackageView {
    PackageView {
        name: change.name,
        ecosystem: purl_type(change.ecosystem).to_owned(),
        change: match change.change {
            compare::Change::Added => Change::Added,
            compare::Change::Removed => Change::Removed,
            compare::Change::Up => Change::Up,
            compare::Change::Down => Change::Down,
            compare::Change::Other => Change::Other,
        },
        before: change.before,
        after: change.after,
    }
}

fn setting_view(change: SettingChange) -> SettingDifference {
    // Dockerfile's words inside, the wire's outside.
    let setting = match change.setting.as_str() {
        "workdir" => "workingDir".to_owned(),
        "stopsignal" => "stopSignal".to_owned(),
        _ => change.setting,
    };
    SettingDifference { setting, before: change.before, after: change.after }
}
