//! The rules: a keyword to look for, and a pattern that what starts there has to fit.

use super::Certainty;

/// A kind of secret that is known by its form. The pattern is tried where a keyword stands, and group 1 is the secret.
pub(super) struct Rule {
    /// Stable name.
    pub(super) id: &'static str,
    /// Where to try; case counts.
    pub(super) keywords: &'static [&'static str],
    /// Anchored at the keyword.
    pub(super) pattern: &'static str,
    /// How sure a hit is.
    pub(super) certainty: Certainty,
    /// The keyword may stand inside a longer word.
    pub(super) inside_words: bool,
}

const fn rule(id: &'static str, keywords: &'static [&'static str], pattern: &'static str) -> Rule {
    Rule { id, keywords, pattern, certainty: Certainty::Sure, inside_words: false }
}

const fn likely(id: &'static str, keywords: &'static [&'static str], pattern: &'static str) -> Rule {
    Rule { id, keywords, pattern, certainty: Certainty::Likely, inside_words: false }
}

const fn inside(id: &'static str, keywords: &'static [&'static str], pattern: &'static str) -> Rule {
    Rule { id, keywords, pattern, certainty: Certainty::Sure, inside_words: true }
}

/// A body of at least 64 characters tells a key from code and texts that only name its first line. JSON writes line ends
/// as `\n`; old keys have headers before the body.
const PRIVATE_KEY: &str = r"^-----BEGIN (?:(?:RSA|DSA|EC|OPENSSH|ENCRYPTED) )?PRIVATE KEY-----(?:\\r|\\n|\s|[A-Za-z-]+: [^\n]{1,80}\n)*((?:[A-Za-z0-9+/=]|\\n|\\r|\s){64})";

/// Every kind that is known by its form.
pub(super) const RULES: &[Rule] = &[
    inside("private-key", &["-----BEGIN "], PRIVATE_KEY),
    inside(
        "pgp-private-key",
        &["-----BEGIN PGP PRIVATE KEY BLOCK"],
        r"^-----BEGIN PGP PRIVATE KEY BLOCK-----\s+([^-]{64})",
    ),
    rule(
        "putty-private-key",
        &["PuTTY-User-Key-File-"],
        r"^PuTTY-User-Key-File-[0-9]: ([^\n]{4,40}\r?\n)Encryption: none",
    ),
    rule("age-key", &["AGE-SECRET-KEY-1"], r"^(AGE-SECRET-KEY-1[0-9A-Z]{58})"),
    likely("aws-access-key", &["AKIA", "ASIA"], r"^(A[KS]IA[A-Z2-7]{16})(?:[^A-Za-z0-9]|$)"),
    inside(
        "aws-secret-key",
        &[
            "aws_secret_access_key",
            "AWS_SECRET_ACCESS_KEY",
            "SecretAccessKey",
            "secretAccessKey",
            "aws_secret_key",
            "AWS_SECRET_KEY",
        ],
        r#"^[A-Za-z_]{10,24}["']?\s{0,4}[:=]{1,2}>?\s{0,4}["']?([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)"#,
    ),
    rule("google-api-key", &["AIza"], r"^(AIza[0-9A-Za-z_-]{35})(?:[^0-9A-Za-z_-]|$)"),
    rule("google-oauth-secret", &["GOCSPX-"], r"^(GOCSPX-[A-Za-z0-9_-]{28})"),
    rule("github-token", &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], r"^(gh[pousr]_[0-9A-Za-z]{36,255})"),
    rule("github-token", &["github_pat_"], r"^(github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59})"),
    rule(
        "gitlab-token",
        &["glpat-", "gldt-", "glrt-", "glptt-", "glsoat-"],
        r"^(gl(?:pat|dt|rt|ptt|soat)-[0-9A-Za-z_-]{20,64})",
    ),
    rule("npm-token", &["npm_"], r"^(npm_[0-9A-Za-z]{36})(?:[^0-9A-Za-z]|$)"),
    inside("npm-token", &["_authToken"], r#"^_authToken\s?=\s?["']?([0-9A-Za-z_/+=.-]{16,})"#),
    rule("pypi-token", &["pypi-AgE"], r"^(pypi-AgE[0-9A-Za-z_-]{50,})"),
    rule(
        "slack-token",
        &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-"],
        r"^(x(?:ox[abprs]|app)-[0-9A-Za-z-]{20,})",
    ),
    rule(
        "slack-webhook",
        &["hooks.slack.com/services/"],
        r"^hooks\.slack\.com/services/(T[0-9A-Z]{6,}/B[0-9A-Z]{6,}/[0-9A-Za-z]{20,})",
    ),
    rule(
        "discord-webhook",
        &["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
        r"^discord(?:app)?\.com/api/webhooks/[0-9]{15,}/([0-9A-Za-z_-]{60,})",
    ),
    rule("stripe-key", &["sk_live_", "rk_live_"], r"^([sr]k_live_[0-9A-Za-z]{20,})"),
    Rule {
        id: "stripe-test-key",
        keywords: &["sk_test_"],
        pattern: r"^(sk_test_[0-9A-Za-z]{20,})",
        certainty: Certainty::Example,
        inside_words: false,
    },
    inside("azure-storage-key", &["AccountKey="], r"^AccountKey=([0-9A-Za-z+/]{86}==)"),
    inside("azure-shared-key", &["SharedAccessKey="], r"^SharedAccessKey=([0-9A-Za-z+/]{43}=)"),
    rule("sendgrid-key", &["SG."], r"^(SG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43})"),
    rule("digitalocean-token", &["dop_v1_", "doo_v1_", "dor_v1_"], r"^(do[opr]_v1_[0-9a-f]{64})"),
    rule("vault-token", &["hvs.", "hvb."], r"^(hv[sb]\.[0-9A-Za-z_-]{24,})"),
    rule(
        "shopify-token",
        &["shpat_", "shpss_", "shpca_", "shppa_"],
        r"^(shp(?:at|ss|ca|pa)_[0-9A-Fa-f]{32})",
    ),
    rule("openai-key", &["sk-proj-", "sk-svcacct-"], r"^(sk-(?:proj|svcacct)-[0-9A-Za-z_-]{40,})"),
    rule("anthropic-key", &["sk-ant-"], r"^(sk-ant-[0-9A-Za-z]{2,8}-[0-9A-Za-z_-]{40,})"),
    rule("huggingface-token", &["hf_"], r"^(hf_[A-Za-z]{34})(?:[^0-9A-Za-z]|$)"),
    rule("docker-token", &["dckr_pat_", "dckr_oat_"], r"^(dckr_[po]at_[0-9A-Za-z_-]{27,})"),
    rule("databricks-token", &["dapi"], r"^(dapi[0-9a-f]{32})(?:[^0-9A-Za-z]|$)"),
    rule("atlassian-token", &["ATATT3"], r"^(ATATT3[0-9A-Za-z_=-]{100,})"),
    rule("newrelic-key", &["NRAK-"], r"^(NRAK-[0-9A-Z]{27})"),
    rule("grafana-token", &["glc_", "glsa_"], r"^(gl(?:c|sa)_[0-9A-Za-z+/=_]{32,})"),
    rule("postman-key", &["PMAK-"], r"^(PMAK-[0-9a-f]{24}-[0-9a-f]{34})"),
    rule("rubygems-key", &["rubygems_"], r"^(rubygems_[0-9a-f]{48})"),
    rule("crates-token", &["cio"], r"^(cio[0-9A-Za-z]{32})(?:[^0-9A-Za-z]|$)"),
    rule("nuget-key", &["oy2"], r"^(oy2[0-9a-z]{43})(?:[^0-9A-Za-z]|$)"),
    rule("sentry-token", &["sntrys_", "sntryu_"], r"^(sntry[su]_[0-9A-Za-z+/=_]{40,})"),
    rule("doppler-token", &["dp.pt.", "dp.st."], r"^(dp\.[ps]t\.[0-9A-Za-z.]{40,})"),
    rule("netlify-token", &["nfp_"], r"^(nfp_[0-9A-Za-z]{36})"),
    rule("telegram-token", &[":AA"], r"^:(AA[0-9A-Za-z_-]{33})(?:[^0-9A-Za-z_-]|$)"),
    likely("jwt", &["eyJ"], r"^(eyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{20,})"),
    rule(
        "database-url",
        &[
            "postgres://",
            "postgresql://",
            "mysql://",
            "mariadb://",
            "mongodb://",
            "mongodb+srv://",
            "redis://",
            "rediss://",
            "amqp://",
            "amqps://",
            "mssql://",
            "clickhouse://",
            "ldap://",
            "ldaps://",
        ],
        r#"^[a-z+]{4,12}://[^\s/:@"'<>{}]{0,64}:([^\s/@"'<>]{1,128})@[0-9A-Za-z\[]"#,
    ),
    rule(
        "url-password",
        &["https://", "http://", "ftp://"],
        r#"^(?:https?|ftp)://[^\s/:@"'<>{}()]{1,64}:([^\s/@"'<>(){}]{3,128})@[0-9A-Za-z\[]"#,
    ),
    inside(
        "bearer-token",
        &["Authorization: ", "authorization: "],
        r"^[Aa]uthorization: (?:Bearer|bearer|Basic|basic|token) ([0-9A-Za-z._~+/=-]{16,})",
    ),
];
