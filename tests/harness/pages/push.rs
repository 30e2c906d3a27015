//! The dialog that sends an image to a registry.

use crate::{Images, Role, Window};

/// The dialog.
#[derive(Debug)]
pub struct PushDialog<'a>(&'a Window<'a>);

impl<'a> PushDialog<'a> {
    /// Opens it from the list of images.
    pub async fn open(window: &'a Window<'a>, image: &str) -> Self {
        Images::of(window).row(image).await.click().await;
        window.click(Role::Button, "Push").await;
        window.get(Role::Dialog, &format!("Push {image}…")).await;
        Self(window)
    }

    /// Types the name to push under; waits until it is said where that leads.
    pub async fn name(&self, reference: &str) {
        let dialog = self.0.get(Role::Dialog, "").await;
        dialog.get(Role::Textbox, "Name to push under").await.fill(reference).await;
        dialog.wait_text("Goes to").await;
    }

    /// Pushes and waits for the end. Returns what is said then.
    pub async fn push(&self) -> String {
        let dialog = self.0.get(Role::Dialog, "").await;
        dialog.get(Role::Button, "Push").await.wait_enabled().await.click().await;
        dialog.wait_text("It is at").await
    }
}
