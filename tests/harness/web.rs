//! A browser's part: gets a page.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Gets `http://host:port/`; asks again for a while, since a server needs a moment after its container started.
pub async fn fetch(url: &str) -> String {
    let address = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let answer = once(&address).await.unwrap_or_default();
        if !answer.is_empty() || Instant::now() > end {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn once(address: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("GET / HTTP/1.0\r\nHost: {address}\r\n\r\n").as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}
