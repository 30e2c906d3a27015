//! `check`: what is under 300 names today, as the update check asks for it, beside curl and skopeo at the same server.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use oci::Reference;
use registry::{Options, Registry};
use testkit::{Auth, ImageBuilder, Kind, LyingRegistry, RateLimit, TestRegistry, TokenAuth};

use crate::figures::{Sample, line, ratio, title};

const NAMES: usize = 300;
const RUNS: usize = 5;
/// Requests in flight, ours and curl's.
const TOGETHER: usize = 16;
const LATENCY: Duration = Duration::from_millis(50);
/// skopeo takes most of a second for each; the rest is multiplied.
const SKOPEO_NAMES: usize = 10;
const ACCEPT: &str = "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";

/// What one check took, in seconds.
struct Took {
    first: f64,
    all: f64,
}

/// Measures every case of UPDATES.md section 11 that this machine can.
pub(crate) async fn measure() {
    title("check", &format!("{NAMES} repositories of one registry, cold each time, {RUNS} runs by turns"));
    let server = testkit::registry().await;
    let digest = ImageBuilder::scratch().file("etc/app", "1", 0o644).push_to(&server, "app:1").await;
    for (name, latency, auth, promise) in [
        ("no latency", Duration::ZERO, Auth::Open, "≤ 0.6 s"),
        ("50 ms", LATENCY, Auth::Open, "≤ 1.7 s"),
        ("50 ms, token", LATENCY, TokenAuth::default().into(), "≤ 1.8 s"),
    ] {
        compare(&server, &digest, (name, promise), latency, &auth).await;
    }
    limited(&server, &digest).await;
}

async fn compare(
    server: &TestRegistry,
    digest: &str,
    (name, promise): (&str, &str),
    latency: Duration,
    auth: &Auth,
) {
    let plan = LyingRegistry::before(server).alias("copy/", "app").latency(latency).auth(auth.clone());
    let is_open = matches!(auth, Auth::Open);
    let (mut ours, mut first, mut curls, mut requests) = (Vec::new(), Vec::new(), Vec::new(), String::new());
    for _ in 0..RUNS {
        let liar = plan.clone().start();
        let took = check(&liar, digest, Duration::ZERO).await;
        ours.push(took.all);
        first.push(took.first);
        requests = hold_to_promise(&liar);
        if is_open {
            curls.push(curl(&plan.clone().start()).await);
        }
    }
    line(&format!("{name}: requests"), requests);
    let ours = Sample::of("s", ours);
    line(&format!("{name}: all"), format!("{ours}  (promise: {promise})"));
    line(&format!("{name}: first"), Sample::of("s", first));
    if !latency.is_zero() {
        // A connection, a demand and a token where there are any, then so many round trips one after another.
        let trips = 1 + NAMES.div_ceil(TOGETHER) + if is_open { 0 } else { 2 };
        let floor = Sample::of("s", [latency.as_secs_f64() * trips as f64]);
        line(&format!("{name}: floor of {trips} round trips"), &floor);
        ratio(
            &format!("{name}: beside the floor"),
            &ours,
            &floor,
            if is_open { "≤ 1.7 s" } else { "≤ 1.8 s" },
        );
        let skopeo = skopeo(&plan.start()).await;
        line(&format!("{name}: skopeo inspect, {SKOPEO_NAMES} of {NAMES}"), &skopeo);
        ratio(&format!("{name}: beside skopeo"), &ours, &skopeo, "-");
    }
    if is_open {
        let curls = Sample::of("s", curls);
        line(&format!("{name}: curl --parallel-max {TOGETHER}"), &curls);
        ratio(
            &format!("{name}: beside curl"),
            &ours,
            &curls,
            if latency.is_zero() { "≤ 0.6 s" } else { "-" },
        );
    }
}

/// Asks for all names and compares every answer.
async fn check(liar: &LyingRegistry, digest: &str, patience: Duration) -> Took {
    let names =
        (0..NAMES).map(|number| Reference::parse(&liar.reference(&format!("copy/{number}:1"))).unwrap());
    let names: Vec<_> = names.collect();
    let began = Instant::now();
    let client =
        Registry::new(Options::new("mooring-bench", Arc::new(jiff::Timestamp::now))).patient(patience);
    let mut answers = client.head_many(names);
    let (mut count, mut first) = (0, 0.0);
    while let Some((_, answer)) = answers.next().await {
        assert_eq!(answer.expect("an answer").digest.as_str(), digest);
        count += 1;
        if count == 1 {
            first = began.elapsed().as_secs_f64();
        }
    }
    assert_eq!(count, NAMES);
    Took { first, all: began.elapsed().as_secs_f64() }
}

/// What is not a time must be right; returns it in words.
fn hold_to_promise(liar: &LyingRegistry) -> String {
    let (figures, heads) = (liar.figures(), liar.count(Kind::HeadManifest));
    let (tokens, gets) = (liar.count(Kind::Token), liar.count(Kind::GetManifest));
    assert!(figures.most_open <= 17, "{figures:?}");
    assert_eq!(
        (gets, liar.count(Kind::Ping)),
        (0, 0),
        "nothing counts as a pull, nothing is asked for nothing"
    );
    assert!(heads <= NAMES + 1, "{heads} HEADs");
    format!("{heads} HEAD, {tokens} tokens, {} connections", figures.connections)
}

async fn curl(liar: &LyingRegistry) -> f64 {
    let mut config =
        format!("head\nsilent\nparallel\nparallel-max = {TOGETHER}\nheader = \"Accept: {ACCEPT}\"\n");
    for number in 0..NAMES {
        let url = format!("{}/v2/copy/{number}/manifests/1", liar.url());
        let _ = writeln!(config, "url = \"{url}\"\noutput = /dev/null");
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), config).unwrap();
    let began = Instant::now();
    run("curl", &["-K".to_owned(), file.path().display().to_string()]).await;
    let took = began.elapsed().as_secs_f64();
    assert_eq!(liar.count(Kind::HeadManifest), NAMES, "curl asked for all");
    took
}

/// One after another, as people write it in a loop; the time of all is calculated.
async fn skopeo(liar: &LyingRegistry) -> Sample {
    let mut values = Vec::new();
    for number in 0..SKOPEO_NAMES {
        let name = format!("docker://{}", liar.reference(&format!("copy/{number}:1")));
        let began = Instant::now();
        run("skopeo", &["inspect".to_owned(), "--tls-verify=false".to_owned(), name]).await;
        values.push(began.elapsed().as_secs_f64() * NAMES as f64);
    }
    Sample::of("s", values)
}

/// Runs a program to its good end, on a thread of its own: the server is in this process.
async fn run(program: &str, arguments: &[String]) {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let ended = tokio::task::spawn_blocking(move || command.status()).await.unwrap();
    let status = ended.unwrap_or_else(|error| panic!("{program} is needed to compare: {error}"));
    assert!(status.success(), "{program}: {status}");
}

/// D10: 100 in 5 s; nothing may be asked before the time the registry named.
async fn limited(server: &TestRegistry, digest: &str) {
    let limit = RateLimit::new(100, Duration::from_secs(5));
    let liar = LyingRegistry::before(server).alias("copy/", "app").limit(limit).start();
    let took = check(&liar, digest, Duration::from_secs(60)).await;
    let early = liar.too_early(Duration::from_millis(200)).len();
    assert_eq!(early, 0, "requests before Retry-After");
    let took = Sample::of("s", [took.all]);
    line("100 in 5 s: all", format!("{took}  (promise: 10 to 12 s)"));
    ratio("100 in 5 s: beside the floor of 10 s", &took, &Sample::of("s", [10.0]), "-");
}
