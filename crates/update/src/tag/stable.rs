//! The tag a beginner is well served by.

use super::{Scheme, Tag};

/// Channels that mean what a beginner wants, best first.
const CHANNELS: [&str; 3] = ["stable", "lts", "latest"];

/// Returns the sensible stable choice among a repository's tags.
///
/// The newest final version without a flavor is found first. Of it, the series one number shorter is chosen when it
/// exists (`1.27` for `1.27.3`, `17` for `17.2`): it receives fixes and no surprises; otherwise the version itself. Without
/// any version: `stable`, `lts` or `latest`, then the newest date. `None` when there is none of these.
#[must_use]
pub fn stable_choice<T: AsRef<str>>(tags: impl IntoIterator<Item = T>) -> Option<String> {
    let texts: Vec<T> = tags.into_iter().collect();
    let plain: Vec<Tag> = texts.iter().filter_map(|tag| Tag::parse(tag.as_ref())).filter(is_plain).collect();
    let channel = || CHANNELS.into_iter().find(|channel| texts.iter().any(|tag| tag.as_ref() == *channel));
    series(&plain)
        .or_else(|| channel().map(str::to_owned))
        .or_else(|| newest(plain.iter()).map(|tag| tag.as_str().to_owned()))
}

fn is_plain(tag: &Tag) -> bool {
    tag.stage().is_none() && !tag.has_build() && !tag.has_flavor() && matches!(tag.prefix(), "" | "v")
}

fn series(plain: &[Tag]) -> Option<String> {
    let versions: Vec<&Tag> = plain.iter().filter(|tag| is_version(tag)).collect();
    let newest = newest(versions.iter().copied())?;
    let shorter = versions.iter().find(|tag| {
        tag.precision() + 1 == newest.precision()
            && tag.prefix() == newest.prefix()
            && tag.is_series_of(newest)
    });
    Some(shorter.map_or(newest, |tag| tag).as_str().to_owned())
}

/// A version, or a year's release; a lone big number among versions is some build's.
fn is_version(tag: &Tag) -> bool {
    match tag.scheme() {
        Scheme::Version => true,
        Scheme::Calendar => tag.precision() > 1 && tag.begins_with_year(),
        Scheme::Date(_) => false,
    }
}

/// The greatest; of `1.25` and `v1.25` the one without a letter, of `1` and `1.0` the longer one.
fn newest<'a>(tags: impl Iterator<Item = &'a Tag>) -> Option<&'a Tag> {
    tags.max_by(|a, b| a.compare(b).then_with(|| b.prefix().len().cmp(&a.prefix().len())))
}
