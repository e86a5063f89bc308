use serde_json::Value;

/// What is set up for AWS, without any key.
#[derive(Clone, Debug, Default)]
pub struct AwsFacts {
    /// `AWS_PROFILE`, or `default`.
    pub profile: String,
    pub profiles: Vec<Profile>,
    /// Cached logins.
    pub tokens: Vec<SsoToken>,
    /// The region that the environment names.
    pub region: Option<String>,
    /// Files that are there and cannot be read, and why.
    pub unreadable: Vec<String>,
    /// Unix time in milliseconds.
    pub now: i64,
}

/// A profile of `~/.aws/config` and `~/.aws/credentials`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    pub name: String,
    pub region: Option<String>,
    /// Where it logs in by SSO.
    pub sso_start_url: Option<String>,
    /// It has keys, a role, or a program that gives credentials.
    pub credentials: bool,
}

/// A cached SSO login, without its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsoToken {
    pub start_url: String,
    /// Unix time in milliseconds.
    pub expires: i64,
    /// Until then AWS's libraries renew it by themselves, as they do with those of an `[sso-session]`. Unix time in
    /// milliseconds.
    pub renewable_until: Option<i64>,
}

/// Settings that say how a profile gets credentials, besides SSO.
const CREDENTIAL_SETTINGS: [&str; 5] =
    ["aws_access_key_id", "role_arn", "credential_process", "web_identity_token_file", "login_session"];

/// The profiles of a config and a credentials file (AWS SDKs and Tools Reference, "Shared config and credentials
/// files"): `[profile NAME]`, `[default]` and `[sso-session NAME]` in the one, `[NAME]` in the other.
pub fn profiles(config: &str, credentials: &str) -> Vec<Profile> {
    let sections = sections(config);
    let start_url_of = |session: &str| {
        let wanted = format!("sso-session {session}");
        let (_, settings) = sections.iter().find(|(name, _)| *name == wanted)?;
        get(settings, "sso_start_url")
    };
    let mut profiles: Vec<Profile> = Vec::new();
    for (section, settings) in &sections {
        let name = section.strip_prefix("profile ").map(str::trim);
        let Some(name) = name.or_else(|| (section == "default").then_some("default")) else { continue };
        let session = get(settings, "sso_session").and_then(|session| start_url_of(&session));
        profiles.push(Profile {
            name: name.to_owned(),
            region: get(settings, "region"),
            sso_start_url: session.or_else(|| get(settings, "sso_start_url")),
            credentials: CREDENTIAL_SETTINGS.iter().any(|name| get(settings, name).is_some()),
        });
    }
    for (name, settings) in self::sections(credentials) {
        let credentials = CREDENTIAL_SETTINGS.iter().any(|name| get(&settings, name).is_some());
        match profiles.iter_mut().find(|profile| profile.name == name) {
            Some(profile) => profile.credentials |= credentials,
            None => profiles.push(Profile {
                name,
                credentials,
                region: get(&settings, "region"),
                ..Profile::default()
            }),
        }
    }
    profiles
}

/// A cached login of `~/.aws/sso/cache`; other files there are registrations of clients. It can be renewed if it
/// holds `refreshToken`, `clientId`, `clientSecret` and `registrationExpiresAt` (AWS SDKs and Tools Reference, "IAM
/// Identity Center credential provider").
pub fn sso_token(json: &str) -> Option<SsoToken> {
    let value: Value = serde_json::from_str(json).ok()?;
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    text("accessToken")?;
    let has_all = ["refreshToken", "clientId", "clientSecret"].into_iter().all(|key| text(key).is_some());
    let registration = text("registrationExpiresAt").filter(|_| has_all).and_then(milliseconds);
    Some(SsoToken {
        start_url: text("startUrl")?.to_owned(),
        expires: milliseconds(text("expiresAt")?)?,
        renewable_until: registration,
    })
}

type Section = (String, Vec<(String, String)>);

fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in text.lines() {
        // An indented line goes on with the setting above.
        if line.starts_with([' ', '\t', '#', ';']) || line.is_empty() {
            continue;
        }
        if let Some(name) = line.trim().strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            sections.push((name.split_whitespace().collect::<Vec<_>>().join(" "), Vec::new()));
        } else if let (Some((_, settings)), Some((key, value))) = (sections.last_mut(), line.split_once('='))
        {
            settings.push((key.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    sections
}

fn get(settings: &[(String, String)], key: &str) -> Option<String> {
    settings.iter().find(|(name, value)| name == key && !value.is_empty()).map(|(_, value)| value.clone())
}

/// `2026-01-31T08:15:00Z`, with or without a fraction; older versions of the CLI write `UTC` at the end.
fn milliseconds(time: &str) -> Option<i64> {
    let number = |from: usize, to: usize| time.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let seconds = number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    // Days since 1970 in the Gregorian calendar, years beginning in March.
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = 365 * year + year / 4 - year / 100 + year / 400 + day_of_year - 719_468;
    Some((days * 86_400 + seconds) * 1000)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use expect_test::expect;

    use super::*;

    #[test]
    fn profiles_of_both_files() {
        let config = "[default]\nregion = eu-west-1\n# [profile no]\n[ profile  dev ]\nsso_session=corp\n  region = no\n\
                      [sso-session corp]\nsso_start_url = https://corp.example/start\n[profile old]\n\
                      sso_start_url = https://old.example\n[profile ci]\nrole_arn = arn:x\nregion =\n[broken\nx\n=\n";
        let credentials = "[default]\naws_access_key_id = AK\n[extra]\naws_access_key_id = AK\n[empty]\n";
        let found: String = profiles(config, credentials)
            .iter()
            .map(|p| format!("{} {:?} {:?} {}\n", p.name, p.region, p.sso_start_url, p.credentials))
            .collect();
        expect![[r#"
            default Some("eu-west-1") None true
            dev None Some("https://corp.example/start") false
            old None Some("https://old.example") false
            ci None None true
            extra None None true
            empty None None false
        "#]]
        .assert_eq(&found);
    }

    #[test]
    fn cached_logins() {
        let token = |expires: &str| {
            sso_token(&format!(r#"{{"startUrl":"https://a","accessToken":"x","expiresAt":"{expires}"}}"#))
        };
        for (text, milliseconds) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:30:15Z", Some(951_827_415_000)),
            ("2026-11-22T20:20:00.123Z", Some(1_795_378_800_000)),
            ("2020-06-17T10:02:08UTC", Some(1_592_388_128_000)),
            ("tomorrow", None),
            ("", None),
        ] {
            assert_eq!(token(text).map(|token| token.expires), milliseconds, "{text}");
        }
        let all = r#"{"startUrl":"https://a","accessToken":"x","expiresAt":"1970-01-01T00:00:00Z","refreshToken":"x",
            "clientId":"x","clientSecret":"x","registrationExpiresAt":"1970-01-01T00:00:09Z"}"#;
        assert_eq!(sso_token(all).unwrap().renewable_until, Some(9000));
        for key in ["refreshToken", "clientId", "clientSecret", "registrationExpiresAt"] {
            let without = all.replace(key, "other");
            assert_eq!(sso_token(&without).unwrap().renewable_until, None, "{key}");
        }
        assert_eq!(sso_token(r#"{"clientId":"x","expiresAt":"2020-06-17T10:02:08Z"}"#), None);
        assert_eq!(sso_token("no json"), None);
    }
}
