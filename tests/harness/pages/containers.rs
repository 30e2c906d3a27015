//! The list of containers.

use crate::{Element, Role, Window, wait};

/// The place "Containers".
#[derive(Debug)]
pub struct Containers<'a>(&'a Window<'a>);

impl<'a> Containers<'a> {
    #[must_use]
    pub fn of(window: &'a Window<'a>) -> Self {
        Self(window)
    }

    /// The row of a container; waits for it.
    pub async fn row(&self, name: &str) -> Element<'a> {
        self.0.get(Role::Row, &format!("…{name}…")).await
    }

    /// Waits until a container is said to be in this state: `Running`, `Stopped`.
    pub async fn wait_state(&self, name: &str, state: &str) {
        wait(&format!("{name} to be {state:?}"), || async {
            let row = self.0.find(Role::Row, &format!("…{name}…")).await?;
            row.text().await.contains(state).then_some(())
        })
        .await;
    }
}

/// The container whose page is open.
#[derive(Debug)]
pub struct OpenContainer<'a>(&'a Window<'a>);

impl<'a> OpenContainer<'a> {
    #[must_use]
    pub fn of(window: &'a Window<'a>) -> Self {
        Self(window)
    }

    /// Clicks the link to its port.
    pub async fn open_port(&self) {
        self.0.click(Role::Link, "Open localhost:…").await;
    }

    /// Its log.
    pub async fn log(&self) -> Element<'a> {
        self.0.click(Role::Tab, "Logs").await;
        self.0.get(Role::Log, "").await
    }

    /// Presses one of the buttons at the top: `Stop`, `Start`.
    pub async fn press(&self, verb: &str) {
        self.0.get(Role::Button, verb).await.wait_enabled().await.click().await;
    }

    /// Removes it, after the list of what goes was shown.
    pub async fn remove(&self, name: &str) {
        self.0.click(Role::Button, &format!("More actions for {name}")).await;
        self.0.click(Role::MenuItem, "Remove…").await;
        let dialog = self.0.get(Role::Dialog, &format!("Remove {name}?")).await;
        dialog.wait_text("This goes, for good").await;
        dialog.get(Role::Button, "Remove").await.wait_enabled().await.click().await;
        dialog.wait_gone().await;
    }
}
