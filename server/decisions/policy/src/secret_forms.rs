use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::redact::MIN_SECRET;

/// Every way in which a secret may stand in text: as it is, line by line, escaped as in JSON or Rust's `Debug`,
/// percent-encoded, and within base64, where the bytes before it decide what it looks like.
pub(crate) fn forms(secret: &str) -> Vec<String> {
    let secret = secret.trim();
    if secret.len() < MIN_SECRET {
        return Vec::new();
    }
    let escaped = secret.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\r', "\\r");
    let mut forms =
        vec![secret.to_owned(), escaped, percent_encoded(secret, true), percent_encoded(secret, false)];
    forms
        .extend(secret.lines().map(str::trim).filter(|line| line.len() >= 2 * MIN_SECRET).map(str::to_owned));
    for before in [&b""[..], b"-", b"--"] {
        forms.push(within_base64(&STANDARD_NO_PAD, secret, before));
        forms.push(within_base64(&URL_SAFE_NO_PAD, secret, before));
    }
    forms.sort_unstable();
    forms.dedup();
    forms.retain(|form| form.len() >= MIN_SECRET);
    forms
}

/// RFC 3986; the digits A to F may be written either way.
fn percent_encoded(secret: &str, upper: bool) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ if upper => format!("%{byte:02X}"),
        _ => format!("%{byte:02x}"),
    };
    secret.bytes().map(encode).collect()
}

/// The characters of base64 that only the secret decides, if as many bytes (modulo 3) as in `before` come before it.
fn within_base64(engine: &impl Engine, secret: &str, before: &[u8]) -> String {
    let bytes = [before, secret.as_bytes()].concat();
    let encoded = engine.encode(&bytes);
    // Six bits a character: the first ones and the last one may hold bits of neighbours.
    let first = (before.len() * 8).div_ceil(6);
    let last = bytes.len() * 8 / 6;
    encoded.get(first..last).unwrap_or_default().to_owned()
}
