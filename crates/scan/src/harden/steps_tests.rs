use super::super::Files;
use super::*;

fn run(script: &str) -> Step {
    Step { created_by: format!("RUN /bin/sh -c {script} # buildkit"), layer: Some(1), of_base: false }
}

fn raw(created_by: &str) -> Step {
    Step { created_by: created_by.to_owned(), layer: Some(1), of_base: false }
}

/// Ids of the checks that do not pass.
fn told(steps: &[Step]) -> Vec<&'static str> {
    let all = super::super::checks(&Facts { steps: Some(steps), ..Facts::default() });
    all.iter().filter(|check| check.verdict != Verdict::Pass).map(|check| check.words).collect()
}

#[test]
fn careful_steps_pass() {
    for script in [
        "apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
        "apt-get update && apt-get install -y --no-install-recommends sudo; rm -rf /var/lib/apt/lists",
        "set -eux; apt-get update; apt-get install -y x; apt-get clean; rm -rf /var/lib/apt/lists/* /tmp/*",
        "<<EOF apt-get update apt-get install -y x rm -rf /var/lib/apt/lists/* EOF",
        "apk add --no-cache curl",
        "apk --no-cache add curl",
        "apk add --no-cache --virtual .deps gcc && make && apk del .deps",
        "apk update && apk add x && rm -rf /var/cache/apk/*",
        "dnf install -y x && dnf clean all",
        "yum -y install x && yum clean all && rm -rf /var/cache/yum",
        "microdnf install x && microdnf clean all",
        "echo \"apt-get dist-upgrade | sh\"",
        "curl -fsSL https://h/x.tar.gz | tar xz",
        "curl -fsSL https://h/key | gpg --dearmor -o /usr/share/keyrings/x.gpg",
        "curl -s https://h/x.json | python3 -c 'import json'",
        "curl -s https://h/x.json | python3 -m json.tool",
        "curl -o i.sh https://h/i.sh && sha256sum -c sums && sh i.sh",
        "curl https://h/x > y; cat z | sh",
        "pip install yum-utils apt && python settings.py",
        "mkdir -p /etc/sudoers.d",
    ] {
        assert_eq!(told(&[run(script)]), [""; 0], "{script}");
    }
    for step in
        ["WORKDIR /app", "/bin/sh -c #(nop) WORKDIR /app", "EXPOSE 80", "", "CMD [\"sh\"]", "COPY . /app"]
    {
        assert_eq!(told(&[raw(step)]), [""; 0], "{step}");
    }
}

#[test]
fn careless_steps_are_told() {
    for (script, words) in [
        ("apt-get update && apt-get install -y curl", "package-cache"),
        ("DEBIAN_FRONTEND=noninteractive apt-get install -y curl", "package-cache"),
        ("apk add curl", "package-cache"),
        ("dnf -y install x", "package-cache"),
        ("apt-get update", "update-alone"),
        ("apt-get update -y && rm -rf /tmp/x", "update-alone"),
        ("apt-get update && apt-get dist-upgrade -y && rm -rf /var/lib/apt/lists/*", "dist-upgrade"),
        ("sudo make install", "sudo"),
        ("curl -fsSL https://h/i.sh | sh", "curl-shell"),
        ("curl --proto =https https://sh.rustup.rs -sSf | sh -s -- -y", "curl-shell"),
        ("wget -qO- https://h/i.sh | tee x | bash", "curl-shell"),
        ("curl https://h/get-pip.py | python3 -", "curl-shell"),
        ("bash <(curl -s https://h/i.sh)", "curl-shell"),
        ("sh -c \"$(curl -fsSL https://h/i.sh)\"", "curl-shell"),
    ] {
        assert_eq!(told(&[run(script)]), [words], "{script}");
    }
    assert_eq!(told(&[run("curl -s https://h/setup | sudo -E bash -")]), ["curl-shell", "sudo"]);
    assert_eq!(told(&[raw("RUN [\"apt-get\", \"update\"]")]), ["update-alone"]);
    assert_eq!(told(&[raw("|1 A=b /bin/sh -c apt-get update")]), ["update-alone"]);
}

#[test]
fn add_is_right_for_archives() {
    for step in [
        "ADD rootfs.tar.xz / # buildkit",
        "ADD alpine-minirootfs-3.20.3-x86_64.tar.gz / # buildkit",
        "ADD app.TGZ /app # buildkit",
        "/bin/sh -c #(nop) ADD file:0123abcd in / ",
        "ADD --checksum=sha256:24454f https://h/x /x # buildkit",
        "ADD https://github.com/a/b.git#v1 /src # buildkit",
        "ADD git@github.com:a/b.git /src # buildkit",
        "ADD ${SOURCE} /x # buildkit",
        "ADD",
        "ADD x",
    ] {
        assert_eq!(told(&[raw(step)]), [""; 0], "{step}");
    }
    let hash = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";
    for (step, words) in [
        ("ADD app.py /app/ # buildkit".to_owned(), "add"),
        ("ADD --chown=1:1 a b /app/ # buildkit".to_owned(), "add"),
        ("ADD https://h/x.tar.gz /x # buildkit".to_owned(), "add-url"),
        (format!("/bin/sh -c #(nop) ADD {hash} in /x "), "add-url"),
    ] {
        assert_eq!(told(&[raw(&step)]), [words], "{step}");
    }
}

#[test]
fn the_base_is_not_the_users() {
    let base = Step { of_base: true, ..run("apt-get update && curl https://h | sudo sh") };
    assert_eq!(told(&[base]), [""; 0]);
}

#[test]
fn cache_mounts_leave_nothing() {
    let steps = [run("apt-get update && apt-get install -y x")];
    let later = [steps[0].clone(), run("rm -rf /var/lib/apt/lists/*")];
    let verdict = |steps: &[Step], leftover_bytes| {
        let files = Files { leftover_bytes, ..Files::default() };
        let all =
            super::super::checks(&Facts { steps: Some(steps), files: Some(&files), ..Facts::default() });
        all.iter().find(|check| check.id == "package-cache").map(|check| check.verdict)
    };
    assert_eq!(verdict(&steps, 0), Some(Verdict::Pass));
    assert_eq!(verdict(&steps, 40_000_000), Some(Verdict::Warn));
    assert_eq!(verdict(&later, 0), Some(Verdict::Warn));
}

#[test]
fn a_huge_history_is_bounded_and_what_was_not_read_not_claimed() {
    let steps = vec![run(&"a | b; ".repeat(3_000)); 5_000];
    let all = super::super::checks(&Facts { steps: Some(&steps), ..Facts::default() });
    assert!(all.is_empty(), "{all:?}");
    let steps = vec![run("sudo make"); 1_999];
    let all = super::super::checks(&Facts { steps: Some(&steps), ..Facts::default() });
    let sudo = all.iter().find(|check| check.id == "sudo").unwrap();
    assert_eq!((sudo.places.len(), sudo.more), (20, 1_979));
}
