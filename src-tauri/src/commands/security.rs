//! Whether images are safe.

use app::App;
use app::wire::{
    IgnoreRequest, IgnoreView, Language, OtherScanView, OtherScanner, ScanView, SecurityView, TrustKey,
    TrustView,
};
use tauri::{Runtime, State, WebviewWindow};

use super::Answer;
use crate::dialog;

#[tauri::command]
pub(crate) async fn image_scan(app: State<'_, App>, id: String) -> Answer<String> {
    app.image_scan(id).await
}

#[tauri::command]
pub(crate) async fn scan_all(app: State<'_, App>) -> Answer<String> {
    app.scan_all().await
}

#[tauri::command]
pub(crate) async fn image_findings(app: State<'_, App>, id: String, language: Language) -> Answer<ScanView> {
    app.image_findings(id, language).await
}

#[tauri::command]
pub(crate) async fn security(app: State<'_, App>, language: Language) -> Answer<SecurityView> {
    app.security(language).await
}

#[tauri::command]
pub(crate) async fn ignore_list(app: State<'_, App>) -> Answer<Vec<IgnoreView>> {
    app.ignore_list()
}

#[tauri::command]
pub(crate) async fn finding_ignore(app: State<'_, App>, request: IgnoreRequest) -> Answer<()> {
    app.finding_ignore(request)
}

#[tauri::command]
pub(crate) async fn finding_unignore(app: State<'_, App>, number: i64) -> Answer<()> {
    app.finding_unignore(number)
}

#[tauri::command]
pub(crate) async fn vex_import<R: Runtime>(
    window: WebviewWindow<R>,
    app: State<'_, App>,
) -> Answer<Option<u32>> {
    let Some(path) = dialog::open(&window).await else { return Ok(None) };
    app.vex_import(path).await.map(Some)
}

#[tauri::command]
pub(crate) async fn advisories_update(app: State<'_, App>) -> Answer<String> {
    app.advisories_update(None).await
}

#[tauri::command]
pub(crate) async fn advisories_import<R: Runtime>(
    window: WebviewWindow<R>,
    app: State<'_, App>,
) -> Answer<Option<String>> {
    let Some(folder) = dialog::folder(&window).await else { return Ok(None) };
    app.advisories_update(Some(folder.display().to_string())).await.map(Some)
}

#[tauri::command]
pub(crate) async fn advisories_clear(app: State<'_, App>) -> Answer<()> {
    app.advisories_clear()
}

#[tauri::command]
pub(crate) async fn scan_cache_clear(app: State<'_, App>) -> Answer<()> {
    app.scan_cache_clear()
}

#[tauri::command]
pub(crate) async fn image_trust(app: State<'_, App>, reference: String) -> Answer<TrustView> {
    app.image_trust(reference).await
}

#[tauri::command]
pub(crate) async fn trust_keys(app: State<'_, App>) -> Answer<Vec<TrustKey>> {
    app.trust_keys()
}

#[tauri::command]
pub(crate) async fn trust_key_add(app: State<'_, App>, scope: String, pem: String) -> Answer<()> {
    app.trust_key_add(&scope, &pem)
}

#[tauri::command]
pub(crate) async fn trust_key_remove(app: State<'_, App>, number: i64) -> Answer<()> {
    app.trust_key_remove(number)
}

#[tauri::command]
pub(crate) async fn other_scanners(app: State<'_, App>) -> Answer<Vec<OtherScanner>> {
    Ok(app.other_scanners().await)
}

#[tauri::command]
pub(crate) async fn other_scan(app: State<'_, App>, id: String, scanner: String) -> Answer<String> {
    app.other_scan(id, scanner).await
}

#[tauri::command]
pub(crate) async fn other_scan_view(
    app: State<'_, App>,
    id: String,
    scanner: String,
) -> Answer<Option<OtherScanView>> {
    app.other_scan_view(id, scanner).await
}
