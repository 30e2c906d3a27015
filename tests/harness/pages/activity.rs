//! The activity list: jobs, running and past.

use crate::{Role, Window, wait};

/// The activity list.
#[derive(Debug)]
pub struct Activity<'a> {
    window: &'a Window<'a>,
}

impl<'a> Activity<'a> {
    /// Opens it from the status bar.
    pub async fn open(window: &'a Window<'a>) -> Self {
        if !window.has(Role::Region, "Activity").await {
            window.click(Role::Button, "Open the activity list…").await;
        }
        window.get(Role::Region, "Activity").await;
        Self { window }
    }

    /// Waits until a job is said to stand like this; its row moves when it ends.
    pub async fn wait_job(&self, title: &str, state: &str) {
        wait(&format!("{title} to be {state:?}"), || async {
            let panel = self.window.find(Role::Region, "Activity").await?;
            let row = panel.find(Role::ListItem, &format!("…{title}…")).await?;
            row.text().await.contains(state).then_some(())
        })
        .await;
    }

    /// Closes it with its key.
    pub async fn close(self) {
        let panel = self.window.get(Role::Region, "Activity").await;
        self.window.press(&["Escape"]);
        panel.wait_gone().await;
    }

    /// Asks a job to stop.
    pub async fn cancel(&self, subject: &str) {
        self.window.click(Role::Button, &format!("Cancel: {subject}…")).await;
    }
}
