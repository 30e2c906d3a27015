//! A job on a terminal: one bar, its output above it. Elsewhere: its output alone.

use std::time::Duration;

use app::wire::{JobUpdate, ProgressUnit, ProgressView, StepState};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::human::clean;

/// Draws one job.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
        bar.enable_steady_tick(Duration::from_millis(250));
        Self { bar }
    }

    pub(crate) fn show(&self, update: &JobUpdate) {
        for line in &update.lines {
            self.say(&clean(&line.text));
        }
        let step = update.job.steps.iter().find(|step| step.state == StepState::Running);
        let doing = step.map_or("", |step| doing(&step.id));
        self.bar.set_message(format!("{doing} {}", clean(&update.job.subject)));
        if let Some(progress) = &update.job.progress {
            self.draw(progress);
        }
    }

    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }

    fn say(&self, text: &str) {
        if self.bar.is_hidden() {
            super::note(text);
        } else {
            self.bar.println(text);
        }
    }

    fn draw(&self, progress: &ProgressView) {
        let counts = match progress.unit {
            ProgressUnit::Bytes => "{decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec} {eta}",
            _ => "{pos}/{len}",
        };
        // The template is ours, so it is valid; a bar without style is no reason to fail.
        if let Ok(style) = ProgressStyle::with_template(&format!("{{msg}} {{bar:30}} {counts}")) {
            self.bar.set_style(style.progress_chars("━━─"));
        }
        self.bar.set_length(progress.total.unwrap_or(progress.current));
        self.bar.set_position(progress.current);
    }
}

fn doing(step: &str) -> &'static str {
    match step {
        "pull" => "Pulling",
        "create" => "Creating",
        "start" => "Starting",
        "build" => "Building",
        "push" => "Pushing",
        "check" => "Checking",
        "prepare" => "Preparing",
        "backup" => "Backing up",
        "stop" => "Stopping",
        "putBack" => "Putting back",
        "update" => "Updating",
        "roll" => "Rolling out",
        _ => "Working on",
    }
}
