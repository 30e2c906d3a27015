//! What the page may not do, even if something hostile ran in it.

use harness::{Role, Stage, Window};
use serde_json::{Value, json};

async fn outcome(window: &Window<'_>, script: &str) -> Value {
    window
        .session()
        .async_script(&format!("try {{ {script} }} catch (error) {{ return 'refused: ' + error }}"), &[])
        .await
}

#[tokio::test]
async fn only_listed_commands_are_answered() {
    let stage = Stage::empty();
    let window = stage.open().await;
    for command in [
        "plugin:opener|open_url",
        "plugin:dialog|open",
        "plugin:event|emit",
        "plugin:window|close",
        "no_such_command",
    ] {
        let script = format!("await window.__TAURI_INTERNALS__.invoke('{command}', {{}}); return 'done'");
        let answer = outcome(&window, &script).await;
        assert!(
            answer.as_str().is_some_and(|a| a.contains("not allowed") || a.contains("not found")),
            "{command}: {answer}"
        );
    }
    assert!(window.invoke("about", json!({})).await["version"].is_string());
    assert_eq!(outcome(&window, "return typeof window.__TAURI__").await, "undefined");
}

#[tokio::test]
async fn addresses_that_no_container_has_are_not_opened() {
    let stage = Stage::empty();
    let window = stage.open().await;
    let script = "return await window.__TAURI_INTERNALS__.invoke('container_open', { id: 'x', url: 'file:///etc/passwd' }).then(() => 'opened', (p) => p.code)";
    let answer = outcome(&window, script).await;
    assert_ne!(answer, "opened");
    assert!(!stage.home().join("opened").exists(), "{answer}");
}

#[tokio::test]
async fn stays_where_it_is() {
    let stage = Stage::empty();
    let window = stage.open().await;
    for leave in [
        "location.href = 'https://example.com/'",
        "window.open('https://example.com/')",
        "const a = document.createElement('a'); a.href = 'http://127.0.0.1:9/'; document.body.append(a); a.click()",
    ] {
        outcome(&window, &format!("{leave}; await new Promise((d) => setTimeout(d, 300)); return 1")).await;
        window.get(Role::Navigation, "Places").await;
        let place = outcome(&window, "return location.origin").await;
        assert_eq!(place, "tauri://localhost", "{leave}");
    }
}

#[tokio::test]
async fn code_from_text_does_not_run() {
    let stage = Stage::empty();
    let window = stage.open().await;
    for attack in [
        "return eval('1')",
        "return new Function('return 1')()",
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hit = 1\">'); await new Promise((d) => setTimeout(d, 300)); return window.hit ?? 'refused'",
        "Object.prototype.polluted = 1; return ({}).polluted ?? 'refused'",
    ] {
        let answer = outcome(&window, attack).await;
        assert!(answer.as_str().is_some_and(|a| a.starts_with("refused")), "{attack}: {answer}");
    }
}
