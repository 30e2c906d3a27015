//! Running an image, the way the form and the command line do.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use app::wire::{JobStatus, RunEnv, RunPort, RunSpec, StepState};

use crate::on_both;
use crate::stage::{Stage, until};

on_both!(
    the_form_leads_to_a_page_that_answers,
    a_missing_image_is_pulled_in_the_same_job,
    a_taken_port_is_told_with_its_owner,
    a_taken_name_is_told,
    a_container_that_cannot_start_leaves_nothing,
);

fn get(url: &str) -> Option<String> {
    let address = url.trim_start_matches("http://").replace("localhost", "127.0.0.1");
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n").ok()?;
    let mut page = String::new();
    stream.read_to_string(&mut page).ok()?;
    Some(page)
}

async fn the_form_leads_to_a_page_that_answers(stage: Stage) {
    let image = stage.image("web", &testkit::image::web("moored")).await;
    let form = stage.app.run_form(image).await.expect("a form");
    assert!(form.present);
    assert_eq!(form.spec.name, "web");
    assert_eq!(form.spec.ports.iter().map(|port| port.container_port).collect::<Vec<_>>(), [80]);
    let mut spec = form.spec;
    spec.ports[0].host_port = Some(testkit::free_port());
    let check = stage.app.run_check(spec.clone()).await.expect("checked");
    assert_eq!(check.issues.iter().filter(|issue| issue.blocking).count(), 0, "{:?}", check.issues);
    assert!(check.command.contains("--name web"), "{}", check.command);
    let job = stage.run_spec(spec).await;
    let url = job.outcome["url"].clone();
    until("the page", || async { get(&url).is_some_and(|page| page.contains("moored")) }).await;
}

async fn a_missing_image_is_pulled_in_the_same_job(stage: Stage) {
    let registry = testkit::registry().await;
    testkit::image::web("from afar").push_to(&registry, "web:1").await;
    let spec = RunSpec { image: registry.reference("web:1"), fill_in: true, ..RunSpec::default() };
    let job = stage.run_spec(spec).await;
    assert!(job.steps.iter().all(|step| step.state == StepState::Done), "{:?}", job.steps);
    assert_eq!(job.outcome["name"], "web", "a name worth reading");
    let url = job.outcome["url"].clone();
    until("the page", || async { get(&url).is_some_and(|page| page.contains("from afar")) }).await;
}

async fn a_taken_port_is_told_with_its_owner(stage: Stage) {
    let image = stage.image("web", &testkit::image::web("x")).await;
    let port = testkit::free_port();
    let spec = |name: &str| RunSpec {
        image: image.clone(),
        name: name.to_owned(),
        ports: vec![RunPort { container_port: 80, host_port: Some(port), ..RunPort::default() }],
        ..RunSpec::default()
    };
    stage.run_spec(spec("first")).await;
    let check = stage.app.run_check(spec("second")).await.expect("checked");
    let issue = check.issues.iter().find(|issue| issue.field == "ports.0").expect("told");
    assert_eq!(
        (issue.problem.code.as_str(), issue.problem.facts["owner"].as_str()),
        ("run.portTaken", "first")
    );
    let id = stage.app.run_start(spec("second")).await.expect("starts all the same");
    let job = stage.ended(&id).await;
    let problem = job.problem.expect("the engine refused");
    assert!(problem.code == "run.portTaken" || problem.code == "run.portBusy", "{problem:?}");
    assert!(stage.row("second").await.is_none(), "it never ran and is not left behind");
}

async fn a_taken_name_is_told(stage: Stage) {
    stage.run("blog", "sleep 1000").await;
    let image = stage.image("web", &testkit::image::web("x")).await;
    let spec = RunSpec { image, name: "blog".to_owned(), ..RunSpec::default() };
    let check = stage.app.run_check(spec.clone()).await.expect("checked");
    assert!(check.issues.iter().any(|issue| issue.problem.code == "run.nameTaken"), "{:?}", check.issues);
    let id = stage.app.run_start(spec).await.expect("starts all the same");
    assert_eq!(stage.ended(&id).await.problem.expect("refused").code, "run.nameTaken");
}

async fn a_container_that_cannot_start_leaves_nothing(stage: Stage) {
    let image = stage.image("busybox", &testkit::image::busybox()).await;
    let command = vec!["no-such-program".to_owned()];
    let spec = RunSpec { image, name: "tool".to_owned(), command, ..RunSpec::default() };
    let id = stage.app.run_start(spec).await.expect("starts");
    let job = stage.ended(&id).await;
    assert_eq!(job.status, JobStatus::Failed);
    assert_eq!(job.problem.expect("says why").code, "run.commandMissing");
    stage.row_becomes("tool", |row| row.is_none()).await;
}

/// What the real image says when its one required setting is missing leads to the setting.
#[tokio::test(flavor = "multi_thread")]
async fn a_missing_setting_is_named() {
    let stage = Stage::docker().await;
    let image = stage.image("postgres", &testkit::image::postgres_like()).await;
    let form = stage.app.run_form(image.clone()).await.expect("a form");
    let question =
        form.questions.iter().find(|question| question.key == "POSTGRES_PASSWORD").expect("asked for");
    assert!(question.required && question.secret);
    let made_up = form.spec.env.iter().find(|one| one.key == "POSTGRES_PASSWORD").expect("made up");
    assert!(made_up.value.len() >= 20);
    let spec = RunSpec { image: image.clone(), name: "db".to_owned(), ..RunSpec::default() };
    stage.run_spec(spec).await;
    stage.row_becomes("db", |row| row.is_some_and(|row| row.end.is_some())).await;
    let page = stage.app.container_page("db".to_owned()).await.expect("a page");
    let why = page.why.expect("says why");
    assert_eq!(
        (why.code.as_str(), why.facts["variable"].as_str()),
        ("stopped.missingSetting", "POSTGRES_PASSWORD")
    );
    let env = vec![RunEnv { key: "POSTGRES_PASSWORD".to_owned(), value: "x".to_owned() }];
    stage.run_spec(RunSpec { image, name: "db2".to_owned(), env, ..RunSpec::default() }).await;
    stage.row_becomes("db2", |row| row.is_some_and(|row| row.end.is_none())).await;
}
