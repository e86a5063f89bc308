//! Nothing here may look like a secret to the scanners of code hosts, so the examples are put together from pieces.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use policy::{Redactor, is_secret_name, secrets_in};
use proptest::prelude::*;

fn redacted(text: &str) -> String {
    Redactor::default().redact(text).into_owned()
}

#[test]
fn shapes_of_secrets() {
    let key_id = format!("AKIA{}", "IOSFODNN7EXAMPLE");
    let aws_secret = format!("wJalrXUtnFEMI/K7MDENG/{}", "bPxRfiCYEXAMPLEKEY");
    let session = format!("IQoJb3JpZ2luX2Vj{}", "a/B+9".repeat(30));
    let jwt = format!("eyJhbGciOiJIUzI1NiJ9{}", ".eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27");
    let sk = format!("sk-proj-{}", "a1B2c3D4e5F6g7H8i9");
    let ghp = format!("ghp_{}", "16C7e42F292c6912E7710c838347Ae178B4a");
    let pat = format!("github_pat_{}", "11ABCDEFG0abcdefghij_KLMNOPQRSTUV");
    let slack = format!("xoxb-{}", "1234567890-abcdefGHIJ");
    let pem = |kind: &str, end: &str| format!("-----BEGIN {kind}PRIVATE KEY-----\nMIIEvQ\nIBADAN\n{end}");
    let check = |text: String, expected: &str| assert_eq!(redacted(&text), expected, "{text}");

    check(format!("id {key_id}."), "id [redacted: AWS access key id].");
    check(
        format!("aws_secret_access_key = {aws_secret}\n"),
        "aws_secret_access_key = [redacted: AWS secret key]\n",
    );
    check(
        format!(r#"{{"SecretAccessKey":"{aws_secret}"}}"#),
        r#"{"SecretAccessKey":"[redacted: AWS secret key]"}"#,
    );
    check(format!("x-amz-security-token: {session}"), "x-amz-security-token: [redacted: AWS session token]");
    check(format!("?X-Amz-Signature={}&x", "0f".repeat(32)), "?X-Amz-Signature=[redacted: AWS signature]&x");
    check(format!("ABSK{} end", "QmVk".repeat(12)), "[redacted: Bedrock key] end");
    check(
        "authorization: Basic dXNlcjpwYXNz".to_owned(),
        "authorization: Basic [redacted: credentials of a request]",
    );
    check(
        r#""authorization": "Bearer opaque""#.to_owned(),
        r#""authorization": "Bearer [redacted: credentials of a request]""#,
    );
    check("sent Bearer abcdef0123456789abcdef".to_owned(), "sent Bearer [redacted: bearer token]");
    check(format!("got {jwt}!"), "got [redacted: JWT]!");
    check(format!("Incorrect API key provided: {sk}."), "Incorrect API key provided: [redacted: API key].");
    check(format!("ksk_{}", "a1b2c3d4e5f6g7h8"), "[redacted: API key]");
    check(
        format!("git clone https://{ghp}@github.com/x"),
        "git clone https://[redacted: GitHub token]@github.com/x",
    );
    check(pat, "[redacted: GitHub token]");
    check(slack, "[redacted: Slack token]");
    check(pem("", "-----END PRIVATE KEY-----\nrest"), "[redacted: private key]\nrest");
    check(pem("RSA ", "cut off"), "[redacted: private key]");
    check("postgres://app:s3cr/et@db:5432/x".to_owned(), "postgres://app:s3cr/et@db:5432/x");
    check(
        "postgres://app:p@ss@db:5432/x".to_owned(),
        "postgres://app:[redacted: password in a URL]@db:5432/x",
    );
    check(
        "proxy http://:hunter2@10.0.0.1".to_owned(),
        "proxy http://:[redacted: password in a URL]@10.0.0.1",
    );
    check("DB_PASSWORD='correct-horse-7'".to_owned(), "DB_PASSWORD='[redacted: password]'");
    check("https://0a1b2c3d4e5f6a7b8c9d@host/x".to_owned(), "https://[redacted: token in a URL]@host/x");
    check(r#"{\"api_key\":\"0123456789abcdef\"}"#.to_owned(), r#"{\"api_key\":\"[redacted: secret]\"}"#);
    check("api_key: Some(\"0123456789abcdef\")".to_owned(), "api_key: Some(\"[redacted: secret]\")");
}

#[test]
fn passwords_that_people_choose() {
    for text in [
        "password=Tr0ub4dor.3xyz99",
        "password=hunter2!",
        "password=p@ssw0rd12!",
        "password: 7(a)ss[w]rd",
        "db_password=correcthorsebattery",
        "\"passwd\": \"correct.horse\"",
        "PGPASSWORD='#1*letmein'",
        "user=a&passphrase=a.b.c.d.e",
        "DB_PWD=opensesame",
        "password=%2Fhunter2%21",
    ] {
        let clean = redacted(text);
        assert!(clean.contains("[redacted: password]"), "{text}: {clean}");
        let secret = text.rsplit(['=', ' ']).next().unwrap().trim_matches(['"', '\'']);
        assert!(!clean.contains(secret), "{text}: {clean}");
        assert_eq!(redacted(&clean), clean, "what was redacted stays as it is");
    }
}

#[test]
fn secrets_with_any_sign_in_them() {
    for (name, secret) in [
        ("client_secret=", "AbC8Q~xyz.1234567"),
        ("token=", "ya29.a0AfB_byC1d2e3"),
        ("AccountKey=", "q1W2e3R4t5Y6u7I8o9P0q1W2e3R4t5Y6u7I8o9P0q1W2e3R4t5Y6u7I8o9P0q1W2e3R4t5Y6u7I8o9P0=="),
        ("\"api_key\": \"", "a1!b2@c3$d4&e5"),
    ] as [(&str, &str); 4]
    {
        assert_eq!(redacted(&format!("{name}{secret}")), format!("{name}[redacted: secret]"));
    }
}

#[test]
fn ordinary_text_stays_as_it_is() {
    for text in [
        "let token = parse_token(input)?;",
        "fn secret(key: &str) -> Option<Token> { self.tokens.get(key) }",
        "password: String, token: CancellationToken,",
        "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "id = 550e8400-e29b-41d4-a716-446655440000",
        "checksum = \"c982642fa9e8606056828ee9a8505737230110bb1099153c79efe865c59d12ba\"",
        "see https://example.org:8080/a@b and ssh://git@github.com/a/b",
        "integrity sha512-Zm9vYmFyYmF6cXV4cXV1eGNvcmdlZ3JhdWx0Z2FycGx5d2FsZG9mcmVk==",
        "basic configuration, bearer of bad news, authorization: required",
        "sk-folding-cube sk-spinner-animation",
        "{\"inputTokens\":2519,\"outputTokens\":12,\"maxTokens\":200000}",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "password=$DB_PASSWORD password=${PASSWORD} password: {{ .Values.password }}",
        "password=<your password> password=(hidden) password = %(password)s",
        "let password = read_password()?; let token = tokens2.next().unwrap();",
        "login(user, password=password), login(password=self.config.db_password)",
        "password: Option<String>, password: secrecy::SecretString, token: oauth2::AccessToken",
        "const password = process.env.DB_PASSWORD; const token = parts[1].trim()",
        "password == other, password: &'static str, no password:",
        "PWD=/home/somebody/work OLDPWD=/home/somebody",
        "https://somebody@host/x and https://build-server-2@host",
        "monkey = 0123456789abcdef0123",
        "",
    ] {
        assert_eq!(redacted(text), text);
    }
}

#[test]
fn known_values_in_every_form() {
    let secret = "p\"4 s/w+ö-canary";
    let redactor = Redactor::new([("DB_PASSWORD", secret)]);
    for text in [
        secret.to_owned(),
        secret.replace('"', "\\\""),
        "p%224%20s%2Fw%2B%C3%B6-canary".to_owned(),
        "p%224%20s%2fw%2b%c3%b6-canary".to_owned(),
    ] {
        assert_eq!(redactor.redact(&format!("<{text}>")), "<[redacted: DB_PASSWORD]>");
    }
}

#[test]
fn overlapping_secrets_are_one_and_a_known_name_wins() {
    let sk = format!("sk-{}", "a1B2c3D4e5F6g7H8i9");
    let redactor =
        Redactor::new([("FIRST", "alphabetagamma"), ("SECOND", "gammadeltaomega"), ("OPENAI_API_KEY", &sk)]);
    assert_eq!(redactor.redact("(alphabetagammadeltaomega)"), "([redacted: FIRST])");
    assert_eq!(redactor.redact(&format!("key {sk}")), "key [redacted: OPENAI_API_KEY]");
    // A longer run of the same shape is taken as a whole.
    assert!(!redactor.redact(&format!("key {sk}XYZ1")).contains("XYZ1"));
}

#[test]
fn short_values_are_words() {
    assert_eq!(Redactor::new([("OPENAI_API_KEY", "ollama")]).redact("ask ollama"), "ask ollama");
}

#[test]
fn a_key_over_several_lines_is_found_line_by_line() {
    let key = "first-line-of-the-key-0123\nsecond-line-of-the-key-4567\n";
    let redactor = Redactor::new([("DEPLOY_KEY", key)]);
    assert_eq!(redactor.redact("x second-line-of-the-key-4567 y"), "x [redacted: DEPLOY_KEY] y");
}

#[test]
fn names_of_secrets() {
    for name in [
        "OPENAI_API_KEY",
        "openaiApiKey",
        "AWS_SECRET_ACCESS_KEY",
        "aws_session_token",
        "AWS_BEARER_TOKEN_BEDROCK",
        "GITHUB_TOKEN",
        "PGPASSWORD",
        "MYSQL_PWD",
        "NPM_CONFIG__AUTH",
        "clientSecret",
        "KIRO_API_KEY",
        "GH_PAT",
    ] {
        assert!(is_secret_name(name), "{name}");
    }
    for name in [
        "PATH",
        "PWD",
        "OLDPWD",
        "MAX_TOKENS",
        "TOKENIZERS_PARALLELISM",
        "MONKEY",
        "KEYTIMEOUT",
        "SSH_AUTH_SOCK",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_REGION",
        "model",
        "",
    ] {
        assert!(!is_secret_name(name), "{name}");
    }
}

#[test]
fn passwords_of_urls_are_secrets_whatever_the_name() {
    assert_eq!(secrets_in("HTTPS_PROXY", "http://u:pa55word@proxy:3128"), ["pa55word"]);
    assert_eq!(secrets_in("DATABASE_URL", "postgres://db/x"), [""; 0]);
    assert_eq!(secrets_in("API_TOKEN", "http://u:pa55word@proxy"), ["http://u:pa55word@proxy"]);
}

/// Much text of the worst kind: beginnings of secrets that do not end.
#[test]
fn long_text_takes_no_longer_than_it_must() {
    let redactor = Redactor::new([("CANARY", "aaaaaaaaaaaaaaab")]);
    for piece in
        ["a", "://a:", "secret=", "-----BEGIN PRIVATE KEY-", "eyJ.", "bearer ", "token:\"", "\\", "AKIA"]
    {
        // Were it quadratic, this would not end.
        let text = piece.repeat(400_000 / piece.len());
        assert!(!redactor.redact(&text).is_empty(), "{piece}");
    }
}

/// As `encodeURIComponent` and most libraries do.
fn encode(byte: u8) -> String {
    let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

proptest! {
    #[test]
    fn a_planted_canary_never_survives(
        canary in r"[!-~]{8,40}",
        before in r"[ -~\n]{0,40}",
        after in r"[ -~\n]{0,40}",
    ) {
        let redactor = Redactor::new([("CANARY", canary.as_str())]);
        let plain = format!("{before}{canary}{after}");
        let clean = redactor.redact(&plain);
        // A canary such as `redacted` may stand in the mark that replaces it.
        let rest: String = clean.split("[redacted: CANARY]").collect::<Vec<_>>().join("\n");
        prop_assert!(!rest.contains(&canary), "{clean}");
        for engine in [&STANDARD, &URL_SAFE] {
            let encoded = engine.encode(&plain);
            let clean = redactor.redact(&encoded);
            prop_assert!(clean.contains("[redacted: CANARY]"), "{encoded} {clean}");
            // What is left of the encoded text no longer decodes to the canary.
            for piece in clean.split("[redacted: CANARY]") {
                let piece = piece.trim_end_matches('=');
                for skip in 0..4 {
                    let aligned = piece.get(skip..).unwrap_or_default();
                    let whole = aligned.get(..aligned.len() / 4 * 4).unwrap_or_default();
                    let decoded = engine.decode(whole).unwrap_or_default();
                    prop_assert!(!String::from_utf8_lossy(&decoded).contains(&canary));
                }
            }
        }
        let percent: String = canary.bytes().map(encode).collect();
        prop_assert_eq!(redactor.redact(&percent), "[redacted: CANARY]");
    }

    #[test]
    fn text_without_secrets_is_borrowed_or_equal(text in r"[a-z .,\n(){};]{0,200}") {
        prop_assert_eq!(redacted(&text), text);
    }
}
