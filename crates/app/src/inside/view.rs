//! What is inside an image in the wire's words.

use catalog::{Ecosystem, Installed};
use layer::Reason;
use scan::inside::{self, Anatomy, Inside, LayerSum};
use scan::{Lang, base};

use crate::wire;

/// Makes the wire's form of an image taken apart.
pub(crate) fn inside_view(image: wire::ImageName, inside: Inside, lang: Lang) -> wire::Inside {
    let sentence = inside::sentence(&inside, lang);
    let unknown = |one: inside::Unknown| wire::UnknownView {
        path: one.path,
        layer: one.layer,
        why: inside::why(one.why, lang).to_owned(),
    };
    wire::Inside {
        image,
        sentence,
        os: inside.os.map(|os| wire::Os {
            id: os.id,
            name: os.name,
            version: os.version,
            codename: os.codename,
        }),
        platform: inside.platform,
        bytes: inside.bytes,
        parts: inside.parts.into_iter().map(part_view).collect(),
        leftovers: wire::Leftovers {
            bytes: inside.leftovers.bytes,
            items: inside.leftovers.items.into_iter().map(leftover_view).collect(),
        },
        waste: waste_view(inside.waste, lang),
        settings: settings_view(inside.settings),
        support: wire::Support {
            state: support_state(inside.support.state),
            ends_on: inside.support.ends_on.map(|day| day.to_string()),
        },
        base: inside.base.map(base_view),
        packages: inside.packages.iter().map(count_view).collect(),
        unknowns: inside.unknowns.into_iter().map(unknown).collect(),
    }
}

fn part_view(part: inside::PartSum) -> wire::ImagePart {
    let items = part.items.into_iter().map(|item| wire::ItemView {
        name: item.name,
        version: item.version,
        bytes: item.bytes,
        layer: item.layer,
        kind: item_kind(item.kind),
        ecosystem: item.ecosystem.map(|one| purl_type(one).to_owned()),
        files: item.files,
    });
    wire::ImagePart { part: part_of(part.part), bytes: part.bytes, files: part.files, items: items.collect() }
}

fn part_of(part: inside::Part) -> wire::Part {
    match part {
        inside::Part::Code => wire::Part::Code,
        inside::Part::Runtime => wire::Part::Runtime,
        inside::Part::System => wire::Part::System,
        inside::Part::Settings => wire::Part::Settings,
    }
}

fn item_kind(kind: inside::ItemKind) -> wire::ItemKind {
    match kind {
        inside::ItemKind::Yours => wire::ItemKind::Yours,
        inside::ItemKind::Library => wire::ItemKind::Library,
        inside::ItemKind::Runtime => wire::ItemKind::Runtime,
        inside::ItemKind::Package => wire::ItemKind::Package,
        inside::ItemKind::Generated => wire::ItemKind::Generated,
        inside::ItemKind::Config => wire::ItemKind::Config,
        inside::ItemKind::ChangedConfig => wire::ItemKind::ChangedConfig,
        inside::ItemKind::UnknownProgram => wire::ItemKind::UnknownProgram,
        inside::ItemKind::Others => wire::ItemKind::Others,
    }
}

fn leftover_view(item: inside::Leftover) -> wire::LeftoverItem {
    let kind = match item.kind {
        inside::LeftoverKind::PackageCache => wire::LeftoverKind::PackageCache,
        inside::LeftoverKind::Cache => wire::LeftoverKind::Cache,
        inside::LeftoverKind::Log => wire::LeftoverKind::Log,
        inside::LeftoverKind::Temporary => wire::LeftoverKind::Temporary,
        inside::LeftoverKind::Compiled => wire::LeftoverKind::Compiled,
        inside::LeftoverKind::PackageDatabase => wire::LeftoverKind::PackageDatabase,
    };
    let remedy = item.remedy.map(str::to_owned);
    wire::LeftoverItem {
        kind,
        path: item.path,
        bytes: item.bytes,
        files: item.files,
        layer: item.layer,
        remedy,
    }
}

fn waste_view(waste: inside::Waste, lang: Lang) -> wire::Waste {
    let files = waste.files.into_iter().map(|file| wire::WastedFile {
        path: file.path.to_string(),
        bytes: file.bytes,
        reason: reason(file.reason),
        layer: file.layer,
        hidden_by: file.hidden_by,
    });
    wire::Waste {
        bytes: waste.bytes,
        count: waste.count,
        files: files.collect(),
        advice: waste.advice.iter().map(|one| inside::advice(one, lang)).collect(),
    }
}

fn reason(reason: Reason) -> wire::WasteReason {
    match reason {
        Reason::Deleted => wire::WasteReason::Deleted,
        Reason::Moved => wire::WasteReason::Moved,
        Reason::Overwritten => wire::WasteReason::Overwritten,
        Reason::OnlyPermissions => wire::WasteReason::OnlyPermissions,
        Reason::WrittenAgain => wire::WasteReason::WrittenAgain,
        Reason::DirectoryReplaced => wire::WasteReason::DirectoryReplaced,
    }
}

pub(crate) fn settings_view(settings: inside::Settings) -> wire::ImageSettings {
    let env = settings.env.into_iter().map(|(name, value)| wire::SettingEnv { name, value });
    let labels = settings.labels.into_iter().map(|(name, value)| wire::SettingLabel { name, value });
    wire::ImageSettings {
        entrypoint: settings.entrypoint,
        command: settings.command,
        env: env.collect(),
        ports: settings.ports,
        volumes: settings.volumes,
        user: settings.user,
        root: settings.root,
        unknown_user: settings.unknown_user,
        working_dir: settings.working_dir,
        healthcheck: settings.healthcheck,
        stop_signal: settings.stop_signal,
        labels: labels.collect(),
        created: settings.created,
    }
}

fn support_state(state: inside::State) -> wire::SupportState {
    match state {
        inside::State::Supported => wire::SupportState::Supported,
        inside::State::LongTerm => wire::SupportState::LongTerm,
        inside::State::Ended => wire::SupportState::Ended,
        inside::State::Rolling => wire::SupportState::Rolling,
        inside::State::Unknown => wire::SupportState::Unknown,
    }
}

/// Whether a newer base is there is not known by looking inside.
pub(crate) fn base_view(base: base::Base) -> wire::BaseView {
    let how = match base.how {
        base::How::Layers => wire::BaseHow::Layers,
        base::How::Labels => wire::BaseHow::Labels,
        base::How::Guess => wire::BaseHow::Guess,
    };
    wire::BaseView { reference: base.reference, how, id: base.id, layers: base.layers, newer: None }
}

fn count_view(count: &inside::PackageCount) -> wire::PackageCount {
    let ecosystem = purl_type(count.ecosystem).to_owned();
    wire::PackageCount { ecosystem, count: count.count, managed: count.managed }
}

pub(crate) fn layer_view(layer: LayerSum, digest: Option<String>) -> wire::LayerView {
    let brought =
        layer.brought.into_iter().map(|(one, bytes)| wire::Brought { place: place(one), bytes }).collect();
    wire::LayerView {
        layer: layer.layer,
        digest,
        diff_id: layer.diff_id,
        created_by: layer.created_by,
        bytes: layer.bytes,
        files: layer.files,
        added: layer.added,
        changed: layer.changed,
        removed: layer.removed,
        hidden_bytes: layer.hidden_bytes,
        brought,
    }
}

pub(crate) fn place(place: inside::Place) -> wire::Place {
    match place {
        inside::Place::Yours => wire::Place::Yours,
        inside::Place::Libraries => wire::Place::Libraries,
        inside::Place::Runtime => wire::Place::Runtime,
        inside::Place::System => wire::Place::System,
        inside::Place::Settings => wire::Place::Settings,
        inside::Place::Leftovers => wire::Place::Leftovers,
        inside::Place::Hidden => wire::Place::Hidden,
    }
}

/// Lists the packages; `findings` says how many problems are known of the package of a purl.
pub(crate) fn package_views(anatomy: &Anatomy, findings: impl Fn(&str) -> u32) -> Vec<wire::PackageView> {
    let release = anatomy.catalog().release.as_ref();
    let packages = anatomy.catalog().packages.iter().enumerate();
    packages
        .map(|(position, one)| {
            let purl = catalog::purl(&one.package, release);
            let part = anatomy.package_place(position).part().unwrap_or(inside::Part::System);
            let findings = findings(&purl);
            package_view(one, purl, part_of(part), findings)
        })
        .collect()
}

fn package_view(one: &Installed, purl: String, part: wire::Part, findings: u32) -> wire::PackageView {
    let package = &one.package;
    wire::PackageView {
        purl,
        name: package.name.clone(),
        version: package.version.clone(),
        ecosystem: purl_type(package.ecosystem).to_owned(),
        licenses: package.licenses.clone(),
        layer: crate::security::position(one.layer),
        path: one.path.to_string(),
        source: package
            .source
            .as_ref()
            .map(|source| source.name.clone())
            .filter(|name| *name != package.name),
        bytes: package.installed_bytes.unwrap_or(0),
        part,
        findings,
    }
}

/// The type of a package URL (purl-spec, purl types).
pub(crate) fn purl_type(ecosystem: Ecosystem) -> &'static str {
    match ecosystem {
        Ecosystem::Deb => "deb",
        Ecosystem::Apk => "apk",
        Ecosystem::Rpm => "rpm",
        Ecosystem::Alpm => "alpm",
        Ecosystem::PyPi => "pypi",
        Ecosystem::Npm => "npm",
        Ecosystem::Cargo => "cargo",
        Ecosystem::Go => "golang",
        Ecosystem::Maven => "maven",
        Ecosystem::Gem => "gem",
        Ecosystem::Composer => "composer",
        Ecosystem::NuGet => "nuget",
        Ecosystem::Pub => "pub",
        Ecosystem::Hex => "hex",
        Ecosystem::Cran => "cran",
        Ecosystem::Bitnami => "bitnami",
        Ecosystem::Binary => "generic",
    }
}
