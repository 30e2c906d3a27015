//! How the app starts: with and without a display, once, and within its own policy.

use harness::{Role, Stage, wait};

#[test]
fn says_in_one_line_that_there_is_no_display() {
    let output = Stage::empty().run_without_display();
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert_eq!(words.lines().count(), 1, "{words}");
    assert!(words.contains("no display") && words.contains("`mooring`"), "{words}");
}

#[tokio::test]
async fn opens_a_window() {
    let stage = Stage::empty();
    let window = stage.open().await;
    window.get(Role::Navigation, "Places").await;
    window.check_quiet().await;
    // The check itself works: what the policy forbids is noticed.
    let script = "const e = document.createElement('img'); e.src = 'https://example.com/x.png'; document.body.append(e)";
    window.session().script(script, &[]).await.unwrap();
    let noise = wait("the violation to be noticed", || async {
        Some(window.noise().await).filter(|noise| !noise.is_empty())
    })
    .await;
    assert!(noise[0].contains("img-src") && noise.len() == 1, "{noise:?}");
    window.close().await;
}

#[tokio::test]
async fn a_second_start_shows_the_window_of_the_first() {
    let stage = Stage::empty();
    let window = stage.open().await;
    window.lose_focus();
    let focused = || async { window.session().script("return document.hasFocus()", &[]).await.ok() };
    wait("the focus to be gone", || async { (focused().await? == false).then_some(()) }).await;
    assert!(stage.start_again().await.success());
    wait("the first window to have the focus", || async { (focused().await? == true).then_some(()) }).await;
    window.get(Role::Navigation, "Places").await;
    window.close().await;
}
