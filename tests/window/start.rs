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
    wait("the violation to be noticed", || async {
        (window.session().script("return noise.length", &[]).await.ok()? == 1).then_some(())
    })
    .await;
    window.close().await;
}
