//! Secrets in variables, build arguments, build steps and files.

use std::collections::HashSet;

use super::draft::{Places, pass, plain, shown};
use super::{Check, CheckPlace, Facts, Secret, Step, Verdict};
use crate::secret::{self, Certainty, Named};

/// How much text of variables or steps is searched, in bytes.
const MAX_BYTES: usize = 2 << 20;

/// Building with a secret that stays outside.
const SECRET_MOUNT: &str = "RUN --mount=type=secret,id=token,env=TOKEN ./fetch.sh";

pub(super) fn checks(facts: &Facts<'_>, checks: &mut Vec<Check>) {
    let variables = facts.settings.map(|settings| variables(&settings.env));
    let known: HashSet<String> =
        variables.iter().flat_map(|(found, _)| found.iter().map(|(named, _)| named.name.clone())).collect();
    if let Some((found, whole)) = variables {
        checks.extend(check("secret-env", found, whole, None));
    }
    if let Some(steps) = facts.steps {
        let (arguments, others, whole) = of_steps(steps, &known);
        checks.extend(check("secret-arg", arguments, whole, Some(SECRET_MOUNT)));
        checks.extend(check("secret-history", others, whole, Some(SECRET_MOUNT)));
    }
    checks.extend(facts.secrets.map(files));
}

/// What was found, and the layer.
type Found = Vec<(Named, Option<usize>)>;

/// Secrets of variables, and whether all of them were searched.
fn variables(env: &[(String, String)]) -> (Found, bool) {
    let mut left = MAX_BYTES;
    let mut found = Found::new();
    for (name, value) in env {
        let Some(rest) = left.checked_sub(name.len() + value.len()) else { return (found, false) };
        left = rest;
        found.extend(secret::env_secret(name, value).map(|named| (named, None)));
    }
    (found, true)
}

/// Secrets of build arguments and of the rest of the steps, each once: every step repeats the arguments of those before it.
/// Variables that are told already are left out.
fn of_steps(steps: &[Step], variables: &HashSet<String>) -> (Found, Found, bool) {
    let (mut arguments, mut others) = (Found::new(), Found::new());
    let mut seen = HashSet::new();
    let mut left = MAX_BYTES;
    for step in steps {
        let text = step.created_by.as_str();
        let Some(rest) = left.checked_sub(text.len()) else { return (arguments, others, false) };
        left = rest;
        let all = secret::step_secrets(text);
        if all.is_empty() {
            continue;
        }
        let word = crate::image::clean(text);
        let of_arguments: HashSet<(String, String)> = match word.starts_with("ARG ") {
            true => all.iter().map(key).collect(),
            false => secret::argument_secrets(text).iter().map(key).collect(),
        };
        for named in all {
            let key = key(&named);
            let is_told = word.starts_with("ENV ") && variables.contains(&named.name);
            let to = if of_arguments.contains(&key) { &mut arguments } else { &mut others };
            if !is_told && seen.insert(key) {
                to.push((named, step.layer));
            }
        }
    }
    (arguments, others, true)
}

fn key(named: &Named) -> (String, String) {
    (named.name.clone(), named.masked.clone())
}

/// Surest first. Where not all was searched, finding nothing says nothing.
fn check(id: &'static str, mut found: Found, whole: bool, command: Option<&'static str>) -> Option<Check> {
    found.sort_by_key(|(named, _)| std::cmp::Reverse(named.certainty));
    let Some((surest, _)) = found.first() else { return whole.then(|| pass(id)) };
    let (verdict, words) = verdict(surest.certainty, id);
    let mut places = Places::default();
    for (named, layer) in &found {
        places.add(|| CheckPlace {
            name: if named.name.is_empty() { plain(&named.rule) } else { plain(&named.name) },
            layer: *layer,
            detail: Some(plain(&named.masked)),
        });
    }
    let check = places.found(id, verdict, words);
    Some(match command {
        Some(command) => check.with("command", command),
        None => check,
    })
}

fn verdict(certainty: Certainty, words: &'static str) -> (Verdict, &'static str) {
    match certainty {
        Certainty::Sure => (Verdict::Fail, words),
        Certainty::Likely => (Verdict::Warn, words),
        Certainty::Example => (Verdict::Info, "secret-example"),
    }
}

/// What a package brings, everybody has: it is no secret of this image.
fn certainty(secret: &Secret) -> Certainty {
    if secret.packaged { Certainty::Example } else { secret.hit.certainty }
}

fn files(secrets: &[Secret]) -> Check {
    let mut sorted: Vec<&Secret> = secrets.iter().collect();
    sorted.sort_by_key(|secret| (std::cmp::Reverse(certainty(secret)), secret.hidden_by.is_some()));
    let Some(surest) = sorted.first().map(|secret| certainty(secret)) else { return pass("secret-file") };
    let real: Vec<&&Secret> = sorted.iter().filter(|one| certainty(one) > Certainty::Example).collect();
    let hidden = real.iter().filter(|secret| secret.hidden_by.is_some()).count();
    let words = match hidden {
        0 => "secret-file",
        all if all == real.len() => "secret-file-hidden",
        _ => "secret-file-mixed",
    };
    let (verdict, words) = verdict(surest, words);
    let mut places = Places::default();
    for secret in &sorted {
        places.add(|| place(secret));
    }
    let check = places.found("secret-file", verdict, words).with("hidden", hidden.to_string());
    check.with("count", real.len().to_string()).with("command", "RUN --mount=type=secret,id=key ./fetch.sh")
}

fn place(secret: &Secret) -> CheckPlace {
    let hit = &secret.hit;
    let line = hit.line.map(|line| format!(":{line}")).unwrap_or_default();
    CheckPlace {
        name: format!("{}{line}", shown(&hit.path)),
        layer: Some(secret.layer),
        detail: Some(plain(&format!("{}, {}", hit.rule, hit.masked))),
    }
}

#[cfg(test)]
mod tests {
    use layer::ImagePath;

    use super::super::{Settings, words};
    use super::*;
    use crate::Lang;
    use crate::secret::Hit;

    const TOKEN: &str = "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";

    fn of_env(env: &[(&str, &str)]) -> Check {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let settings = Settings { env, ..Settings::default() };
        let all = super::super::checks(&Facts { settings: Some(&settings), ..Facts::default() });
        all.into_iter().find(|check| check.id == "secret-env").unwrap()
    }

    fn step(created_by: &str, layer: Option<usize>) -> Step {
        Step { created_by: created_by.to_owned(), layer, of_base: false }
    }

    #[test]
    fn innocent_variables_pass() {
        let check = of_env(&[
            ("MONKEY_PATCH", "gevent-patch"),
            ("KEYBOARD_LAYOUT", "de-latin1"),
            ("ACCESS_LOG", "/var/log/access.log"),
            ("GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D"),
            ("DB_PASSWORD_FILE", "/run/secrets/db"),
            ("API_TOKEN", ""),
            ("TOKEN_TTL", "3600"),
            ("DJANGO_SETTINGS_MODULE", "app.settings"),
        ]);
        assert_eq!((check.verdict, check.places), (Verdict::Pass, Vec::new()));
    }

    #[test]
    fn secret_variables_fail_surest_first() {
        let check = of_env(&[("DB_PASSWORD", "hunter2-not-real"), ("X", TOKEN)]);
        assert_eq!((check.verdict, check.places[0].name.as_str()), (Verdict::Fail, "X"));
        assert_eq!(of_env(&[("DB_PASSWORD", "hunter2-not-real")]).verdict, Verdict::Warn);
        let example = of_env(&[("POSTGRES_PASSWORD", "changeme")]);
        assert_eq!((example.verdict, example.words), (Verdict::Info, "secret-example"));
    }

    #[test]
    fn arguments_and_steps_are_told_apart_and_once() {
        let steps = [
            step(&format!("RUN |1 NPM_TOKEN={TOKEN} /bin/sh -c npm ci # buildkit"), Some(1)),
            step(&format!("RUN |1 NPM_TOKEN={TOKEN} /bin/sh -c npm test # buildkit"), Some(2)),
            step("RUN /bin/sh -c curl https://me:p4ssw0rdX@example.org/x # buildkit", Some(3)),
            step("ENV DB_PASSWORD=hunter2-not-real", None),
            step("ENV OLD_PASSWORD=hunter3-not-real", None),
        ];
        let env = vec![("DB_PASSWORD".to_owned(), "hunter2-not-real".to_owned())];
        let settings = Settings { env, ..Settings::default() };
        let facts = Facts { settings: Some(&settings), steps: Some(&steps), ..Facts::default() };
        let all = super::super::checks(&facts);
        let places = |id| {
            let check = all.iter().find(|check| check.id == id).unwrap();
            check.places.iter().map(|place| (place.name.clone(), place.layer)).collect::<Vec<_>>()
        };
        assert_eq!(places("secret-arg"), [("NPM_TOKEN".to_owned(), Some(1))]);
        assert_eq!(places("secret-history").len(), 2);
        assert_eq!(places("secret-env").len(), 1);
    }

    fn hit(path: &str, certainty: Certainty) -> Hit {
        Hit {
            rule: "private-key".to_owned(),
            path: ImagePath::parse(path.as_bytes()).unwrap(),
            line: Some(1),
            masked: "\u{2026}".to_owned(),
            certainty,
            fingerprint: 1,
        }
    }

    #[test]
    fn files_say_whether_they_were_deleted() {
        let secret = |hidden_by, packaged| Secret {
            hit: hit("root/.ssh/id_ed25519", Certainty::Sure),
            layer: 3,
            hidden_by,
            packaged,
        };
        let told = |secrets: &[Secret]| {
            let check = files(secrets);
            (check.verdict, check.words)
        };
        assert_eq!(told(&[]), (Verdict::Pass, "secret-file"));
        assert_eq!(told(&[secret(None, false)]), (Verdict::Fail, "secret-file"));
        assert_eq!(told(&[secret(Some(4), false)]), (Verdict::Fail, "secret-file-hidden"));
        assert_eq!(
            told(&[secret(Some(4), false), secret(None, false)]),
            (Verdict::Fail, "secret-file-mixed")
        );
        assert_eq!(told(&[secret(None, true)]), (Verdict::Info, "secret-example"));
        assert_eq!(
            told(&[secret(Some(4), false), secret(None, true)]),
            (Verdict::Fail, "secret-file-hidden")
        );
        let check = files(&[secret(Some(4), false)]);
        assert_eq!(check.places[0].name, "/root/.ssh/id_ed25519:1");
        assert!(words(&check, Lang::En).fix.contains("Rotate it"));
    }

    #[test]
    fn a_value_is_never_repeated() {
        let values = ["hunter2-not-real", TOKEN, "p4ssw0rdX"];
        let steps = [
            step(
                &format!(
                    "RUN |1 NPM_TOKEN={TOKEN} /bin/sh -c curl https://a:p4ssw0rdX@h/x | sudo sh # buildkit"
                ),
                Some(1),
            ),
            step(&format!("ADD https://me:p4ssw0rdX@h/{TOKEN} /x # buildkit"), Some(2)),
            step("RUN /bin/sh -c apt-get update && PASSWORD=hunter2-not-real apt-get install -y x", Some(3)),
        ];
        let env = vec![("DB_PASSWORD".to_owned(), values[0].to_owned()), ("T".to_owned(), TOKEN.to_owned())];
        let settings = Settings { env, ..Settings::default() };
        let facts = Facts { settings: Some(&settings), steps: Some(&steps), ..Facts::default() };
        for check in super::super::checks(&facts) {
            let said = format!("{check:?} {:?} {:?}", words(&check, Lang::En), words(&check, Lang::De));
            for value in values {
                assert!(!said.contains(value), "{said}");
            }
        }
    }

    #[test]
    fn what_was_not_searched_is_not_claimed() {
        let steps = vec![step(&"x ".repeat(MAX_BYTES), None)];
        let all = super::super::checks(&Facts { steps: Some(&steps), ..Facts::default() });
        assert!(!all.iter().any(|check| check.id == "secret-history" || check.id == "secret-arg"));
    }
}
