//! WebDriver over plain HTTP: as much of it as the tests need.

use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::element::PATIENCE;

/// What the driver said instead of doing it.
#[derive(Debug)]
pub struct Refusal {
    /// `no such element`, `stale element reference`, …
    pub error: String,
    /// In more words.
    pub message: String,
}

impl Refusal {
    fn late(method: &str, path: &str) -> Self {
        let message = format!("{method} {path}: no answer within {} s", PATIENCE.as_secs());
        Self { error: "timeout".into(), message }
    }
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

    /// A picture of the page, as PNG.
    pub(crate) async fn screenshot(&self) -> Result<Vec<u8>, Refusal> {
        self.script(STIR, &[]).await?;
        let picture = self.get("/screenshot").await?;
        Ok(base64::engine::general_purpose::STANDARD
            .decode(picture.as_str().unwrap_or_default())
            .unwrap_or_default())
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

/// The driver takes its picture after the next time something is drawn, and on a page at rest that never comes.
const STIR: &str = "
let times = 0;
const spot = document.body.appendChild(document.createElement('i'));
spot.style = 'position: fixed; inset: auto 0 0 auto; width: 1px; height: 1px; opacity: 0.01';
const timer = setInterval(() => {
  spot.style.background = times % 2 ? 'black' : 'white';
  if (++times > 60) { clearInterval(timer); spot.remove(); }
}, 16);";

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
    let exchange = tokio::time::timeout(PATIENCE, exchange(port, method, path, &text));
    let answer = exchange.await.map_err(|_| Refusal::late(method, path))?.map_err(lost)?;
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
    let mut stream = BufReader::new(stream);
    let mut answer = vec![0; length_of_body(&mut stream).await?];
    stream.read_exact(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Reads the head. The driver does not always close the connection after a long answer, so its length has to tell.
async fn length_of_body(stream: &mut BufReader<TcpStream>) -> std::io::Result<usize> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().unwrap_or(0);
            }
            None if line.trim().is_empty() => return Ok(length),
            _ => {}
        }
    }
}
