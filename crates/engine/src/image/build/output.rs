//! Reads what a build says: its steps, its lines, and what it made.

use job::{JobContext, Progress, Unit};

use crate::lines::Lines;
use crate::quirks::Quirks;

/// Longest line; a compiler's wall of text is cut, not kept whole.
const LONGEST_LINE: usize = 16 << 10;

/// What a build said so far.
#[derive(Debug)]
pub(super) struct Output {
    lines: Lines,
    step: Option<Step>,
    /// Status lines of the base image's pull, told once each.
    told: Option<String>,
    /// Id of the result, as the engine handed it out beside the text.
    handed: Option<String>,
    /// The last line that could be the result's id; steps may print what looks like one.
    printed: Option<String>,
}

/// `Step 3/7 : RUN make`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    number: u64,
    total: u64,
    line: String,
}

impl Output {
    /// Starts with nothing said.
    pub(super) fn new() -> Self {
        Self { lines: Lines::new(LONGEST_LINE), step: None, told: None, handed: None, printed: None }
    }

    /// Takes a piece of the build's text.
    pub(super) fn text(&mut self, text: &str, job: &JobContext) {
        let mut lines = Vec::new();
        self.lines.take(text.as_bytes(), |line| lines.push(line));
        lines.iter().for_each(|line| self.line(line, job));
    }

    /// Takes a word on the base image's pull: `Downloading` comes a thousand times and is told once.
    pub(super) fn status(&mut self, id: Option<&str>, status: &str, job: &JobContext) {
        let line = id.map_or_else(|| status.to_owned(), |id| format!("{id}: {status}"));
        if self.told.as_ref() != Some(&line) {
            job.log(&line);
            self.told = Some(line);
        }
    }

    /// Takes the id that the engine hands out beside the text.
    pub(super) fn id(&mut self, id: &str) {
        self.handed = Some(Quirks::image_id(id));
    }

    /// Takes the last line, ended or not, and says that all steps are done.
    pub(super) fn end(&mut self, job: &JobContext) {
        let mut last = Vec::new();
        self.lines.end(|line| last.push(line));
        last.iter().for_each(|line| self.line(line, job));
    }

    /// Says that every step is done.
    pub(super) fn all_done(&self, job: &JobContext) {
        if let Some(step) = &self.step {
            job.progress(Progress::of(Unit::Steps, step.total, Some(step.total)));
        }
    }

    /// Returns what was made, if anything was.
    pub(super) fn image(&self) -> Option<&str> {
        self.handed.as_deref().or(self.printed.as_deref())
    }

    /// Returns an error's text with the step that failed.
    pub(super) fn failure(&self, error: &str) -> String {
        match &self.step {
            Some(step) => format!("{}\n{}", error.trim(), step.line),
            None => error.trim().to_owned(),
        }
    }

    fn line(&mut self, line: &str, job: &JobContext) {
        job.log(if line.is_empty() { " " } else { line });
        if let Some(step) = step(line) {
            job.progress(Progress::of(Unit::Steps, step.number - 1, Some(step.total)));
            self.step = Some(step);
        } else if let Some(id) = result(line) {
            self.printed = Some(Quirks::image_id(id));
        }
    }
}

/// Reads `Step 3/7 : RUN make` (Docker) and `STEP 3/7: RUN make` (Podman). In a build of several stages Podman counts
/// every stage by itself and says `[2/2] STEP 3/7`; there the steps of a stage are what is known.
fn step(line: &str) -> Option<Step> {
    let rest = line.strip_prefix('[').and_then(|rest| rest.split_once("] ")).map_or(line, |(_, rest)| rest);
    let rest = rest.strip_prefix("Step ").or_else(|| rest.strip_prefix("STEP "))?;
    let (count, instruction) = rest.split_once(':')?;
    let (number, total) = count.trim().split_once('/')?;
    let (number, total) = (number.parse().ok()?, total.parse().ok()?);
    let sound = number >= 1 && number <= total && !instruction.trim().is_empty();
    sound.then(|| Step { number, total, line: line.to_owned() })
}

/// Reads `Successfully built 0123456789ab` (Docker) and a line that is nothing but an id (Podman's last).
fn result(line: &str) -> Option<&str> {
    let id = line.strip_prefix("Successfully built ").unwrap_or(line).trim();
    let long_enough = id.len() == 64 || (id.len() == 12 && id.len() < line.len());
    (long_enough && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(id)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use job::{Job, JobId};

    use super::*;

    #[test]
    fn steps_of_both_engines() {
        let step_of = |line: &str| step(line).map(|step| (step.number, step.total));
        let table = [
            ("Step 3/7 : RUN make", Some((3, 7))),
            ("STEP 1/3: FROM busybox", Some((1, 3))),
            ("[2/2] STEP 2/4: COPY a b", Some((2, 4))),
            ("Step 9/7 : RUN make", None),
            ("Step 0/7 : RUN make", None),
            ("Step aerobics 3/7", None),
            ("STEP 3: RUN make", None),
            ("STEP 2/2:", None),
        ];
        for (line, expected) in table {
            assert_eq!(step_of(line), expected, "{line}");
        }
    }

    #[test]
    fn results_of_both_engines() {
        let long = "0123456789abcdef".repeat(4);
        assert_eq!(result("Successfully built 0123456789ab"), Some("0123456789ab"));
        assert_eq!(result(&long), Some(long.as_str()));
        assert_eq!(result("0123456789ab"), None);
        assert_eq!(result("Successfully tagged app:1"), None);
    }

    #[test]
    fn a_step_that_prints_an_id_does_not_pass_for_the_result() {
        let context = JobContext::detached();
        let mut output = Output::new();
        output.text(&format!("STEP 2/2: RUN sha256sum file\n{}\n", "a".repeat(64)), &context);
        output.text("Successfully built 0123456789ab\n", &context);
        assert_eq!(output.image(), Some("0123456789ab"));
        output.id(&"b".repeat(64));
        output.text(&format!("{}\n", "c".repeat(64)), &context);
        assert_eq!(output.image(), Some(format!("sha256:{}", "b".repeat(64)).as_str()));
    }

    #[test]
    fn lines_and_progress_reach_the_job() {
        let job = Job::begin(
            JobId::new("1"),
            "image.build",
            "app",
            &["build"],
            Arc::new(|| jiff::Timestamp::UNIX_EPOCH),
        );
        let mut output = Output::new();
        for piece in ["Step 1/2 : FROM scratch", "\n", " ---> abc\nStep 2/2 : RUN fal", "se\n", "last"] {
            output.text(piece, &job.context());
        }
        output.status(Some("ab"), "Downloading", &job.context());
        output.status(Some("ab"), "Downloading", &job.context());
        output.end(&job.context());
        let lines: Vec<_> = job.lines_since(0).into_iter().map(|line| line.text).collect();
        let expected =
            ["Step 1/2 : FROM scratch", " ---> abc", "Step 2/2 : RUN false", "ab: Downloading", "last"];
        assert_eq!(lines, expected);
        let progress = job.snapshot().progress.expect("told");
        assert_eq!((progress.current, progress.total), (1, Some(2)));
        assert_eq!(output.failure("exit code 1\n"), "exit code 1\nStep 2/2 : RUN false");
    }
}
