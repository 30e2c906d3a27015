//! Hints: what is no error and may surprise.

use engine::model::container::*;
use engine::model::image::ImageConfig;

use super::super::*;
use super::endings::{exited, image};

fn running() -> ContainerDetail {
    let mut detail = exited(0);
    detail.run.state = ContainerState::Running;
    detail
}

fn listening_on(port: u16) -> engine::model::image::ImageDetail {
    image(ImageConfig { exposed_ports: vec![(port, Protocol::Tcp)], ..ImageConfig::default() })
}

fn port(container_port: u16, host_port: u16) -> PortBinding {
    PortBinding {
        container_port,
        protocol: Protocol::Tcp,
        host_ip: "0.0.0.0".to_owned(),
        host_port: Some(host_port),
    }
}

fn codes_of(problems: &[crate::wire::Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.code.as_str()).collect()
}

#[test]
fn ports_are_compared_with_what_the_app_listens_on() {
    let mut detail = running();
    let hints_now = |detail: &ContainerDetail| hints(detail, Some(&listening_on(80)));
    assert_eq!(codes_of(&hints_now(&detail)), ["hint.nothingPublished"]);
    detail.spec.ports = vec![port(8080, 8080)];
    let wrong = hints_now(&detail);
    assert_eq!(codes_of(&wrong), ["hint.wrongPort"]);
    let facts = ["inside", "opened", "host"].map(|fact| wrong[0].facts[fact].as_str());
    assert_eq!(facts, ["80", "8080", "8080"]);
    detail.spec.ports.push(port(80, 8081));
    assert!(hints_now(&detail).is_empty());
    detail.spec.ports.clear();
    detail.spec.network = Some("host".to_owned());
    assert!(hints_now(&detail).is_empty());
}

#[test]
fn data_in_a_volume_without_a_name_is_pointed_out() {
    let mut detail = running();
    detail.mounts = vec![MountPoint {
        kind: MountKind::Volume,
        source: "7d060ba1066433382329132b7b1e7c4b524e1430a2d1b0139b0fe38d27f23670".to_owned(),
        destination: "/var/lib/data".to_owned(),
        read_only: false,
        anonymous: true,
    }];
    let told = hints(&detail, None);
    assert_eq!(codes_of(&told), ["hint.anonymousVolume"]);
    assert_eq!(told[0].facts["paths"], "/var/lib/data");
}

#[test]
fn a_failing_health_check_says_what_it_said() {
    let mut detail = running();
    let mut report = HealthReport { health: Health::Starting, failing_streak: 0, last_output: String::new() };
    detail.run.health = Some(report.clone());
    assert_eq!(codes_of(&hints(&detail, None)), ["hint.healthStarting"]);
    report = HealthReport {
        health: Health::Unhealthy,
        failing_streak: 6,
        last_output: "cannot reach\n".to_owned(),
    };
    detail.run.health = Some(report.clone());
    let told = hints(&detail, None);
    assert_eq!(told[0].facts["output"], "cannot reach");
    detail.run.health = Some(HealthReport { last_output: String::new(), ..report });
    assert_eq!(codes_of(&hints(&detail, None)), ["hint.unhealthySilently"]);
}
