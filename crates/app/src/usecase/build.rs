//! Building an image from a folder.

use std::path::{Path, PathBuf};

use engine::model::image::BuildSpec;
use engine::model::system::EngineKind;

use crate::doctor::{self, Operation};
use crate::jobs::{Plan, Stop};
use crate::wire::{BuildCheck, BuildFolder, BuildRequest, JobKind, Problem, RunEnv};
use crate::{App, run, typed};

impl App {
    /// Looks at a folder: what can be built there, and how much would be sent.
    pub async fn build_folder(&self, folder: String) -> BuildFolder {
        let path = PathBuf::from(&folder);
        let looked = tokio::task::spawn_blocking(move || look(&path)).await;
        looked.unwrap_or_else(|_| nothing(&folder, doctor::problem("internal", [])))
    }

    /// Makes the folder a problem's button offers to make.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn folder_create(&self, path: String) -> Result<(), Problem> {
        let unwritable = |error: std::io::Error| {
            let problem = doctor::problem("local.fileUnwritable", [("path", path.clone())]);
            Problem { raw: error.to_string(), ..problem }
        };
        if !Path::new(&path).is_absolute() {
            return Err(doctor::problem("input.invalid", [("input", path)]));
        }
        std::fs::create_dir_all(&path).map_err(unwritable)
    }

    /// Returns the command that builds the same, and what is wrong with the name.
    #[must_use]
    pub fn build_check(&self, request: &BuildRequest) -> BuildCheck {
        let kind = self.inner.link.engine_kind().unwrap_or(EngineKind::Docker);
        let named = !request.tag.trim().is_empty();
        let tag_problem = named.then(|| typed::name_for_image(&request.tag).err()).flatten();
        BuildCheck { command: run::build_command(kind, request), tag_problem }
    }

    /// Starts building and returns the job's id.
    ///
    /// # Errors
    /// When the folder or the name cannot be used.
    pub async fn build_start(&self, request: BuildRequest) -> Result<String, Problem> {
        let engine = self.engine().await?;
        let spec = self.build_spec(&engine, &request)?;
        let subject =
            if request.tag.trim().is_empty() { request.folder.clone() } else { request.tag.clone() };
        let plan = Plan {
            kind: JobKind::ImageBuild,
            key: format!("build {} {request:?}", engine.endpoint()),
            subject: subject.clone(),
            steps: &["build"],
        };
        let app = self.clone();
        let id = self.inner.jobs.start(plan, |context| async move {
            context.step("build");
            let built = engine.image_build(&spec, &context).await;
            let _ = app.inner.inventory.refresh_images(&engine).await;
            let image = built.map_err(|error| app.stop(&error, Operation::BuildImage, &subject))?;
            app.mark(&engine, &image.id, Some(update::status::LocalReason::Built));
            context.outcome("imageId", image.id);
            if !request.tag.trim().is_empty() {
                context
                    .outcome("reference", oci::familiar(spec.tags.first().map_or(&request.tag, |tag| tag)));
            }
            Ok::<(), Stop>(())
        });
        Ok(id.to_string())
    }

    fn build_spec(&self, engine: &engine::Engine, request: &BuildRequest) -> Result<BuildSpec, Problem> {
        let BuildRequest { folder, dockerfile, tag, args, no_cache, pull } = request;
        let tags = match tag.trim() {
            "" => Vec::new(),
            tag => {
                let reference = typed::name_for_image(tag)?;
                let name = self.engine_name(engine, &reference);
                vec![format!("{name}:{}", reference.tag().unwrap_or("latest"))]
            }
        };
        Ok(BuildSpec {
            context: PathBuf::from(folder),
            dockerfile: PathBuf::from(dockerfile),
            tags,
            args: args.iter().map(|RunEnv { key, value }| (key.clone(), value.clone())).collect(),
            target: None,
            platform: None,
            no_cache: *no_cache,
            pull: *pull,
        })
    }
}

/// Finds Dockerfiles at the top of a folder and measures what would be sent.
fn look(folder: &Path) -> BuildFolder {
    let shown = folder.display().to_string();
    let names = match dockerfiles(folder) {
        Ok(names) => names,
        Err(error) => {
            let problem = doctor::problem("local.fileUnreadable", [("path", shown.clone())]);
            return nothing(&shown, Problem { raw: error.to_string(), ..problem });
        }
    };
    let Some(first) = names.first() else {
        return nothing(&shown, doctor::problem("build.noDockerfile", [("path", shown.clone())]));
    };
    match engine::measure_context(folder, Path::new(first)) {
        Ok(measure) => BuildFolder {
            suggested_tag: suggested_tag(folder),
            dockerfiles: names,
            context_bytes: measure.bytes,
            context_files: measure.files,
            folder: shown,
            problem: None,
        },
        Err(error) => {
            nothing(&shown, doctor::diagnose(&error, &doctor::Case::new(Operation::BuildImage, &shown)))
        }
    }
}

fn nothing(folder: &str, problem: Problem) -> BuildFolder {
    BuildFolder {
        folder: folder.to_owned(),
        dockerfiles: Vec::new(),
        suggested_tag: String::new(),
        context_bytes: 0,
        context_files: 0,
        problem: Some(problem),
    }
}

/// `Dockerfile` first, then `Containerfile`, then `Dockerfile.dev`, `web.Dockerfile` and the like.
fn dockerfiles(folder: &Path) -> std::io::Result<Vec<String>> {
    let is_one = |name: &str| {
        let lower = name.to_ascii_lowercase();
        ["dockerfile", "containerfile"].iter().any(|word| {
            lower == *word || lower.starts_with(&format!("{word}.")) || lower.ends_with(&format!(".{word}"))
        })
    };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_one(&name) && !name.ends_with(".dockerignore") && entry.path().is_file() {
            names.push(name);
        }
    }
    names.sort_by_key(|name| (name != "Dockerfile", name != "Containerfile", name.clone()));
    Ok(names)
}

/// Makes an image name out of a folder's.
fn suggested_tag(folder: &Path) -> String {
    let name = folder.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let clean: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let clean = clean.trim_matches('-');
    if clean.is_empty() { "my-app".to_owned() } else { clean.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_file_comes_first() {
        let folder = tempfile::tempdir().expect("folder");
        for name in [
            "web.Dockerfile",
            "Containerfile",
            "Dockerfile",
            "Dockerfile.dev",
            "Dockerfile.dockerignore",
            "x",
        ] {
            std::fs::write(folder.path().join(name), "FROM scratch").expect("writes");
        }
        let found = dockerfiles(folder.path()).expect("readable");
        assert_eq!(found, ["Dockerfile", "Containerfile", "Dockerfile.dev", "web.Dockerfile"]);
    }

    #[test]
    fn a_folder_without_one_says_so() {
        let folder = tempfile::tempdir().expect("folder");
        assert_eq!(look(folder.path()).problem.expect("says why").code, "build.noDockerfile");
        let gone = folder.path().join("gone");
        assert_eq!(look(&gone).problem.expect("says why").code, "local.fileUnreadable");
    }

    #[test]
    fn any_folder_gives_a_valid_name() {
        for (folder, tag) in [("/home/me/My App", "my-app"), ("/", "my-app"), ("/x/--Zürich--", "z-rich")] {
            assert_eq!(suggested_tag(Path::new(folder)), tag);
        }
    }
}
