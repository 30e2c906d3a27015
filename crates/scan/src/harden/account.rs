//! As whom the image starts, and who else may sign in.

use std::collections::HashMap;

use super::draft::{found, named, pass, plain};
use super::{Check, CheckPlace, Facts, Verdict, draft::Places};

/// Accounts that are looked at, and how much of a file of accounts; real ones have fifty lines.
const MAX_ACCOUNTS: usize = 10_000;
const MAX_BYTES: usize = 1 << 20;

/// A user that needs no account.
const OTHER_USER: &str = "USER 10001";

pub(super) fn checks(facts: &Facts<'_>, checks: &mut Vec<Check>) {
    let known = facts.passwd.filter(|passwd| !passwd.is_empty() || facts.files.is_some());
    let accounts = known.map(accounts);
    checks.extend(facts.settings.and_then(|settings| root(&settings.user, accounts.as_deref())));
    checks.extend(accounts.as_deref().map(duplicate));
    if let (Some(accounts), Some(shadow)) = (&accounts, facts.shadow) {
        checks.push(empty_password(accounts, shadow));
    }
}

/// A line of `etc/passwd` (passwd(5)).
struct Account<'a> {
    name: &'a [u8],
    password: &'a [u8],
    /// Nothing when it is no number; then nothing can start as it.
    uid: Option<u64>,
    shell: &'a [u8],
}

fn accounts(passwd: &[u8]) -> Vec<Account<'_>> {
    let account = |line| {
        let fields = fields(line);
        let [name, password, uid] = fields.get(..3)?.try_into().ok()?;
        let uid = std::str::from_utf8(uid).ok().and_then(|uid| uid.trim().parse().ok());
        Some(Account { name, password, uid, shell: fields.get(6).copied().unwrap_or_default() })
    };
    lines(passwd).filter_map(account).collect()
}

fn lines(file: &[u8]) -> impl Iterator<Item = &[u8]> {
    let file = file.get(..MAX_BYTES).unwrap_or(file);
    let lines = file.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.filter(|line| !line.is_empty() && !line.starts_with(b"#")).take(MAX_ACCOUNTS)
}

fn fields(line: &[u8]) -> Vec<&[u8]> {
    line.splitn(8, |byte| *byte == b':').collect()
}

/// Resolves `USER` as engines do: nothing is root, a number is itself, a name is looked up. Without a list of accounts only
/// `root` is known.
fn root(user: &str, accounts: Option<&[Account<'_>]>) -> Option<Check> {
    let name = user.split(':').next().unwrap_or_default().trim();
    if name.is_empty() {
        return Some(found("root", Verdict::Warn, "root").with("command", OTHER_USER));
    }
    let number = name.parse::<u64>().ok();
    let entry = |accounts: &[Account<'_>]| {
        accounts.iter().find(|account| account.name == name.as_bytes()).and_then(|account| account.uid)
    };
    let uid = match (number, name) {
        (Some(number), _) => Some(number),
        (None, "root") => Some(0),
        (None, _) => entry(accounts?),
    };
    Some(match uid {
        None => {
            found("root", Verdict::Fail, "root-unknown").with("user", plain(name)).with("command", OTHER_USER)
        }
        Some(0) => found("root", Verdict::Warn, "root-named")
            .with("user", plain(user.trim()))
            .with("command", OTHER_USER),
        Some(_) => pass("root"),
    })
}

/// Accounts besides `root` that have its number.
fn duplicate(accounts: &[Account<'_>]) -> Check {
    let mut places = Places::default();
    for account in accounts.iter().filter(|account| account.uid == Some(0) && account.name != b"root") {
        places.add(|| place(account));
    }
    if places.is_empty() {
        return pass("duplicate-uid-0");
    }
    places.found("duplicate-uid-0", Verdict::Warn, "duplicate-uid-0")
}

/// Accounts that anybody can sign in to. One that has no shell is none of them.
fn empty_password(accounts: &[Account<'_>], shadow: &[u8]) -> Check {
    let empty: HashMap<&[u8], bool> = lines(shadow)
        .filter_map(|line| {
            let fields = fields(line);
            Some((*fields.first()?, fields.get(1)?.is_empty()))
        })
        .collect();
    let mut places = Places::default();
    let mut is_root = false;
    for account in accounts {
        let is_empty = account.password.is_empty() || empty.get(account.name).copied().unwrap_or_default();
        if is_empty && may_sign_in(account.shell) {
            is_root |= account.uid == Some(0);
            places.add(|| place(account));
        }
    }
    if places.is_empty() {
        return pass("empty-password");
    }
    let verdict = if is_root { Verdict::Fail } else { Verdict::Warn };
    let check = places.found("empty-password", verdict, "empty-password");
    let first = check.places.first().map(|place| place.name.clone()).unwrap_or_default();
    let is_plain = first.chars().all(|sign| sign.is_ascii_alphanumeric() || "_-.".contains(sign));
    if is_plain { check.with("command", format!("RUN passwd -l {first}")) } else { check }
}

fn may_sign_in(shell: &[u8]) -> bool {
    let name = shell.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    !matches!(name, b"nologin" | b"false" | b"sync" | b"halt" | b"shutdown")
}

fn place(account: &Account<'_>) -> CheckPlace {
    named(&String::from_utf8_lossy(account.name))
}

#[cfg(test)]
mod tests {
    use super::super::{Files, Settings};
    use super::*;

    const PASSWD: &[u8] = b"root:x:0:0:root:/root:/bin/bash\ntoor:x:0:0::/root:/bin/sh\n\
        # a comment\napp:x:1000:1000::/app:/bin/sh\nodd:x:many:1::/:/bin/sh\n";

    fn verdict(user: &str, passwd: Option<&[u8]>) -> Option<(Verdict, &'static str)> {
        let settings = Settings { user: user.to_owned(), ..Settings::default() };
        let facts = Facts { settings: Some(&settings), passwd, ..Facts::default() };
        let all = super::super::checks(&facts);
        all.into_iter().find(|check| check.id == "root").map(|check| (check.verdict, check.words))
    }

    #[test]
    fn every_way_to_write_root_is_root() {
        assert_eq!(verdict("", None), Some((Verdict::Warn, "root")));
        for user in ["0", "0:0", "root", "root:root", "toor", "00", "toor:app"] {
            assert_eq!(verdict(user, Some(PASSWD)), Some((Verdict::Warn, "root-named")), "{user}");
        }
        for user in ["app", "app:app", "1000", "65532:0"] {
            assert_eq!(verdict(user, Some(PASSWD)), Some((Verdict::Pass, "root")), "{user}");
        }
    }

    #[test]
    fn a_user_that_is_not_there_cannot_start() {
        for user in ["nobody", "odd", "rooty"] {
            assert_eq!(verdict(user, Some(PASSWD)), Some((Verdict::Fail, "root-unknown")), "{user}");
        }
    }

    #[test]
    fn a_list_of_accounts_that_was_not_read_claims_nothing() {
        assert_eq!(verdict("app", None), None);
        assert_eq!(verdict("app", Some(b"")), None);
        let files = Files::default();
        let settings = Settings { user: "app".to_owned(), ..Settings::default() };
        let facts =
            Facts { settings: Some(&settings), passwd: Some(b""), files: Some(&files), ..Facts::default() };
        assert!(super::super::checks(&facts).iter().any(|check| check.words == "root-unknown"));
    }

    fn accounts_of(passwd: &[u8], shadow: &[u8]) -> Vec<Check> {
        super::super::checks(&Facts { passwd: Some(passwd), shadow: Some(shadow), ..Facts::default() })
    }

    fn places(checks: &[Check], id: &str) -> (Verdict, Vec<String>) {
        let check = checks.iter().find(|check| check.id == id).unwrap();
        (check.verdict, check.places.iter().map(|place| place.name.clone()).collect())
    }

    #[test]
    fn a_second_root_stands_out() {
        let all = accounts_of(PASSWD, b"");
        assert_eq!(places(&all, "duplicate-uid-0"), (Verdict::Warn, vec!["toor".to_owned()]));
        let all = accounts_of(b"root:x:0:0::/:/bin/sh\noperator:x:11:0::/:/sbin/nologin\n", b"");
        assert_eq!(places(&all, "duplicate-uid-0").0, Verdict::Pass);
    }

    #[test]
    fn empty_passwords_count_where_one_can_sign_in() {
        let all = accounts_of(PASSWD, b"root:*:1::::::\napp::19000::::::\n");
        assert_eq!(places(&all, "empty-password"), (Verdict::Warn, vec!["app".to_owned()]));
        let all = accounts_of(b"root:x:0:0::/:/bin/ash\n", b"root:::0:::::\n");
        assert_eq!(places(&all, "empty-password").0, Verdict::Fail);
        let all = accounts_of(b"root::0:0::/:/bin/ash\n", b"");
        assert_eq!(places(&all, "empty-password").0, Verdict::Fail);
        let all = accounts_of(b"bin:x:1:1::/:/sbin/nologin\napp:!:5:5::/:/bin/sh\n", b"bin::1::::::\n");
        assert_eq!(places(&all, "empty-password").0, Verdict::Pass);
    }

    #[test]
    fn a_huge_list_of_accounts_is_bounded() {
        let all = accounts_of(&b"x::0:0:\n".repeat(2_000_000), &[b':'; 5_000_000]);
        let check = all.iter().find(|check| check.id == "empty-password").unwrap();
        assert_eq!(check.places.len() + check.more as usize, MAX_ACCOUNTS);
    }
}
