//! The command line's grammar.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Run container images and keep them in good order, from a terminal.
#[derive(Debug, Parser)]
#[command(name = "mooring", version, propagate_version = true, disable_help_subcommand = true)]
pub(crate) struct Args {
    /// Print JSON: one document, or one per line for what goes on.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Engine to use: a name or id from `mooring engines`, or an address like unix:///run/docker.sock.
    #[arg(long, global = true, value_name = "NAME|URL")]
    pub(crate) engine: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List every engine found, which answer, and why the others do not.
    Engines,
    /// List images.
    Images,
    /// List containers, running or not.
    #[command(visible_alias = "ps")]
    Containers,
    /// List volumes.
    Volumes,
    /// List networks.
    Networks,
    /// Download an image.
    Pull {
        /// Image as you would type it: nginx, nginx:1.27, a Docker Hub address.
        image: String,
        /// Platform in place of the engine's own: linux/arm64.
        #[arg(long)]
        platform: Option<String>,
    },
    /// Run an image: pull it if needed, open its ports, keep its data in named volumes, print the address.
    #[command(
        disable_help_flag = true,
        override_usage = "mooring run [docker run options] IMAGE [COMMAND...]",
        after_help = "Takes the options of `docker run`: --name, -p HOST:CONTAINER, -e KEY=VALUE, -v SOURCE:TARGET, \
                      --restart, --memory, ...\nPorts and volumes that the image declares and you do not mention are \
                      filled in."
    )]
    Run {
        /// Options, image and command, as for `docker run`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        words: Vec<String>,
    },
    /// Build an image from a folder with a Dockerfile.
    Build {
        /// Folder that is sent to the engine.
        folder: PathBuf,
        /// Dockerfile, relative to the folder.
        #[arg(short, long)]
        file: Option<PathBuf>,
        /// Name for the result.
        #[arg(short, long)]
        tag: Option<String>,
        /// Build argument.
        #[arg(long = "build-arg", value_name = "KEY=VALUE")]
        args: Vec<String>,
        /// Do not reuse cached steps.
        #[arg(long)]
        no_cache: bool,
        /// Look for a newer base image.
        #[arg(long)]
        pull: bool,
    },
    /// Give an image one more name.
    Tag {
        /// Image.
        source: String,
        /// New name.
        target: String,
    },
    /// Send an image to its registry.
    Push {
        /// Name of the image, with its registry.
        reference: String,
    },
    /// Sign in to a registry. The password or access token is asked for, or read from standard input.
    Login {
        /// Registry; Docker Hub when left out.
        registry: Option<String>,
        /// User name; asked for when left out.
        #[arg(short, long)]
        username: Option<String>,
        /// Where to keep the secret: in the system's keychain, or in a plain file that only you can read.
        #[arg(long, value_enum, default_value = "keychain")]
        keep: Keep,
    },
    /// Sign out of a registry.
    Logout {
        /// Registry.
        #[arg(default_value = "docker.io")]
        registry: String,
    },
    /// Ask registries what is newer: about everything, or these images and containers. Downloads nothing.
    Check {
        /// Images or containers.
        names: Vec<String>,
        /// End with code 3 when something is newer.
        #[arg(long)]
        exit_code: bool,
    },
    /// Replace containers by ones made from the newer image. The old one comes back if the new one does not work.
    Update {
        /// Names or ids.
        #[arg(required_unless_present = "all")]
        containers: Vec<String>,
        /// Every container that has an update.
        #[arg(long, conflicts_with_all = ["containers", "to"])]
        all: bool,
        /// Print what would happen and change nothing.
        #[arg(long)]
        dry_run: bool,
        /// Move to this tag.
        #[arg(long, value_name = "TAG")]
        to: Option<String>,
        /// Back the volumes up while the container is stopped.
        #[arg(long)]
        backup_volumes: bool,
        /// Keep host ports that the engine chose by chance.
        #[arg(long)]
        keep_ports: bool,
        /// Keep every setting as it is when the old image's defaults are no longer known.
        #[arg(long)]
        keep_all_settings: bool,
    },
    /// Put the container before the last update back.
    Undo {
        /// Name or id.
        container: String,
        /// Also put back the volumes of the backup that was made before the update.
        #[arg(long)]
        restore_volumes: bool,
    },
    /// Finish or undo updates that a crash interrupted. The next update does so as well.
    Recover,
    /// Say what is inside an image: its code, runtime, system and settings, each with its size.
    Explain {
        /// Image, or a file: what `docker save` writes, or an OCI layout.
        image: String,
    },
    /// List the layers of an image, what each brought, and what later ones hide.
    Layers {
        /// Image or file.
        image: String,
        /// Also list the files of every layer.
        #[arg(long)]
        files: bool,
    },
    /// Print a bill of materials: every package of an image.
    Sbom {
        /// Image or file.
        image: String,
        /// Form of the document.
        #[arg(long, value_enum, default_value = "cyclonedx")]
        format: SbomFormat,
    },
    /// Say which known problems images have, and how to fix those that can be fixed.
    Scan {
        /// Images or files.
        #[arg(required = true)]
        images: Vec<String>,
        /// End with code 3 when a problem is at least this bad.
        #[arg(long, value_enum, value_name = "SEVERITY")]
        fail_on: Option<Severity>,
        /// Use the lists that are here and fetch nothing.
        #[arg(long)]
        offline: bool,
        /// Also list what nobody can fix yet.
        #[arg(long)]
        all: bool,
    },
    /// The lists of known problems.
    Advisories {
        /// What to do with them.
        #[command(subcommand)]
        action: Advisories,
    },
    /// Start containers.
    Start(Containers),
    /// Stop containers.
    Stop(Containers),
    /// Restart containers.
    Restart(Containers),
    /// Remove containers. Volumes stay.
    Rm {
        /// Names or ids.
        #[arg(required = true)]
        containers: Vec<String>,
        /// Also remove those that run; they are stopped first.
        #[arg(long, short)]
        force: bool,
    },
    /// Remove images that no container uses.
    Rmi {
        /// Names or ids.
        #[arg(required = true)]
        images: Vec<String>,
    },
    /// Show what a container wrote.
    Logs {
        /// Name or id.
        container: String,
        /// Go on while it runs.
        #[arg(short, long)]
        follow: bool,
        /// Only the last lines.
        #[arg(short = 'n', long)]
        tail: Option<u64>,
        /// Put the time in front of every line.
        #[arg(short, long)]
        timestamps: bool,
    },
    /// List what ran, what is running and what was interrupted.
    Jobs,
}

/// What is done with the lists of known problems.
#[derive(Debug, Subcommand)]
pub(crate) enum Advisories {
    /// Fetch the lists that the images here need.
    Update {
        /// Folder or address to take them from, laid out like the public export of OSV.
        #[arg(long, value_name = "DIR|URL")]
        from: Option<String>,
    },
}

/// Form of a bill of materials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SbomFormat {
    /// CycloneDX 1.6, JSON.
    Cyclonedx,
    /// SPDX 2.3, JSON.
    Spdx,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Severity {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// Where a secret is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Keep {
    /// The system's keychain.
    Keychain,
    /// A file in Mooring's data folder.
    File,
}

/// Containers by name, id, or the beginning of an id.
#[derive(Debug, clap::Args)]
pub(crate) struct Containers {
    /// Names or ids.
    #[arg(required = true)]
    pub(crate) containers: Vec<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_grammar_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn run_takes_what_docker_run_takes() {
        let args = Args::parse_from([
            "mooring", "--json", "run", "--name", "web", "-p", "80:80", "nginx", "ls", "-l",
        ]);
        let Command::Run { words } = args.command else { panic!("not run") };
        assert!(args.json);
        assert_eq!(words, ["--name", "web", "-p", "80:80", "nginx", "ls", "-l"]);
    }
}
