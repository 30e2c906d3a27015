//! The activity list: jobs, running and past.

use crate::{Element, Role, Window};

/// The activity list.
#[derive(Debug)]
pub struct Activity<'a> {
    window: &'a Window<'a>,
    panel: Element<'a>,
}

impl<'a> Activity<'a> {
    /// Opens it from the status bar.
    pub async fn open(window: &'a Window<'a>) -> Self {
        if !window.has(Role::Region, "Activity").await {
            window.click(Role::Button, "Open the activity list…").await;
        }
        Self { window, panel: window.get(Role::Region, "Activity").await }
    }

    /// The row of a job by its title, `Pulling nginx`; waits for it.
    pub async fn job(&self, title: &str) -> Element<'a> {
        self.panel.get(Role::ListItem, &format!("…{title}…")).await
    }

    /// Asks a job to stop.
    pub async fn cancel(&self, subject: &str) {
        self.window.click(Role::Button, &format!("Cancel: {subject}…")).await;
    }
}
