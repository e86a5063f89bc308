//! What secrets look like, as data. Sources: the formats that their issuers document, and what secret scanners look for.

/// How sure a shape alone makes us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nothing else looks like this.
    Sure,
    /// Words may look like this: it is a secret only if it has both letters and digits, and is no [`CODE`].
    Mixed,
    /// Anything may be one, but what looks like [`CODE`].
    Chosen,
}

/// What stands after `password =` or `token:` in programs and templates: what a shell or a template puts in (`$X`,
/// `<X>`, `{x}`, `%(x)s`), what was redacted before, calls, types and places in a list (`f(`, `Vec<`, `x[`), paths
/// of a language (`a::b`), and variables that say what they hold (`db_password`, `self.config.apiKey`).
pub(crate) const CODE: &str = r"(?xi) ^ (?:
    [$<>({\[=] | %\(
    | [&*!]* [a-z_][a-z0-9_.:]* !? [(<\[]
    | [&*!]* [a-z_][a-z0-9_]* ::
    | [&*]* (?: (?:[a-z_][a-z0-9_]* (?:\??\.|->))+ [a-z0-9_]* | (?:[a-z0-9_]*_)? )
      (?:password|passwd|passphrase|pwd|secret|token|key|auth|credentials?) [)\]}?:]* $
)";

/// A kind of secret. The group `s`, if the pattern has one, is the secret; otherwise the whole match is.
pub(crate) struct Pattern {
    pub(crate) name: &'static str,
    pub(crate) regex: &'static str,
    pub(crate) shape: Shape,
}

const fn sure(name: &'static str, regex: &'static str) -> Pattern {
    Pattern { name, regex, shape: Shape::Sure }
}

const fn mixed(name: &'static str, regex: &'static str) -> Pattern {
    Pattern { name, regex, shape: Shape::Mixed }
}

const fn chosen(name: &'static str, regex: &'static str) -> Pattern {
    Pattern { name, regex, shape: Shape::Chosen }
}

#[rustfmt::skip]
pub(crate) const PATTERNS: &[Pattern] = &[
    // A key whose end was cut off is still a key.
    sure("private key", r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z)"),
    sure("password in a URL", r"(?i)\b[a-z][a-z0-9+.-]{0,30}://[^\s/:@?#\x22'`]*:(?P<s>[^\s/\x22'`]+)@"),
    sure("AWS access key id", r"(?-u:\b)(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?-u:\b)"),
    sure("AWS session token", r"(?-u:\b)(?:IQoJ|FwoG|FQoG|AQoD|AQoE)[A-Za-z0-9/+=]{60,}"),
    sure("AWS secret key", r"(?i)secret_?(?:access_?)?key(?:[\x22'\\]*\s*[:=]\s*[\x22'\\]*|\s+)(?P<s>[a-z0-9/+=]{40})"),
    sure("AWS signature", r"(?i)(?:x-amz-)?signature=(?P<s>[0-9a-f]{64})"),
    sure("Bedrock key", r"(?-u:\b)(?:ABSK[A-Za-z0-9+/=]{40,}|bedrock-api-key-[A-Za-z0-9+/=_-]{20,})"),
    sure("credentials of a request", r"(?i)authorization[\x22'\\]*\s*[:=]\s*[\x22'\\]*(?:basic|bearer|token|digest|apikey|aws4-hmac-sha256)\s+(?P<s>[^\s\x22'\\][^\r\n\x22'\\]*)"),
    mixed("bearer token", r"(?i)\bbearer[\s:=]+(?P<s>[a-z0-9._~+/=-]{16,})"),
    sure("JWT", r"(?-u:\b)eyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]+){2,4}"),
    mixed("API key", r"(?-u:\b)sk-[A-Za-z0-9_-]{16,}"),
    sure("API key", r"(?-u:\b)(?:[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|ksk_[A-Za-z0-9_-]{16,}|AIza[A-Za-z0-9_-]{35}|hf_[A-Za-z0-9]{30,}|gsk_[A-Za-z0-9]{30,}|npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{20,})"),
    sure("GitHub token", r"(?-u:\b)(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,})"),
    sure("GitLab token", r"(?-u:\b)glpat-[A-Za-z0-9_-]{20,}"),
    sure("Slack token", r"(?-u:\b)(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}"),
    mixed("token in a URL", r"(?i)\bhttps?://(?P<s>[^\s/:@?#\x22'`]{16,})@"),
    // `name = value`, however it is quoted: environment, JSON, YAML, INI, query strings, Debug output.
    chosen("password", r"(?i)(?:password|passwd|passphrase)[\x22'\\]*\s*(?::|=|%3d)\s*(?:some\()?[\x22'\\]*(?P<s>[^\s\x22'\\,;]{8,})"),
    // `PWD` alone is the working directory: no folder is a password.
    chosen("password", r"(?i)pwd[\x22'\\]*\s*(?::|=|%3d)\s*(?:some\()?[\x22'\\]*(?P<s>[^\s\x22'\\,;/][^\s\x22'\\,;]{7,})"),
    mixed("secret", r"(?i)(?:secret|token|credentials?|(?:api|access|account|private|secret)[_-]?key|auth)[\x22'\\]*\s*(?::|=|%3d)\s*(?:some\()?[\x22'\\]*(?P<s>[^\s\x22'\\,;]{12,})"),
];
