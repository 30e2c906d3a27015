//! One file per group of commands: call the app, print the answer.

mod act;
mod inside;
mod interrupt;
mod job;
mod list;
mod log;
mod make;
mod registry;
mod scan;
mod update;

use std::path::PathBuf;

use app::{App, Environment, Options};

use crate::Failure;
use crate::args::{Advisories, Args, Command};

/// Opens the app, does what was asked, closes it.
pub(crate) async fn run(args: &Args) -> Result<(), Failure> {
    let options = Options {
        data_dir: app::data_dir(std::env::var_os("MOORING_DATA_DIR").map(PathBuf::from)),
        environment: Environment::of_this_computer(),
        engine: args.engine.clone(),
    };
    let app = App::open(options).map_err(Failure::Start)?;
    // The command goes first, and reads what is typed before Ctrl+C is ours: until then it ends the program.
    let done = tokio::select! {
        biased;
        done = dispatch(&app, args) => done,
        _ = tokio::signal::ctrl_c() => Err(Failure::Interrupted),
    };
    if matches!(done, Err(Failure::Interrupted)) {
        interrupt::put_back(&app).await;
    }
    app.close().await;
    done
}

async fn dispatch(app: &App, args: &Args) -> Result<(), Failure> {
    let json = args.json;
    match &args.command {
        Command::Engines => list::engines(app, json).await,
        Command::Images => list::images(app, json).await,
        Command::Containers => list::containers(app, json).await,
        Command::Volumes => list::volumes(app, json).await,
        Command::Networks => list::networks(app, json).await,
        Command::Jobs => list::jobs(app, json),
        Command::Pull { image, platform } => make::pull(app, json, image, platform.clone()).await,
        Command::Run { words } => make::run(app, json, words).await,
        Command::Build { folder, file, tag, args, no_cache, pull } => {
            let wanted = make::Build { folder, file: file.as_deref(), tag: tag.as_deref(), args };
            make::build(app, json, wanted, *no_cache, *pull).await
        }
        Command::Tag { source, target } => act::tag(app, json, source, target).await,
        Command::Push { reference } => registry::push(app, json, reference).await,
        Command::Login { registry, username, keep } => {
            registry::login(app, json, registry.as_deref(), username.clone(), *keep).await
        }
        Command::Logout { registry } => registry::logout(app, json, registry).await,
        Command::Check { names, exit_code } => update::check(app, json, names, *exit_code).await,
        Command::Update { containers, all, dry_run, to, backup_volumes, keep_ports, keep_all_settings } => {
            let wanted = update::Wanted {
                containers,
                all: *all,
                dry_run: *dry_run,
                tag: to.as_deref(),
                backup: *backup_volumes,
                keep_ports: *keep_ports,
                keep_all: *keep_all_settings,
            };
            update::update(app, json, wanted).await
        }
        Command::Undo { container, restore_volumes } => {
            update::undo(app, json, container, *restore_volumes).await
        }
        Command::Recover => update::recover(app, json).await,
        Command::Explain { image } => inside::explain(app, json, image).await,
        Command::Layers { image, files } => inside::layers(app, json, image, *files).await,
        Command::Sbom { image, format } => inside::sbom(app, json, image, *format).await,
        Command::Scan { images, fail_on, offline, all } => {
            let wanted = scan::Wanted { images, fail_on: *fail_on, offline: *offline, all: *all };
            scan::scan(app, json, wanted).await
        }
        Command::Advisories { action: Advisories::Update { from } } => {
            scan::advisories(app, json, from.as_deref()).await
        }
        Command::Start(wanted) => act::start(app, json, &wanted.containers).await,
        Command::Stop(wanted) => act::stop(app, json, &wanted.containers).await,
        Command::Restart(wanted) => act::restart(app, json, &wanted.containers).await,
        Command::Rm { containers, force } => act::rm(app, json, containers, *force).await,
        Command::Rmi { images } => act::rmi(app, json, images).await,
        Command::Logs { container, follow, tail, timestamps } => {
            log::logs(
                app,
                json,
                container,
                log::Wanted { follow: *follow, tail: *tail, timestamps: *timestamps },
            )
            .await
        }
    }
}
