//! One container is replaced, or the old one is back as it was.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::ImageBuilder;
use testkit::image::versioned_web;

use crate::stage::{Stage, ip, succeeded};

#[tokio::test(flavor = "multi_thread")]
async fn x1_a_newer_image_takes_over_and_the_old_one_is_parked() {
    let stage = Stage::new().await;
    let old = stage.web("cxa").await;
    stage.push("cxa", &versioned_web("2")).await;
    succeeded(&stage.mooring(&["update", "cxa"], None));
    assert_eq!(stage.page(), "v2");
    let new = stage.inspect("cxa").await;
    assert_eq!(ip(&new, "cxan"), ip(&old, "cxan"));
    let aliases = new["NetworkSettings"]["Networks"]["cxan"]["Aliases"].as_array().expect("a list");
    assert!(aliases.contains(&json!("al")), "{aliases:?}");
    assert_eq!(new["HostConfig"]["RestartPolicy"]["Name"], "always");
    let around = stage.around("cxa").await;
    let parked = around.iter().find(|name| name.starts_with("cxa.old-")).expect("the old one is kept");
    assert_eq!(around.len(), 2, "{around:?}");
    let (name, state) = parked.split_once(':').expect("a state");
    assert_eq!(state, "exited");
    assert_eq!(stage.inspect(name).await["HostConfig"]["RestartPolicy"]["Name"], "no");
    succeeded(&stage.mooring(&["undo", "cxa"], None));
    assert_eq!(stage.page(), "v1");
    let back = stage.inspect("cxa").await;
    assert_eq!((&back["Id"], &back["HostConfig"]["RestartPolicy"]["Name"]), (&old["Id"], &json!("always")));
}

#[tokio::test(flavor = "multi_thread")]
async fn x2_nothing_new_touches_nothing() {
    let stage = Stage::new().await;
    let old = stage.web("cxb").await;
    let said = stage.mooring(&["update", "cxb"], None);
    succeeded(&said);
    assert!(String::from_utf8_lossy(&said.stdout).contains("up to date"));
    let same = stage.inspect("cxb").await;
    assert_eq!((&same["Id"], &same["State"]["StartedAt"]), (&old["Id"], &old["State"]["StartedAt"]));
    assert_eq!(stage.around("cxb").await, ["cxb:running"]);
}

async fn a_bad_image_ends_with_the_old_one(image: ImageBuilder) {
    let stage = Stage::new().await;
    let old = stage.web("cxc").await;
    stage.push("cxc", &image).await;
    let said = stage.mooring(&["update", "cxc"], None);
    assert_eq!(said.status.code(), Some(1));
    let same = stage.inspect("cxc").await;
    assert_eq!((&same["Id"], ip(&same, "cxcn")), (&old["Id"], ip(&old, "cxcn")));
    assert_eq!(stage.page(), "v1", "{}", String::from_utf8_lossy(&said.stderr));
    assert_eq!(same["HostConfig"]["RestartPolicy"]["Name"], "always");
    assert_eq!(stage.around("cxc").await, ["cxc:running"]);
    assert!(stage.image_env("cxc").await.to_string().contains("V=1"), "the tag was put back");
    assert!(String::from_utf8_lossy(&said.stderr).contains("cxc"), "it is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn x3_an_image_that_crashes() {
    a_bad_image_ends_with_the_old_one(versioned_web("2").cmd(&["sh", "-c", "sleep 1; exit 3"])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn x4_an_image_that_is_not_healthy() {
    let image = versioned_web("2").healthcheck("false", Duration::from_millis(300), 2);
    a_bad_image_ends_with_the_old_one(image).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn x5_an_image_whose_program_is_missing() {
    a_bad_image_ends_with_the_old_one(versioned_web("2").cmd(&["/nosuch"])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p2_defaults_move_and_what_the_user_set_stays() {
    let stage = Stage::new().await;
    let first = versioned_web("1").label("l", "1").label("k", "img").workdir("/tmp").stop_signal("SIGTERM");
    stage.push("cpb", &first).await;
    stage.pull("cpb").await;
    let image = format!("{}:latest", stage.registry.reference("cpb"));
    let (env, labels) = (["U=1", "KEEP=a=b"], json!({ "mine": "1", "k": "user" }));
    let body = json!({ "Image": image, "Env": env, "Labels": labels, "StopTimeout": 1 });
    stage.run("cpb", body, true).await;
    let second = versioned_web("2").label("l", "2").label("k", "img2").workdir("/run").stop_signal("SIGINT");
    stage.push("cpb", &second.env("NEW", "1").cmd(&["sleep", "100"])).await;
    succeeded(&stage.mooring(&["update", "cpb"], None));
    let config = stage.inspect("cpb").await["Config"].clone();
    let env = config["Env"].as_array().expect("a list");
    let mut env: Vec<&str> =
        env.iter().filter_map(Value::as_str).filter(|one| !one.starts_with("PATH=")).collect();
    env.sort_unstable();
    assert_eq!(env, ["KEEP=a=b", "NEW=1", "U=1", "V=2"]);
    assert_eq!(config["Cmd"], json!(["sleep", "100"]));
    assert_eq!((&config["WorkingDir"], &config["StopSignal"]), (&json!("/run"), &json!("SIGINT")));
    let labels = &config["Labels"];
    assert_eq!((&labels["l"], &labels["k"], &labels["mine"]), (&json!("2"), &json!("user"), &json!("1")));
}

#[tokio::test(flavor = "multi_thread")]
async fn p4_volumes_without_a_name_come_along() {
    let stage = Stage::new().await;
    let writes = "for p in /data /ab /am; do echo $p > $p/f; done; exec httpd -f -p 80 -h /";
    stage.push("cpd", &versioned_web("1").volume("/data").cmd(&["sh", "-c", writes])).await;
    stage.pull("cpd").await;
    let image = format!("{}:latest", stage.registry.reference("cpd"));
    let host = json!({
        "Binds": ["/ab"],
        "Mounts": [{ "Type": "volume", "Target": "/am" }],
        "PortBindings": { "80/tcp": [{ "HostPort": stage.port.to_string() }] },
    });
    let old = stage.run("cpd", json!({ "Image": image, "HostConfig": host }), true).await;
    assert_eq!(stage.page_at("/am/f"), "/am");
    stage.push("cpd", &versioned_web("2").volume("/data").cmd(&["httpd", "-f", "-p", "80", "-h", "/"])).await;
    succeeded(&stage.mooring(&["update", "cpd"], None));
    for place in ["/data", "/ab", "/am"] {
        assert_eq!(stage.page_at(&format!("{place}/f")), place);
    }
    let new = stage.inspect("cpd").await;
    assert!(new["Config"]["Env"].to_string().contains("V=2"));
    let volumes = |container: &Value| {
        let all = container["Mounts"].as_array().expect("a list").iter();
        let mut all: Vec<String> = all.map(|one| format!("{} {}", one["Destination"], one["Name"])).collect();
        all.sort();
        all
    };
    assert_eq!(volumes(&new), volumes(&old));
    assert_eq!(volumes(&new).len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn x14_a_stopped_container_is_replaced_and_stays_stopped() {
    let stage = Stage::new().await;
    stage.push("cxn", &versioned_web("1")).await;
    stage.pull("cxn").await;
    let image = format!("{}:latest", stage.registry.reference("cxn"));
    stage.run("cxn", json!({ "Image": image }), false).await;
    stage.push("cxn", &versioned_web("2")).await;
    succeeded(&stage.mooring(&["update", "cxn"], None));
    let new = stage.inspect("cxn").await;
    assert!(new["Config"]["Env"].to_string().contains("V=2"));
    assert_eq!(new["State"]["Status"], "created");
}

#[tokio::test(flavor = "multi_thread")]
async fn d6_what_was_downloaded_is_applied() {
    let stage = Stage::new().await;
    stage.web("cdf").await;
    stage.push("cdf", &versioned_web("2")).await;
    stage.pull("cdf").await;
    let check = stage.mooring(&["check", "cdf", "--json", "--exit-code"], None);
    assert_eq!(check.status.code(), Some(3), "{}", String::from_utf8_lossy(&check.stderr));
    let check: Value = serde_json::from_slice(&check.stdout).expect("JSON");
    assert_eq!(check["containers"][0]["status"], "pulledNotApplied", "{check}");
    succeeded(&stage.mooring(&["update", "cdf"], None));
    assert_eq!(stage.page(), "v2");
}
