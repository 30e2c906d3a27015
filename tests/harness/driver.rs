//! WebDriver over plain HTTP: as much of it as the tests need.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What the driver said instead of doing it.
#[derive(Debug)]
pub struct Refusal {
    /// `no such element`, `stale element reference`, …
    pub error: String,
    /// In more words.
    pub message: String,
}

/// A session: one running app.
#[derive(Debug)]
pub struct Session {
    port: u16,
    id: String,
}

impl Session {
    /// Starts the app.
    pub(crate) async fn start(port: u16, program: &Path) -> Result<Self, Refusal> {
        let options = json!({"binary": program, "args": []});
        let wanted = json!({"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}});
        let answer = ask(port, "POST", "/session", &wanted).await?;
        Ok(Self { port, id: answer["sessionId"].as_str().expect("a session id").to_owned() })
    }

    /// Ends the app as a user who closes its window would.
    pub(crate) async fn end(&self) -> Result<Value, Refusal> {
        self.send("DELETE", "", &Value::Null).await
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value, Refusal> {
        self.send("GET", path, &Value::Null).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Result<Value, Refusal> {
        self.send("POST", path, &body).await
    }

    async fn send(&self, method: &str, path: &str, body: &Value) -> Result<Value, Refusal> {
        ask(self.port, method, &format!("/session/{}{path}", self.id), body).await
    }

    /// Runs the body of a function in the page.
    pub async fn script(&self, body: &str, arguments: &[Value]) -> Result<Value, Refusal> {
        self.post("/execute/sync", json!({"script": body, "args": arguments})).await
    }

    /// Runs the body of an asynchronous function in the page and waits for what it returns.
    pub async fn async_script(&self, body: &str, arguments: &[Value]) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1]; (async (...args) => {{ {body} }})(...arguments)
                .then((value) => done({{ value }}), (error) => done({{ error: error?.code ?? String(error) }}))"
        );
        let answer = self.post("/execute/async", json!({"script": script, "args": arguments})).await;
        let answer = answer.expect("the script runs");
        assert!(answer["error"].is_null(), "{body}: {}", answer["error"]);
        answer["value"].clone()
    }
}

/// Waits until the driver listens.
pub(crate) async fn wait_ready(port: u16) {
    for _ in 0..600 {
        if ask(port, "GET", "/status", &Value::Null).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("WebKitWebDriver does not listen; is the package webkit2gtk-driver installed?");
}

async fn ask(port: u16, method: &str, path: &str, body: &Value) -> Result<Value, Refusal> {
    let lost = |error: std::io::Error| Refusal { error: "connection".into(), message: error.to_string() };
    let text = if body.is_null() { String::new() } else { body.to_string() };
    let answer = exchange(port, method, path, &text).await.map_err(lost)?;
    let value: Value = serde_json::from_str(&answer).unwrap_or_default();
    let value = value["value"].clone();
    match value["error"].as_str() {
        Some(error) => Err(Refusal {
            error: error.into(),
            message: value["message"].as_str().unwrap_or_default().into(),
        }),
        None => Ok(value),
    }
}

/// One request on one connection. Returns the body of the answer.
async fn exchange(port: u16, method: &str, path: &str, body: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    Ok(answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}
