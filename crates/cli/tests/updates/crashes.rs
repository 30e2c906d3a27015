//! The program kills itself at a named point; the next one puts things right.

use std::os::unix::process::ExitStatusExt as _;

use testkit::image::versioned_web;

use crate::stage::Stage;

/// Every point at which the program kills itself.
const POINTS: [&str; 13] = [
    "begin",
    "pull",
    "create-nojournal",
    "create",
    "connect",
    "pre-stop",
    "stop",
    "rename-old",
    "rename-new",
    "disarm",
    "start",
    "gate",
    "commit",
];

/// Killed at a point, then mended twice: one of the two runs, nothing is lost, the second mending changes nothing.
async fn x7_killed_at(point: &str) {
    let stage = Stage::new().await;
    let old = stage.web("cxg").await;
    stage.push("cxg", &versioned_web("2")).await;
    let killed = stage.mooring(&["update", "cxg"], Some(point));
    assert_eq!(killed.status.signal(), Some(9), "{point}: {}", String::from_utf8_lossy(&killed.stderr));
    let said = stage.mooring(&["recover"], None);
    let words = format!("{point}: {}", String::from_utf8_lossy(&said.stderr));
    let (page, now) = (stage.page(), stage.inspect("cxg").await);
    assert!(page == "v1" || page == "v2", "{words}: {page}");
    assert_eq!(now["HostConfig"]["RestartPolicy"]["Name"], "always", "{words}");
    let around = stage.around("cxg").await;
    let running: Vec<_> = around.iter().filter(|name| name.ends_with(":running")).collect();
    assert_eq!(running, ["cxg:running"], "{words}: {around:?}");
    if page == "v1" {
        assert_eq!(now["Id"], old["Id"], "{words}");
        assert_eq!(around, ["cxg:running"], "{words}");
        assert!(stage.image_env("cxg").await.to_string().contains("V=1"), "{words}: the tag was put back");
    }
    stage.mooring(&["recover"], None);
    assert_eq!(stage.inspect("cxg").await["Id"], now["Id"], "{words}: the second mending changed something");
}

macro_rules! x7 {
    ($($name:ident: $place:expr),+ $(,)?) => {
        $(        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            x7_killed_at(POINTS[$place]).await;
        })+
    };
}

x7! {
    x7a_killed_at_begin: 0,
    x7b_killed_after_the_pull: 1,
    x7c_killed_before_the_answer_to_create: 2,
    x7d_killed_after_create: 3,
    x7e_killed_after_connect: 4,
    x7f_killed_before_the_stop: 5,
    x7g_killed_after_the_stop: 6,
    x7h_killed_after_renaming_the_old: 7,
    x7i_killed_after_renaming_the_new: 8,
    x7j_killed_after_disarming: 9,
    x7k_killed_after_the_start: 10,
    x7l_killed_in_the_gate: 11,
    x7m_killed_after_the_commit: 12,
}

/// Mending is interrupted as well, at each of its own points, and mended again.
#[tokio::test(flavor = "multi_thread")]
async fn killed_again_while_mending() {
    let stage = Stage::new().await;
    let old = stage.web("cxh").await;
    stage.push("cxh", &versioned_web("2").cmd(&["/nosuch"])).await;
    let killed = stage.mooring(&["update", "cxh"], Some("rename-new"));
    assert_eq!(killed.status.signal(), Some(9));
    for point in ["rb1", "rb2", "rb3"] {
        let killed = stage.mooring(&["recover"], Some(point));
        assert_eq!(killed.status.signal(), Some(9), "{point}");
    }
    stage.mooring(&["recover"], None);
    assert_eq!(stage.page(), "v1");
    assert_eq!(stage.inspect("cxh").await["Id"], old["Id"]);
    assert_eq!(stage.around("cxh").await, ["cxh:running"]);
}
