//! The list of images, and the two ways to get one.

use crate::{Element, Role, RunDialog, Window};

/// The place "Images".
#[derive(Debug)]
pub struct Images<'a>(&'a Window<'a>);

impl<'a> Images<'a> {
    #[must_use]
    pub fn of(window: &'a Window<'a>) -> Self {
        Self(window)
    }

    /// The row of an image; waits for it.
    pub async fn row(&self, name: &str) -> Element<'a> {
        self.0.get(Role::Row, &format!("…{name}…")).await
    }

    /// Pulls what is typed and waits until it is here; the dialog stays, with "Run it".
    pub async fn pull(&self, typed: &str) {
        self.0.click(Role::Button, "Pull an image").await;
        let dialog = self.0.get(Role::Dialog, "Pull an image").await;
        dialog.get(Role::Textbox, "Image").await.fill(typed).await;
        dialog.get(Role::Button, "Pull").await.wait_enabled().await.click().await;
        dialog.get(Role::Button, "Run it").await;
    }

    /// Builds the folder that the file dialog answers with and waits for the image; the dialog stays, with "Run it".
    pub async fn build(&self, name: &str) {
        self.0.click(Role::Button, "Build").await;
        let dialog = self.0.get(Role::Dialog, "Build an image").await;
        dialog.get(Role::Button, "Choose a folder").await.click().await;
        dialog.get(Role::Textbox, "Name…").await.fill(name).await;
        dialog.get(Role::Button, "Build").await.wait_enabled().await.click().await;
        dialog.get(Role::Button, "Run it").await;
    }

    /// Goes on from a finished pull or build to the form that runs it.
    pub async fn run_it(&self) -> RunDialog<'a> {
        self.0.click(Role::Button, "Run it").await;
        RunDialog::shown(self.0, "Run …").await
    }

    /// Opens an image and gives it one more name.
    pub async fn tag(&self, image: &str, name: &str) {
        self.row(image).await.click().await;
        self.0.click(Role::Button, "Add a name").await;
        let dialog = self.0.get(Role::Dialog, "").await;
        dialog.get(Role::Textbox, "").await.fill(name).await;
        dialog.get(Role::Button, "Add…").await.wait_enabled().await.click().await;
        dialog.wait_gone().await;
    }
}
