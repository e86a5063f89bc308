/// Words in the name of a variable or setting whose value is a secret.
const SECRET_WORDS: [&str; 11] = [
    "TOKEN",
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "CREDENTIAL",
    "CREDENTIALS",
    "APIKEY",
    "KEY",
    "PAT",
    "AUTH",
];

/// Last words of names whose value only says where a secret is, or how long it lives.
const ABOUT_SECRETS: [&str; 9] =
    ["FILE", "PATH", "DIR", "URI", "URL", "TYPE", "EXPIRATION", "TIMEOUT", "SOCK"];

/// Whether a variable or setting of this name holds a secret: `GITHUB_TOKEN`, `openaiApiKey`, `aws_secret_access_key`.
pub fn is_secret_name(name: &str) -> bool {
    let words = words(name);
    let about = words.last().is_some_and(|last| ABOUT_SECRETS.contains(&last.as_str()));
    let secret = |word: &String| {
        SECRET_WORDS.iter().any(|secret| match secret.len() {
            // `PGPASSWORD`, `SENTRYTOKEN`; but not `MONKEY`.
            5.. => word.ends_with(secret),
            _ => word == secret,
        })
    };
    // `PWD` alone is the working directory.
    let pwd = words.len() > 1 && words.last().is_some_and(|last| last == "PWD") && words != ["OLD", "PWD"];
    !about && (pwd || words.iter().any(secret))
}

/// `openaiApiKey` and `OPENAI_API_KEY` are `OPENAI`, `API`, `KEY`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_small = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() || (after_small && c.is_ascii_uppercase()) {
            words.push(String::new());
        }
        if c.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c.to_ascii_uppercase());
        }
        after_small = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    words.retain(|word| !word.is_empty());
    words
}
