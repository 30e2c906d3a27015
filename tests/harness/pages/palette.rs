//! The command palette, by keyboard.

use crate::{Role, Window};

/// The palette.
#[derive(Debug)]
pub struct Palette<'a>(&'a Window<'a>);

impl<'a> Palette<'a> {
    /// Opens it with its keys.
    pub async fn open(window: &'a Window<'a>) -> Self {
        window.press(&["ctrl+k"]);
        window.get(Role::Dialog, "Command palette").await;
        Self(window)
    }

    /// Types, and runs what comes first.
    pub async fn run(self, words: &str, hit: &str) {
        let dialog = self.0.get(Role::Dialog, "Command palette").await;
        dialog.get(Role::Combobox, "").await.write(words).await;
        dialog.get(Role::Option, &format!("{hit}…")).await;
        self.0.press(&["Return"]);
        dialog.wait_gone().await;
    }
}
