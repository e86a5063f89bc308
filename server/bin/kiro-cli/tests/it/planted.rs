//! Secrets to plant, an endpoint that repeats them, and every form in which they could come out again.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

/// In the environment, under a name that says so and one that does not.
const IN_ENVIRONMENT: &str = "planted/env+canary=1";
const IN_PROXY: &str = "planted-proxy-canary";
const IN_SETTINGS: &str = "planted.settings.canary";
const IN_AWS: &str = "planted-aws-canary";

/// What the endpoint says, though nobody told us: of the shape of secrets.
fn unknown() -> [String; 2] {
    [format!("sk-proj-{}", "unknown9canary9unknown"), format!("AKIA{}", "UNKNOWNCANARY234")]
}

/// An endpoint that refuses every call and repeats all that it should not.
pub(crate) fn endpoint() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            let _ = socket.read(&mut [0; 65_536]);
            let [key, id] = unknown();
            let basic = format!("Basic {}", base64(format!("user:{IN_ENVIRONMENT}").as_bytes()));
            let said = format!(
                "bad key {IN_SETTINGS} {key} {id} {IN_ENVIRONMENT} {basic} {}",
                percent(IN_ENVIRONMENT)
            );
            let body = serde_json::json!({ "error": { "message": said } }).to_string();
            let head = format!(
                "HTTP/1.1 401 Unauthorized\r\nx-echo: {IN_SETTINGS}\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            let _ = socket.write_all((head + &body).as_bytes());
        }
    });
    url
}

/// As it is, percent-encoded, and within base64 whatever stands before it.
fn forms(secret: &str) -> Vec<String> {
    let within = |before: usize| {
        let encoded = base64(&[&b"xx"[..before], secret.as_bytes()].concat());
        encoded[(before * 8).div_ceil(6)..(before + secret.len()) * 8 / 6].to_owned()
    };
    vec![secret.to_owned(), percent(secret), percent(secret).to_lowercase(), within(0), within(1), within(2)]
}

fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sextets = |chunk: &[u8]| {
        let n = (0..3).fold(0_usize, |n, i| n << 8 | usize::from(*chunk.get(i).unwrap_or(&0)));
        (0..=chunk.len()).map(|i| char::from(LETTERS[n >> (18 - 6 * i) & 63])).collect::<String>()
    };
    bytes.chunks(3).map(sextets).collect()
}

/// A home folder with secrets in its settings and in AWS's files.
pub(crate) fn plant(home: &Path) {
    let write = |path: &str, text: String| {
        std::fs::create_dir_all(home.join(path).parent().unwrap()).unwrap();
        std::fs::write(home.join(path), text).unwrap();
    };
    write(".config/kiro-lsp/settings.json", format!(r#"{{"openaiApiKey": "{IN_SETTINGS}"}}"#));
    write(".aws/credentials", format!("[default]\naws_secret_access_key = {IN_AWS}\n"));
}

/// What the environment holds then.
pub(crate) fn environment(endpoint: &str) -> Vec<(&'static str, String)> {
    vec![
        ("KIRO_LSP_LOG", "trace".to_owned()),
        ("KIRO_LSP_MODEL", "openai:m".to_owned()),
        ("OPENAI_BASE_URL", endpoint.to_owned()),
        ("DEPLOY_TOKEN", IN_ENVIRONMENT.to_owned()),
        ("HTTPS_PROXY", format!("http://user:{IN_PROXY}@127.0.0.1:9")),
        ("NO_PROXY", "127.0.0.1".to_owned()),
    ]
}

/// Fails if a secret stands in `bytes` in any form.
pub(crate) fn holds_none(what: &str, bytes: &[u8]) {
    let known = [IN_ENVIRONMENT, IN_PROXY, IN_SETTINGS, IN_AWS].map(str::to_owned);
    for form in known.into_iter().chain(unknown()).flat_map(|canary| forms(&canary)) {
        if let Some(at) = bytes.windows(form.len()).position(|window| window == form.as_bytes()) {
            let around = String::from_utf8_lossy(&bytes[at.saturating_sub(200)..at + form.len()]);
            panic!("{what} holds `{form}`: {around}");
        }
    }
}
