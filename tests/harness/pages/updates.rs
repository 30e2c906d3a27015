//! The place "Updates", and the dialogs that update and go back.

use crate::{Element, Role, Sidebar, Window, wait};

/// The place "Updates".
#[derive(Debug)]
pub struct Updates<'a>(&'a Window<'a>);

impl<'a> Updates<'a> {
    /// Goes there.
    pub async fn open(window: &'a Window<'a>) -> Self {
        Sidebar::of(window).go("Updates").await;
        Self(window)
    }

    /// Has everything checked; does not wait for the end.
    pub async fn check(&self) {
        self.0.get(Role::Button, "Check now").await.wait_enabled().await.click().await;
    }

    /// Waits until a container is said to stand like this: `Newer one online`, `Current`.
    pub async fn wait_state(&self, name: &str, state: &str) {
        wait(&format!("{name} to be {state:?}"), || async {
            let row = self.0.find(Role::Row, &format!("…{name}…")).await?;
            row.text().await.contains(state).then_some(())
        })
        .await;
    }

    /// Asks for the update of a container, and waits until what it would do is shown.
    pub async fn update(&self, name: &str) -> UpdateDialog<'a> {
        self.0.click(Role::Button, &format!("Update {name}")).await;
        UpdateDialog::shown(self.0, name).await
    }

    /// Shows another part: `Now`, `Kept`, `History`.
    pub async fn part(&self, part: &str) {
        self.0.get(Role::Group, "Show").await.get(Role::Radio, part).await.pick().await;
    }
}

/// The dialog of one update, from the preview to how it ended.
#[derive(Debug)]
pub struct UpdateDialog<'a>(&'a Window<'a>);

impl<'a> UpdateDialog<'a> {
    /// Waits for the preview of a container's update.
    pub async fn shown(window: &'a Window<'a>, name: &str) -> Self {
        let dialog = window.get(Role::Dialog, &format!("Update {name} to…")).await;
        dialog.wait_text("What will happen").await;
        Self(window)
    }

    /// The dialog as it is now.
    pub async fn now(&self) -> Element<'a> {
        self.0.get(Role::Dialog, "").await
    }

    /// Updates.
    pub async fn start(&self) {
        self.0.get(Role::Button, "Update safely").await.wait_enabled().await.click().await;
    }

    /// Waits for how it ended: `shop is updated`. Returns what is said.
    pub async fn ended(&self, title: &str) -> String {
        self.0.get(Role::Dialog, title).await.text().await
    }

    /// Asks to go back, right after the update; waits for the question.
    pub async fn undo(&self, name: &str) {
        self.0.click(Role::Button, "Undo").await;
        let dialog = self.0.get(Role::Dialog, &format!("Go back to the {name} before")).await;
        dialog.wait_text("What will happen").await;
    }

    /// Goes back, and waits until that is done.
    pub async fn go_back(&self, name: &str) {
        self.0.click(Role::Button, "Go back").await;
        self.0.get(Role::Dialog, &format!("{name} is as before")).await;
    }
}
