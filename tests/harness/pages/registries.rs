//! Registries among the settings, and the dialog that signs in.

use crate::{Element, Role, Sidebar, Window};

/// The settings of registries.
#[derive(Debug)]
pub struct Registries<'a>(&'a Window<'a>);

impl<'a> Registries<'a> {
    /// Goes there.
    pub async fn open(window: &'a Window<'a>) -> Self {
        Sidebar::of(window).go("Settings").await;
        Self(window)
    }

    /// What is said about them.
    pub async fn region(&self) -> Element<'a> {
        self.0.get(Role::Region, "Registries").await
    }

    /// Opens the dialog for a registry that is none of the usual ones.
    pub async fn sign_in(&self, host: &str) -> SignIn<'a> {
        self.region().await.get(Role::Button, "Sign in").await.click().await;
        let dialog = self.0.get(Role::Dialog, "Sign in").await;
        dialog.get(Role::Combobox, "Registry").await.choose("Another registry").await;
        dialog.get(Role::Textbox, "Address").await.fill(host).await;
        SignIn(self.0)
    }

    /// Forgets a sign-in, after the question.
    pub async fn sign_out(&self, host: &str) {
        let button = format!("Sign out of {host}");
        self.region().await.get(Role::Button, &button).await.click().await;
        let question = self.region().await.get(Role::Group, &button).await;
        question.get(Role::Button, "Sign out").await.click().await;
        question.wait_gone().await;
    }
}

/// The dialog that signs in.
#[derive(Debug)]
pub struct SignIn<'a>(&'a Window<'a>);

impl<'a> SignIn<'a> {
    /// The dialog as it is now.
    pub async fn now(&self) -> Element<'a> {
        self.0.get(Role::Dialog, "").await
    }

    /// Chooses where the password is kept: `Until Mooring ends`.
    pub async fn keep(&self, place: &str) {
        self.now().await.get(Role::Radio, place).await.pick().await;
    }

    /// Types a name and a password and sends them.
    pub async fn send(&self, user: &str, password: &str) {
        let dialog = self.now().await;
        dialog.get(Role::Textbox, "User name").await.fill(user).await;
        dialog.get(Role::Textbox, "Password or token").await.fill(password).await;
        dialog.get(Role::Button, "Sign in").await.wait_enabled().await.click().await;
    }
}
