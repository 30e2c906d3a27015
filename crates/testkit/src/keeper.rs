//! One thread that lives as long as the process and starts all children.
//!
//! Children ask the kernel to be killed when their parent dies (`setpriv --pdeathsig`), and for the kernel "parent" is
//! the *thread* that started them. Test threads and runtime workers come and go; this one stays.

use std::process::{Child, Command};
use std::sync::mpsc::{Sender, channel};
use std::sync::{LazyLock, Mutex};

type Task = Box<dyn FnOnce() + Send>;

static KEEPER: LazyLock<Mutex<Sender<Task>>> = LazyLock::new(|| {
    let (sender, tasks) = channel::<Task>();
    std::thread::Builder::new()
        .name("testkit keeper".into())
        .spawn(move || tasks.into_iter().for_each(|task| task()))
        .expect("a thread");
    Mutex::new(sender)
});

/// Returns a command for `program` that dies with this process, however that ends.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", program]);
    command
}

/// Starts the command from the thread that stays.
pub(crate) fn spawn(mut command: Command) -> Child {
    let (sender, receiver) = channel();
    let task: Task = Box::new(move || {
        let outcome = command.spawn().unwrap_or_else(|e| panic!("start {command:?}: {e}"));
        let _ = sender.send(outcome);
    });
    KEEPER.lock().unwrap_or_else(std::sync::PoisonError::into_inner).send(task).expect("the keeper runs");
    receiver.recv().expect("the child starts")
}
