//! An image's own page, and the place "Security".

use crate::{Element, Images, Role, Sidebar, Window};

/// An image's own page.
#[derive(Debug)]
pub struct ImagePage<'a>(&'a Window<'a>);

impl<'a> ImagePage<'a> {
    /// Opens it from the list of images.
    pub async fn open(window: &'a Window<'a>, image: &str) -> Self {
        Sidebar::of(window).go("Images").await;
        Images::of(window).row(image).await.click().await;
        window.get(Role::Button, "Open the page").await;
        // What arrives above the button moves it.
        window.settle().await;
        window.click(Role::Button, "Open the page").await;
        window.get(Role::Heading, image).await;
        Self(window)
    }

    /// Waits until all of it was read: the files of layers are known last.
    pub async fn wait_known(&self) {
        self.tab("Layers and files").await;
        self.0.get(Role::Radio, "As seen from inside…").await;
        self.tab("What is inside").await;
    }

    /// Shows one of its views.
    pub async fn tab(&self, name: &str) {
        self.0.click(Role::Tab, name).await;
    }

    /// Shows the files of a step, or `As seen from inside`.
    pub async fn step(&self, step: &str) {
        self.0.get(Role::Radio, &format!("{step}…")).await.pick().await;
    }

    /// The row of a file or folder; waits for it.
    pub async fn file(&self, name: &str) -> Element<'a> {
        self.0.get(Role::Table, "Files").await;
        self.0.get(Role::Row, &format!("{name}…")).await
    }
}

/// The place "Security".
#[derive(Debug)]
pub struct Security<'a>(&'a Window<'a>);

impl<'a> Security<'a> {
    /// Goes there.
    pub async fn open(window: &'a Window<'a>) -> Self {
        Sidebar::of(window).go("Security").await;
        Self(window)
    }

    /// Shows another part: `Images`, `Ignored`, `Lists of known problems`.
    pub async fn part(&self, part: &str) {
        self.0.get(Role::Group, "Part").await.get(Role::Radio, part).await.pick().await;
    }

    /// The row of an image; waits for it.
    pub async fn row(&self, image: &str) -> Element<'a> {
        self.0.get(Role::Row, &format!("{image}…")).await
    }

    /// The known problems that are listed.
    pub async fn problems(&self) -> Element<'a> {
        self.0.get(Role::List, "Known problems").await
    }
}
