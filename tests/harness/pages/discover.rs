//! The place "Discover".

use crate::{Element, Role, Sidebar, Window};

/// The place "Discover".
#[derive(Debug)]
pub struct Discover<'a>(&'a Window<'a>);

impl<'a> Discover<'a> {
    /// Goes there.
    pub async fn open(window: &'a Window<'a>) -> Self {
        Sidebar::of(window).go("Discover").await;
        Self(window)
    }

    /// Types the whole name of a repository and shows it; waits for its tags.
    pub async fn name(&self, repository: &str) -> Element<'a> {
        self.0.get(Role::Textbox, "Search registries for an image").await.fill(repository).await;
        self.0.click(Role::Button, &format!("Show {repository} by its name")).await;
        self.0.get(Role::Table, &format!("Tags of {repository}")).await
    }

    /// Chooses a tag.
    pub async fn choose(&self, repository: &str, tag: &str) {
        let table = self.0.get(Role::Table, &format!("Tags of {repository}")).await;
        table.get(Role::Row, &format!("{tag}…")).await.click().await;
        self.0.get(Role::Region, tag).await;
    }

    /// Asks to pull what is chosen, pulls it, and waits until it is here.
    pub async fn pull(&self) {
        self.0.click(Role::Button, "Pull").await;
        let dialog = self.0.get(Role::Dialog, "Pull an image").await;
        dialog.get(Role::Button, "Pull").await.wait_enabled().await.click().await;
        dialog.get(Role::Button, "Run it").await;
    }
}
