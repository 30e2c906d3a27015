//! Reading what a container wrote.

use std::path::{Path, PathBuf};

use engine::EngineError;
use engine::model::log::{LogLine, LogQuery};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, pin_mut};
use tokio::io::{AsyncWriteExt as _, BufWriter};

use crate::doctor::{self, Operation};
use crate::wire::{LogLineView, LogMessage, LogRequest, Problem};
use crate::{App, readings};

impl App {
    /// Starts sending a log in batches; returns the id of the reading. Each batch has to be acknowledged.
    ///
    /// # Errors
    /// When the container is gone or no engine answers.
    pub async fn logs_open(
        &self,
        request: LogRequest,
        send: impl FnMut(LogMessage) -> bool + Send + 'static,
    ) -> Result<u32, Problem> {
        let LogRequest { container, follow, tail } = request;
        let query = LogQuery { follow, tail, since: None };
        let (name, lines) = self.log_lines(&container, query).await?;
        let app = self.clone();
        let problem = move |error: &EngineError| app.diagnose(error, Operation::Other, &name);
        Ok(self.inner.readings.open(lines, problem, send))
    }

    /// Takes note that the reader has shown a batch.
    pub fn logs_acknowledge(&self, reading: u32, batch: u64) {
        self.inner.readings.acknowledge(reading, batch);
    }

    /// Ends a reading.
    pub fn logs_close(&self, reading: u32) {
        self.inner.readings.close(reading);
    }

    /// Hands out a log line by line, for a terminal.
    ///
    /// # Errors
    /// When the container is gone or no engine answers.
    pub async fn logs_stream(
        &self,
        container: &str,
        follow: bool,
        tail: Option<u64>,
    ) -> Result<impl Stream<Item = Result<LogLineView, Problem>> + Send + use<>, Problem> {
        let (name, lines) = self.log_lines(container, LogQuery { follow, tail, since: None }).await?;
        let app = self.clone();
        Ok(lines.map_ok(readings::view).map_err(move |error| app.diagnose(&error, Operation::Other, &name)))
    }

    /// Writes a whole log to a file, times in front. An unfinished file is not left behind.
    ///
    /// # Errors
    /// When the log cannot be read or the file not be written.
    pub async fn logs_write(&self, container: String, path: PathBuf) -> Result<(), Problem> {
        let (name, lines) =
            self.log_lines(&container, LogQuery { follow: false, tail: None, since: None }).await?;
        let unwritable = |error: std::io::Error| {
            let problem = doctor::problem("local.fileUnwritable", [("path", path.display().to_string())]);
            Problem { raw: error.to_string(), ..problem }
        };
        let part = part_of(&path);
        let written = self.write_lines(&part, lines, &name, unwritable).await;
        if written.is_err() {
            let _ = tokio::fs::remove_file(&part).await;
            return written;
        }
        tokio::fs::rename(&part, &path).await.map_err(unwritable)
    }

    async fn write_lines(
        &self,
        part: &Path,
        lines: impl Stream<Item = Result<LogLine, EngineError>>,
        name: &str,
        unwritable: impl Fn(std::io::Error) -> Problem,
    ) -> Result<(), Problem> {
        let mut file = BufWriter::new(tokio::fs::File::create(part).await.map_err(&unwritable)?);
        pin_mut!(lines);
        loop {
            let line =
                lines.try_next().await.map_err(|error| self.diagnose(&error, Operation::Other, name))?;
            let Some(line) = line else { break };
            let at = line.at.map(|at| format!("{at} ")).unwrap_or_default();
            file.write_all(format!("{at}{}\n", line.text).as_bytes()).await.map_err(&unwritable)?;
        }
        file.flush().await.map_err(&unwritable)
    }

    async fn log_lines(
        &self,
        container: &str,
        query: LogQuery,
    ) -> Result<(String, BoxStream<'static, Result<LogLine, EngineError>>), Problem> {
        let (engine, id) = self.container_meant(container).await?;
        let name = self.container_name(&id);
        let detail = engine.container_inspect(&id).await;
        let detail = detail.map_err(|error| self.diagnose(&error, Operation::Other, &name))?;
        Ok((name, engine.container_logs(&id, query, detail.spec.tty).boxed()))
    }
}

/// The name a file has while it is being written: one that nobody else's file has.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", uuid::Uuid::now_v7()));
    path.with_file_name(name)
}
