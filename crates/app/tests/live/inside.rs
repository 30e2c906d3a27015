//! Looking into images on real engines: what is told of them, what is left behind (nothing), what is known again.

use std::time::{Duration, Instant};

use app::wire::{DocumentFormat, FilesRequest, Known, Language, Part, ScanSettings, Settings};
use testkit::ImageBuilder;

use crate::on_both;
use crate::stage::Stage;

on_both!(explain, known_again, files, secrets_stay_secret, nothing_is_left_behind, compare);

const STATUS: &str = "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.36-9+deb12u9\n\
                      Source: glibc\nInstalled-Size: 12\n\nPackage: wget\nStatus: deinstall ok config-files\n\
                      Architecture: amd64\nVersion: 1.21-1\n";

/// A distribution that is small enough to be made in a test.
pub(crate) fn distribution() -> ImageBuilder {
    ImageBuilder::scratch()
        .file("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nNAME=\"Debian GNU/Linux\"\n", 0o644)
        .file("etc/passwd", "root:x:0:0::/root:/bin/sh\nweb:x:1000:1000::/:/bin/sh\n", 0o644)
        .file("var/lib/dpkg/status", STATUS, 0o644)
        .file("var/lib/dpkg/info/libc6:amd64.list", "/.\n/lib/libc.so.6\n", 0o644)
        .noise("lib/libc.so.6", 12_000)
}

fn shop() -> ImageBuilder {
    distribution()
        .layer()
        .file("app/app.py", "print('hello')\n", 0o644)
        .file("app/.env", "API_TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345\n", 0o644)
        .noise("app/big.bin", 50_000)
        .layer()
        .whiteout("app/big.bin")
        .workdir("/app")
        .cmd(&["python3", "app.py"])
        .expose("8000/tcp")
}

async fn look(stage: &Stage, name: &str, image: &ImageBuilder) -> String {
    let reference = stage.image(name, image).await;
    let id = stage.app.image_subject(&reference).await.expect("is here");
    let job = stage.app.image_scan(id.clone()).await.expect("starts");
    let ended = stage.ended(&job).await;
    assert!(ended.problem.is_none(), "{:?}", ended.problem);
    id
}

async fn explain(stage: Stage) {
    let id = look(&stage, "shop", &shop()).await;
    let view = stage.app.image_inside(id.clone(), Language::En).await.expect("known");
    assert_eq!(view.known, Known::Yes);
    let inside = view.inside.expect("known");
    assert!(inside.sentence.contains("Debian 12"), "{}", inside.sentence);
    assert!(inside.sentence.contains("`python3 app.py`"), "{}", inside.sentence);
    assert_eq!(inside.waste.bytes, 50_000);
    let parts: u64 = inside.parts.iter().map(|part| part.bytes).sum();
    assert_eq!(parts + inside.leftovers.bytes + inside.waste.bytes, inside.bytes, "{inside:#?}");
    for part in &inside.parts {
        assert_eq!(part.items.iter().map(|item| item.bytes).sum::<u64>(), part.bytes, "{part:?}");
    }
    let code = inside.parts.iter().find(|part| part.part == Part::Code).expect("there");
    assert!(code.bytes > 0);
    assert!(inside.settings.root && inside.settings.ports == ["8000/tcp"]);
    let packages = stage.app.image_packages(id.clone()).await.expect("known");
    let names: Vec<&str> = packages.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["libc6"]);
    assert_eq!(packages[0].source.as_deref(), Some("glibc"));
    let layers = stage.app.image_layers(id).await.expect("known");
    assert_eq!(layers.len(), 3);
    assert_eq!(layers.iter().map(|layer| layer.bytes).sum::<u64>(), inside.bytes);
    assert_eq!((layers[1].hidden_bytes, layers[2].removed), (50_000, 1));
}

async fn known_again(stage: Stage) {
    let id = look(&stage, "shop", &shop()).await;
    let again = crate::stage::open(stage.data.path(), &stage.test.socket());
    crate::stage::ready(&again).await;
    let began = Instant::now();
    assert_eq!(again.image_look(&id).await.expect("known"), None);
    assert_eq!(again.image_inside(id, Language::De).await.expect("known").known, Known::Yes);
    // Generous: the machine has much else to do. The bench has the figure.
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    again.close().await;
}

async fn files(stage: Stage) {
    let id = look(&stage, "shop", &shop()).await;
    let list = |layer: Option<u32>, folder: &str, find: &str| FilesRequest {
        image: id.clone(),
        layer,
        folder: folder.to_owned(),
        find: find.to_owned(),
    };
    let seen = stage.app.image_files(list(None, "app", "")).await.expect("known");
    let names: Vec<&str> = seen.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, [".env", "app.py"]);
    let lower = stage.app.image_files(list(Some(1), "app", "")).await.expect("known");
    let big = lower.rows.iter().find(|row| row.name == "big.bin").expect("is still there");
    assert_eq!((big.bytes, big.hidden_by), (50_000, Some(2)));
    let found = stage.app.image_files(list(None, "", "APP.P")).await.expect("known");
    assert_eq!(found.rows.len(), 1);
    let opened = stage.app.image_file(id.clone(), None, "app/app.py".to_owned(), false).await.expect("opens");
    assert_eq!(opened.text.as_deref(), Some("print('hello')\n"));
    let target = stage.data.path().join("big.bin");
    let hidden = stage.app.image_file_write(id.clone(), Some(1), big.path.clone(), target.clone()).await;
    hidden.expect("written");
    assert_eq!(std::fs::metadata(target).expect("there").len(), 50_000);
    let gone = stage.app.image_file(id.clone(), None, "app/big.bin".to_owned(), false).await;
    assert_eq!(gone.expect_err("is hidden").code, "inside.fileGone");
}

async fn secrets_stay_secret(stage: Stage) {
    const SECRET: &str = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    let image = shop().env("DB_PASSWORD", "hunter2-not-real");
    let id = look(&stage, "shop", &image).await;
    let scan = stage.app.image_findings(id.clone(), Language::En).await.expect("judged");
    let check = |name: &str| scan.checks.iter().find(|check| check.id == name).expect("is listed");
    assert!(
        check("secret-file").places.iter().any(|place| place.name.contains("app/.env")),
        "{:?}",
        scan.checks
    );
    assert!(!check("secret-env").places.is_empty(), "{:?}", check("secret-env"));
    let closed = stage.app.image_file(id.clone(), None, "app/.env".to_owned(), false).await.expect("opens");
    assert!(closed.secret && closed.text.is_none());
    let told = [
        serde_json::to_string(&scan).expect("JSON"),
        serde_json::to_string(&stage.app.image_inside(id.clone(), Language::En).await.expect("known"))
            .expect("JSON"),
        stage.app.document(id.clone(), DocumentFormat::Cyclonedx).await.expect("written").1,
        stage.app.document(id.clone(), DocumentFormat::Spdx).await.expect("written").1,
        serde_json::to_string(&stage.app.image_layers(id).await.expect("known")).expect("JSON"),
    ];
    for text in told {
        assert!(!text.contains(SECRET) && !text.contains("hunter2"), "{text}");
    }
}

/// The first verdict makes a container; neither it nor a volume stays.
async fn nothing_is_left_behind(stage: Stage) {
    let image = shop().volume("/data");
    let settings = Settings {
        scan: ScanSettings { first_verdict: true, ..ScanSettings::default() },
        ..stage.app.settings_get()
    };
    stage.app.settings_set(&settings).expect("kept");
    look(&stage, "shop", &image).await;
    let containers = testkit::ask(&stage.test.socket(), "GET", "/containers/json?all=true").await.json();
    assert_eq!(containers.as_array().map(Vec::len), Some(0), "{containers}");
    let volumes = testkit::ask(&stage.test.socket(), "GET", "/volumes").await.json();
    assert!(volumes["Volumes"].as_array().is_none_or(Vec::is_empty), "{volumes}");
}

async fn compare(stage: Stage) {
    let newer = STATUS.replace("deb12u9", "deb12u10");
    let old = look(&stage, "old", &distribution()).await;
    let new =
        look(&stage, "new", &distribution().layer().file("var/lib/dpkg/status", newer, 0o644).user("web"))
            .await;
    let told = stage.app.image_compare(old, new).await.expect("compared");
    assert_eq!(told.shared_layers, 1);
    assert_eq!(told.packages.len(), 1, "{:?}", told.packages);
    assert_eq!(told.packages[0].after.as_deref(), Some("2.36-9+deb12u10"));
    assert_eq!(told.settings.iter().map(|one| one.setting.as_str()).collect::<Vec<_>>(), ["user"]);
}
