//! The place "Discover".

use crate::{Role, Sidebar, Window, wait};

/// The place "Discover".
#[derive(Debug)]
pub struct Discover<'a>(&'a Window<'a>);

impl<'a> Discover<'a> {
    /// Goes there.
    pub async fn open(window: &'a Window<'a>) -> Self {
        Sidebar::of(window).go("Discover").await;
        Self(window)
    }

    /// Types the whole name of a repository and shows what was found.
    pub async fn find(&self, repository: &str) {
        self.0.get(Role::Textbox, "Search registries for an image").await.fill(repository).await;
        self.0.get(Role::Row, &format!("{repository}…")).await.click().await;
    }

    /// Waits for a tag in the list, and chooses it.
    pub async fn choose(&self, repository: &str, tag: &str) {
        let (label, name) = (format!("Tags of {repository}"), format!("{tag} …"));
        let row = wait(&name, || async {
            // The table of what has arrived takes the place of the one that waits.
            self.0.find(Role::Table, &label).await?.find(Role::Row, &name).await
        })
        .await;
        row.click().await;
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
