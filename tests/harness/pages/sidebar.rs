//! The places, and which engine the window is about.

use crate::{Element, Role, Window};

/// The sidebar.
#[derive(Debug)]
pub struct Sidebar<'a>(&'a Window<'a>);

impl<'a> Sidebar<'a> {
    #[must_use]
    pub fn of(window: &'a Window<'a>) -> Self {
        Self(window)
    }

    /// Goes to a place, `Containers`.
    pub async fn go(&self, place: &str) {
        self.0
            .get(Role::Navigation, "Places")
            .await
            .get(Role::Link, &format!("{place}…"))
            .await
            .click()
            .await;
        self.0.get(Role::Heading, place).await;
    }

    /// The button that says which engine is in use.
    pub async fn engine(&self) -> Element<'a> {
        self.0.get(Role::Button, "Engine: …").await
    }

    /// Waits until the engine is spoken of like this: `Connection lost`, or the beginning of its name.
    pub async fn wait_engine(&self, words: &str) {
        self.0.get(Role::Button, &format!("Engine: {words}…")).await;
    }
}
