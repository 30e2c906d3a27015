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
