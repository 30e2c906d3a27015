//! What the command says, and how it ends.

use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::image::versioned_web;

use crate::stage::{Stage, succeeded};

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_printed_and_nothing_is_changed() {
    let stage = Stage::new().await;
    let old = stage.web("cdr").await;
    stage.push("cdr", &versioned_web("2")).await;
    let plan = stage.mooring(&["update", "cdr", "--dry-run", "--json"], None);
    succeeded(&plan);
    let plan: Value = serde_json::from_slice(&plan.stdout).expect("JSON");
    assert_eq!(plan["kind"], "sameTag", "{plan}");
    assert!(plan["changes"].to_string().contains("\"V\""), "{plan}");
    assert_eq!(stage.inspect("cdr").await["State"]["StartedAt"], old["State"]["StartedAt"]);
    assert_eq!(stage.around("cdr").await, ["cdr:running"]);
}

/// Waits until an answer of the engine is as it should be.
async fn until(stage: &Stage, name: &str, is_so: impl Fn(&Value) -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !is_so(&stage.inspect(name).await) {
        assert!(Instant::now() < end, "{name} did not come to it");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Every line is a document.
fn lines(output: &[u8]) -> Vec<Value> {
    text(output).lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
}

/// A container of an image in the registry, without a port or network of its own.
async fn small(stage: &Stage, name: &str) {
    stage.push(name, &versioned_web("1")).await;
    stage.pull(name).await;
    let image = format!("{}:latest", stage.registry.reference(name));
    stage.run(name, json!({ "Image": image }), true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_fails_and_the_other_is_done() {
    let stage = Stage::new().await;
    stage.watch_for(1).await;
    for name in ["bad", "good"] {
        small(&stage, name).await;
    }
    stage.push("bad", &versioned_web("2").cmd(&["/nosuch"])).await;
    stage.push("good", &versioned_web("2")).await;
    let said = stage.mooring(&["update", "nobody", "bad", "good"], None);
    let errors = text(&said.stderr);
    assert_eq!(said.status.code(), Some(1), "{errors}");
    assert!(errors.contains("nobody") && errors.contains("The update of bad was taken back"), "{errors}");
    let out = text(&said.stdout);
    assert!(out.contains("good runs") && out.contains("mooring undo good"), "{out}");
    assert!(stage.inspect("good").await["Config"]["Env"].to_string().contains("V=2"));
    assert!(stage.inspect("bad").await["Config"]["Env"].to_string().contains("V=1"));
    let again = stage.mooring(&["update", "good"], None);
    succeeded(&again);
    assert!(text(&again.stdout).contains("good is up to date"), "{}", text(&again.stdout));
    let undo = stage.mooring(&["undo", "good", "--json"], None);
    succeeded(&undo);
    let told = lines(&undo.stdout);
    assert_eq!(told.last().expect("a line")["job"]["status"], "succeeded", "{told:?}");
    let nothing = stage.mooring(&["undo", "good"], None);
    assert_eq!(nothing.status.code(), Some(1), "{}", text(&nothing.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_tells_how_each_went() {
    let stage = Stage::new().await;
    stage.watch_for(1).await;
    for name in ["aa", "bb", "cc"] {
        small(&stage, name).await;
        stage.push(name, &versioned_web("2")).await;
    }
    let check = stage.mooring(&["check", "--exit-code"], None);
    assert_eq!(check.status.code(), Some(3), "{}", text(&check.stderr));
    let plans = stage.mooring(&["update", "--all", "--dry-run", "--json"], None);
    succeeded(&plans);
    let names: Vec<Value> = lines(&plans.stdout).iter().map(|plan| plan["name"].clone()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    let said = stage.mooring(&["update", "--all"], None);
    let out = text(&said.stdout);
    assert!(said.status.success(), "{} {out}", text(&said.stderr));
    assert!(out.contains("aa runs") && out.contains("cc runs") && out.contains("Updated: 3."), "{out}");
    let said = stage.mooring(&["update", "--all", "--json"], None);
    succeeded(&said);
    assert_eq!(lines(&said.stdout).last().expect("a line")["job"]["outcome"]["updated"], "0");
    let check = stage.mooring(&["check", "--exit-code"], None);
    succeeded(&check);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tag_is_taken_when_named() {
    let stage = Stage::new().await;
    stage.watch_for(1).await;
    for tag in ["1.0.0", "1.1.0", "2.0.0"] {
        versioned_web(tag).push_to(&stage.registry, &format!("app:{tag}")).await;
    }
    let image = stage.registry.reference("app:1.0.0");
    succeeded(&stage.mooring(&["pull", &image], None));
    stage.run("app", json!({ "Image": image }), true).await;
    let plan = stage.mooring(&["update", "app", "--to", "2.0.0", "--dry-run"], None);
    succeeded(&plan);
    let out = text(&plan.stdout);
    assert!(out.contains("app: another tag") && out.contains("mooring update app --to 2.0.0"), "{out}");
    assert!(out.contains("env V: 1.0.0 -> 2.0.0"), "{out}");
    succeeded(&stage.mooring(&["update", "app", "--to", "1.1.0"], None));
    let now = stage.inspect("app").await;
    assert_eq!(now["Config"]["Image"], stage.registry.reference("app:1.1.0"));
    let gone = stage.mooring(&["update", "app", "--to", "9.9.9"], None);
    assert_eq!(gone.status.code(), Some(1), "{}", text(&gone.stdout));
    assert_eq!(stage.inspect("app").await["Id"], now["Id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_interrupted_is_told() {
    let stage = Stage::new().await;
    let said = stage.mooring(&["recover"], None);
    succeeded(&said);
    assert_eq!(text(&said.stdout), "Nothing was interrupted.\n");
    let said = stage.mooring(&["recover", "--json"], None);
    assert_eq!(serde_json::from_slice::<Value>(&said.stdout).expect("JSON"), json!([]));
}

/// Ctrl+C while the new one is watched: the old one is back, and the last words say so.
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_puts_the_old_one_back() {
    let stage = Stage::new().await;
    stage.watch_for(600).await;
    let old = stage.web("cxs").await;
    stage.push("cxs", &versioned_web("2")).await;
    let mut command = stage.command(&["update", "cxs"]);
    let updating = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    until(&stage, "cxs", |now| now["Id"] != old["Id"] && now["State"]["Running"] == true).await;
    let sent = std::process::Command::new("kill").args(["-INT", &updating.id().to_string()]).status();
    assert!(sent.expect("sent").success());
    let ended = tokio::task::spawn_blocking(move || updating.wait_with_output());
    let ended = ended.await.expect("joins").expect("ends");
    let errors = text(&ended.stderr);
    assert_eq!(ended.status.code(), Some(130), "{errors}");
    assert!(errors.contains("Stopping.") && errors.contains("cxs is as it was."), "{errors}");
    let now = stage.inspect("cxs").await;
    assert_eq!((&now["Id"], &now["State"]["Running"]), (&old["Id"], &json!(true)));
    assert_eq!(now["HostConfig"]["RestartPolicy"]["Name"], "always");
    assert_eq!(stage.around("cxs").await, ["cxs:running"]);
    let recover = stage.mooring(&["recover"], None);
    assert_eq!(text(&recover.stdout), "Nothing was interrupted.\n");
}
