//! The form that runs an image.

use crate::{Element, Role, Window};

/// The dialog with the form.
#[derive(Debug)]
pub struct RunDialog<'a> {
    window: &'a Window<'a>,
    dialog: Element<'a>,
}

impl<'a> RunDialog<'a> {
    /// Waits for the dialog: `Run nginx:1.27`, or `Run …` for any.
    pub async fn shown(window: &'a Window<'a>, title: &str) -> Self {
        Self { window, dialog: window.get(Role::Dialog, title).await }
    }

    /// A field of the form.
    pub async fn field(&self, label: &str) -> Element<'a> {
        self.dialog.get(Role::Textbox, &format!("{label}…")).await
    }

    /// Waits until the command shown holds a text.
    pub async fn wait_command(&self, part: &str) {
        self.dialog.wait_text(part).await;
    }

    /// Runs it, and waits until the dialog makes way for the container.
    pub async fn run(self) {
        self.dialog.get(Role::Button, "Run").await.wait_enabled().await.click().await;
        self.dialog.wait_gone().await;
        self.window.get(Role::Tab, "Summary").await;
    }
}
