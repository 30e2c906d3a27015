//! The cases of UPDATES.md section 10 (D1 to D7, D11 to D13) and facts M11 and M12 as tables, without engine or registry.

use jiff::Timestamp;
use oci::Digest;
use serde_json::json;

use super::*;

fn digest(letter: char) -> Digest {
    Digest::parse(&format!("sha256:{}", letter.to_string().repeat(64))).unwrap()
}

fn image(id: char, tags: &[&str], digests: &[(&str, char)]) -> LocalImage {
    LocalImage {
        id: digest(id).to_string(),
        repo_tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        repo_digests: digests.iter().map(|(name, letter)| format!("{name}@{}", digest(*letter))).collect(),
        created: "2024-05-01T12:00:00Z".parse().ok(),
        ..LocalImage::default()
    }
}

fn now() -> Timestamp {
    "2026-11-26T12:00:00Z".parse().unwrap()
}

fn about(text: &str, image: &LocalImage, store: StoreKind) -> Question {
    Question::about(text, Some(image), store, None, now())
}

fn asked(text: &str, image: &LocalImage, store: StoreKind) -> Asking {
    match about(text, image, store) {
        Question::Ask(asking) => asking,
        Question::Settled(status) => panic!("{text} was settled: {status:?}"),
    }
}

fn answer(letter: char, media_type: &str) -> Answer {
    Answer { digest: digest(letter), media_type: media_type.into(), checked_at: now(), detail: None }
}

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

fn detail(manifest: char, config: char, created: &str) -> Option<Detail> {
    Some(Detail::Image {
        manifest: digest(manifest),
        config: digest(config),
        created: created.parse().ok(),
        size: 7,
    })
}

#[test]
fn d01_another_digest_is_an_update_and_a_plain_manifest_needs_no_second_look() {
    let local = image('1', &["host.tld/a:1"], &[("host.tld/a", 'a')]);
    let asking = asked("host.tld/a:1", &local, StoreKind::Classic);
    let answer = answer('b', MANIFEST);
    assert!(!answer.wants_detail(&asking));
    let RefStatus::UpdateAvailable { local: ours, remote, confirmed, .. } = judge(&asking, &local, &answer)
    else {
        panic!("an update")
    };
    assert_eq!((ours, remote, confirmed), (vec![digest('a')], digest('b'), false));
}

#[test]
fn d02_an_index_that_changed_for_others_is_up_to_date_by_platform() {
    let local = image('1', &["host.tld/a:1"], &[("host.tld/a", 'a')]);
    let asking = asked("host.tld/a:1", &local, StoreKind::Classic);
    let mut answer = answer('b', INDEX);
    assert!(answer.wants_detail(&asking));
    answer.detail = detail('c', '1', "2024-05-01T12:00:00Z");
    assert!(matches!(judge(&asking, &local, &answer), RefStatus::UpToDate { via: Via::Platform, .. }));
    answer.detail = detail('c', '2', "2025-05-01T12:00:00Z");
    let status = judge(&asking, &local, &answer);
    assert!(matches!(
        status,
        RefStatus::UpdateAvailable { confirmed: true, older_build: false, size: Some(7), .. }
    ));
    answer.detail = detail('c', '2', "2023-05-01T12:00:00Z");
    assert!(matches!(judge(&asking, &local, &answer), RefStatus::UpdateAvailable { older_build: true, .. }));
}

#[test]
fn d03_any_of_our_digests_counts() {
    let local = image('1', &["host.tld/a:1"], &[("host.tld/a", 'a'), ("host.tld/a", 'b')]);
    let asking = asked("host.tld/a:1", &local, StoreKind::Classic);
    for letter in ['a', 'b'] {
        let status = judge(&asking, &local, &answer(letter, INDEX));
        assert!(matches!(status, RefStatus::UpToDate { via: Via::Index, .. }), "{letter}");
    }
}

#[test]
fn d04_nobody_is_asked_about_what_has_no_registry() {
    let built = image('1', &["mine:1"], &[]);
    let settled = Question::Settled(RefStatus::LocalOnly { why: LocalReason::NoRegistryName });
    assert_eq!(about("mine:1", &built, StoreKind::Classic), settled);
    let retagged = image('1', &["mine:1", "host.tld/a:2", "host.tld/a:1"], &[("host.tld/a", 'a')]);
    let asking = asked("mine:1", &retagged, StoreKind::Classic);
    assert_eq!((asking.reference.to_string().as_str(), asking.local), ("host.tld/a:1", vec![digest('a')]));
    let marked = Question::about("a:1", Some(&built), StoreKind::Podman, Some(LocalReason::Built), now());
    assert_eq!(marked, Question::Settled(RefStatus::LocalOnly { why: LocalReason::Built }));
    let pushed =
        Question::about("host.tld/a:1", Some(&retagged), StoreKind::Classic, Some(LocalReason::Built), now());
    assert!(matches!(pushed, Question::Ask(_)), "what was pushed is asked for although it was built here");
    let user = Question::about(
        "host.tld/a:1",
        Some(&retagged),
        StoreKind::Classic,
        Some(LocalReason::UserMarked),
        now(),
    );
    assert_eq!(user, Question::Settled(RefStatus::LocalOnly { why: LocalReason::UserMarked }));
}

#[test]
fn d05_a_digest_is_pinned_and_its_tag_is_still_asked_for() {
    let local = image('1', &[], &[("host.tld/a", 'a'), ("host.tld/a", 'c')]);
    let name = format!("host.tld/a@{}", digest('a'));
    let Question::Settled(RefStatus::Pinned { tag_moved: None, tag: None, .. }) =
        about(&name, &local, StoreKind::Classic)
    else {
        panic!("pinned, and no request")
    };
    let name = format!("host.tld/a:1@{}", digest('a'));
    let asking = asked(&name, &local, StoreKind::Classic);
    assert_eq!(asking.reference.to_string(), "host.tld/a:1");
    for (letter, moved) in [('a', false), ('c', false), ('b', true)] {
        let answer = answer(letter, INDEX);
        assert!(!answer.wants_detail(&asking));
        let status = judge(&asking, &local, &answer);
        assert!(matches!(status, RefStatus::Pinned { tag_moved: Some(is), .. } if is == moved), "{letter}");
    }
    let status = judge_failure(&asking, &local, &failure(Why::Timeout), None);
    assert!(matches!(status, RefStatus::Pinned { tag_moved: None, .. }));
}

#[test]
fn d07_made_from_an_id_it_is_asked_for_under_the_name_it_came_by() {
    let local = image('1', &["other:1", "host.tld/a:2"], &[("host.tld/a", 'a')]);
    for name in
        [digest('1').to_string(), "1".repeat(64), "1".repeat(12), format!("sha256:{}", "1".repeat(12))]
    {
        assert_eq!(asked(&name, &local, StoreKind::Classic).reference.to_string(), "host.tld/a:2", "{name}");
    }
    let nameless = image('1', &["other:1"], &[("host.tld/a", 'a')]);
    let settled = Question::Settled(RefStatus::LocalOnly { why: LocalReason::NoRegistryName });
    assert_eq!(about(&digest('1').to_string(), &nameless, StoreKind::Classic), settled);
    let name_like_an_id = image('1', &["1111:latest"], &[("1111", 'a')]);
    assert_eq!(asked("1111", &name_like_an_id, StoreKind::Classic).reference.to_string(), "1111");
}

#[test]
fn d11_every_type_of_index_is_known() {
    let table = [
        (INDEX, true),
        ("application/vnd.docker.distribution.manifest.list.v2+json", true),
        ("", true),
        (MANIFEST, false),
        ("application/vnd.docker.distribution.manifest.v2+json", false),
    ];
    for (media_type, expected) in table {
        assert_eq!(answer('a', media_type).may_be_index(), expected, "{media_type}");
    }
}

/// UPDATES.md 3.3, as far as it is about whom to ask.
#[test]
fn d12_names_are_asked_for_where_docker_would() {
    let table = [
        ("nginx", "docker.io/library/nginx:latest"),
        ("docker.io/nginx:1", "docker.io/library/nginx:1"),
        ("index.docker.io/nginx:1", "docker.io/library/nginx:1"),
        ("user/app", "docker.io/user/app:latest"),
        ("localhost:5000/a/b:x", "localhost:5000/a/b:x"),
        ("myhost/app", "docker.io/myhost/app:latest"),
        ("[::1]:5000/a:1", "[::1]:5000/a:1"),
    ];
    for (text, expected) in table {
        let at = oci::Reference::parse(expected).unwrap().name();
        let local = image('1', &[expected], &[(&at, 'a')]);
        for store in [StoreKind::Classic, StoreKind::Containerd, StoreKind::Podman] {
            assert_eq!(asked(text, &local, store).reference.canonical(), expected, "{text} {store:?}");
        }
    }
    let local = image('1', &["localhost/app:latest"], &[("localhost/app", 'a')]);
    for (text, store) in [("localhost/app", StoreKind::Podman), ("app", StoreKind::Podman)] {
        let settled = Question::Settled(RefStatus::LocalOnly { why: LocalReason::NoRegistryName });
        assert_eq!(about(text, &local, store), settled, "{text}");
    }
    let quay = image('1', &["quay.io/acme/app:1"], &[("quay.io/acme/app", 'a')]);
    assert_eq!(asked("acme/app:1", &quay, StoreKind::Podman).reference.to_string(), "quay.io/acme/app:1");
}

#[test]
fn d13_no_image_for_this_platform_is_never_an_update() {
    let local = image('1', &["host.tld/a:1"], &[("host.tld/a", 'a')]);
    let asking = asked("host.tld/a:1", &local, StoreKind::Classic);
    let answer = Answer { detail: Some(Detail::NoMatchingPlatform), ..answer('b', INDEX) };
    let status = judge(&asking, &local, &answer);
    assert_eq!((status.word(), status.reason()), (Word::Unknown, Some("noMatchingPlatform")));
}

#[test]
fn m11_digests_of_another_repository_do_not_count() {
    let local = image('1', &["host.tld/a:1", "host.tld/b:1"], &[("host.tld/a", 'a'), ("host.tld/b", 'b')]);
    let asking = asked("host.tld/a:1", &local, StoreKind::Classic);
    assert_eq!(asking.local, [digest('a')]);
    assert_eq!(judge(&asking, &local, &answer('b', MANIFEST)).word(), Word::UpdateAvailable);
}

#[test]
fn containerd_tells_the_child_and_proves_nothing() {
    let mut local = image('a', &["mine:1"], &[("mine", 'a')]);
    local.descriptor = Some(digest('a'));
    local.manifests = vec![digest('c'), digest('d')];
    let asking = asked("mine:1", &local, StoreKind::Containerd);
    assert_eq!(asking.local, [digest('a'), digest('c'), digest('d')]);
    let mut answer = answer('b', INDEX);
    answer.detail = detail('c', '9', "");
    assert!(matches!(judge(&asking, &local, &answer), RefStatus::UpToDate { via: Via::Platform, .. }));
    let missing = failure(Why::NotFound { what: NotFound::Unknown });
    assert_eq!(judge_failure(&asking, &local, &missing, None).word(), Word::LocalOnly);
    let named = image('a', &["host.tld/mine:1"], &[("host.tld/mine", 'a')]);
    let asking = asked("host.tld/mine:1", &named, StoreKind::Containerd);
    assert_eq!(judge_failure(&asking, &named, &missing, None).reason(), Some("notFound"));
}

fn failure(why: Why) -> Failure {
    Failure { why, since: now(), retry_at: None, words: None }
}

#[test]
fn a_failure_keeps_the_last_good_verdict_and_its_age() {
    let local = image('1', &["host.tld/a:1"], &[("host.tld/a", 'a')]);
    let asking = asked("host.tld/a:1", &local, StoreKind::Classic);
    let status = judge_failure(&asking, &local, &failure(Why::Offline), Some(&answer('a', INDEX)));
    assert_eq!(
        (status.word(), status.reason(), status.checked_at()),
        (Word::Unknown, Some("offline"), Some(now()))
    );
    let RefStatus::Unknown { last_good: Some(last), .. } = &status else { panic!("{status:?}") };
    assert_eq!(last.word(), Word::UpToDate);
    let text = serde_json::to_string(&status).unwrap();
    assert_eq!(serde_json::from_str::<RefStatus>(&text).unwrap(), status);
    let lost = Question::about("host.tld/a:1", None, StoreKind::Classic, None, now());
    assert_eq!(lost, Question::Settled(RefStatus::unknown(Why::ImageRecordMissing, now())));
}

#[test]
fn inspect_is_read_whatever_its_shape() {
    let hostile = [
        json!(null),
        json!([]),
        json!({"Id": 7, "RepoTags": null, "RepoDigests": {}, "Descriptor": [], "Manifests": "x", "Created": 1}),
        json!({"RepoTags": [null, 7, "<none>:<none>"], "Manifests": [null, {"Kind": "attestation"}], "Config": null}),
    ];
    for inspect in hostile {
        let read = LocalImage::from_inspect(&inspect);
        assert!(
            read.repo_tags.is_empty() && read.manifests.is_empty() && read.created.is_none(),
            "{inspect}"
        );
    }
    let inspect = json!({
        "Id": "1".repeat(64), "RepoTags": ["a:1"], "RepoDigests": ["a@<none>", format!("a@{}", digest('a'))],
        "Descriptor": {"digest": digest('b').to_string()}, "Os": "linux", "Architecture": "arm64", "Variant": "v8",
        "Manifests": [{"Kind": "image", "Descriptor": {"digest": digest('c').to_string()}},
            {"Kind": "attestation", "Descriptor": {"digest": digest('d').to_string()}}],
        "Created": "2024-05-01T12:00:00Z", "Config": {"Labels": {"org.opencontainers.image.version": " 1.2\u{1b} "}},
    });
    let read = LocalImage::from_inspect(&inspect);
    assert_eq!(read.id, digest('1').to_string());
    assert_eq!(
        (read.repo_digests.len(), read.manifests, read.descriptor),
        (1, vec![digest('c')], Some(digest('b')))
    );
    assert_eq!(read.platform.map(|platform| platform.to_string()).as_deref(), Some("linux/arm64"));
    assert_eq!(read.version.as_deref(), Some("1.2"));
}

#[test]
fn the_words_are_those_of_the_command_line() {
    let words = [
        Word::UpToDate,
        Word::UpdateAvailable,
        Word::NewerTag,
        Word::Pinned,
        Word::LocalOnly,
        Word::Unknown,
        Word::PulledNotApplied,
        Word::Skipped,
        Word::Updating,
    ];
    let expected = json!([
        "upToDate",
        "updateAvailable",
        "newerTag",
        "pinned",
        "localOnly",
        "unknown",
        "pulledNotApplied",
        "skipped",
        "updating"
    ]);
    assert_eq!(serde_json::to_value(words).unwrap(), expected);
}

#[test]
fn who_else_looks_after_a_container() {
    let labels = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let compose = labels(&[("com.docker.compose.project", "shop"), ("com.docker.compose.service", "web")]);
    let expected = Managed::Compose { project: "shop".into(), service: "web".into() };
    assert_eq!(Managed::of(&compose, "a"), Some(expected));
    let unit = labels(&[("PODMAN_SYSTEMD_UNIT", "web.service")]);
    assert_eq!(Managed::of(&unit, "a"), Some(Managed::Quadlet { unit: "web.service".into() }));
    assert_eq!(Managed::of(&labels(&[]), "localhost/podman-pause:4.3.1-0"), Some(Managed::PodInfra));
    assert_eq!(Managed::of(&labels(&[("io.kubernetes.pod.name", "x")]), "a"), Some(Managed::Kube));
    assert_eq!(Managed::of(&labels(&[("com.docker.compose.project", "")]), "a"), None);
}
