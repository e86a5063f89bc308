//! Who sent a request: AWS Signature Version 4, or an API key of Bedrock.
//!
//! Rules: "AWS Signature Version 4 for API requests" in the IAM user guide; the messages are those of the
//! service.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4::SigningParams,
};
use aws_smithy_types::{DateTime, date_time::Format};

use crate::{Refusal, http::Request};

const SERVICE: &str = "bedrock";
/// How far the clocks may be apart.
const WINDOW: Duration = Duration::from_secs(5 * 60);

/// A key that the service knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessKey {
    pub id: String,
    pub secret: String,
    /// Only for temporary credentials.
    pub session_token: Option<String>,
    /// It was valid once; its use is answered with `ExpiredTokenException`.
    pub expired: bool,
}

/// What a request says about its signer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Authorization<'a> {
    pub(crate) key: &'a str,
    /// `DATE/REGION/SERVICE/aws4_request`
    pub(crate) scope: &'a str,
    signed: Vec<&'a str>,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads the header `authorization`, if it is a signature.
    pub(crate) fn read(request: &'a Request) -> Option<Self> {
        let fields = request.header("authorization")?.strip_prefix("AWS4-HMAC-SHA256 ")?;
        let field =
            |name| fields.split(',').find_map(|field| field.trim().strip_prefix(name)?.strip_prefix('='));
        let (key, scope) = field("Credential")?.split_once('/')?;
        let signed = field("SignedHeaders")?.split(';').collect();
        Some(Self { key, scope, signed, signature: field("Signature")? })
    }
}

/// Checks the signature of a request that came at `now` to an endpoint of `region`.
pub(crate) fn verify(
    request: &Request,
    keys: &[AccessKey],
    region: &str,
    now: DateTime,
) -> Result<(), Refusal> {
    if request.header("authorization").is_none() {
        let kind = "MissingAuthenticationTokenException";
        return Err(Refusal::new(403, kind, "Missing Authentication Token"));
    }
    let Some(authorization) = Authorization::read(request) else {
        let why = "Authorization header requires 'Credential' parameter, 'SignedHeaders' and 'Signature'.";
        return Err(Refusal::new(403, "IncompleteSignatureException", why));
    };
    let key = known(request, &authorization, keys)?;
    let date = request.header("x-amz-date").unwrap_or_default();
    check_scope(&authorization, region, date)?;
    let time = check_date(date, now)?;
    check_signed_headers(request, &authorization)?;
    match signature(request, &authorization, key, region, time) {
        Some(signature) if signature == authorization.signature => Ok(()),
        Some(_) | None => Err(invalid(
            "The request signature we calculated does not match the signature you provided. Check your AWS \
             Secret Access Key and signing method. Consult the service documentation for details.",
        )),
    }
}

fn known<'a>(
    request: &Request,
    authorization: &Authorization<'_>,
    keys: &'a [AccessKey],
) -> Result<&'a AccessKey, Refusal> {
    let token = request.header("x-amz-security-token");
    let key = keys.iter().find(|key| key.id == authorization.key && key.session_token.as_deref() == token);
    match key {
        Some(key) if key.expired => {
            let why = "The security token included in the request is expired";
            Err(Refusal::new(403, "ExpiredTokenException", why))
        }
        Some(key) => Ok(key),
        None => {
            let why = "The security token included in the request is invalid.";
            Err(Refusal::new(403, "UnrecognizedClientException", why))
        }
    }
}

fn check_scope(authorization: &Authorization<'_>, region: &str, date: &str) -> Result<(), Refusal> {
    let scope: Vec<&str> = authorization.scope.split('/').collect();
    let [day, its_region, service, end] = scope.as_slice() else {
        return Err(invalid("Credential must have exactly 5 slash-delimited elements."));
    };
    let today = date.get(..8).unwrap_or_default();
    match () {
        () if *end != "aws4_request" => {
            Err(invalid("Credential should be scoped with a valid terminator: 'aws4_request'."))
        }
        () if *service != SERVICE => {
            Err(invalid(format!("Credential should be scoped to correct service: '{SERVICE}'. ")))
        }
        () if *its_region != region => Err(invalid("Credential should be scoped to a valid region. ")),
        () if *day != today => Err(invalid(format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
             '{day}' != '{today}', from '{date}'."
        ))),
        () => Ok(()),
    }
}

fn check_date(date: &str, now: DateTime) -> Result<DateTime, Refusal> {
    let time = parse(date).ok_or_else(|| {
        invalid(format!(
            "Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601"
        ))
    })?;
    let window = i64::try_from(WINDOW.as_secs()).unwrap_or(i64::MAX);
    let (earliest, latest) = (now.secs() - window, now.secs() + window);
    if time.secs() < earliest {
        let (limit, now) = (basic(DateTime::from_secs(earliest)), basic(now));
        return Err(invalid(format!(
            "Signature expired: {date} is now earlier than {limit} ({now} - 5 min.)"
        )));
    }
    if time.secs() > latest {
        let (limit, now) = (basic(DateTime::from_secs(latest)), basic(now));
        return Err(invalid(format!(
            "Signature not yet current: {date} is still later than {limit} ({now} + 5 min.)"
        )));
    }
    Ok(time)
}

/// The host, and everything that begins with `x-amz-`, must be covered.
fn check_signed_headers(request: &Request, authorization: &Authorization<'_>) -> Result<(), Refusal> {
    if !authorization.signed.contains(&"host") {
        return Err(invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."));
    }
    let amazon = request.headers.iter().filter(|(name, _)| name.starts_with("x-amz-"));
    for (name, _) in amazon {
        if !authorization.signed.contains(&name.as_str()) {
            return Err(invalid(format!("'{name}' must be a 'SignedHeader' in the AWS Authorization.")));
        }
    }
    Ok(())
}

/// The signature that the request should have.
fn signature(
    request: &Request,
    authorization: &Authorization<'_>,
    key: &AccessKey,
    region: &str,
    time: DateTime,
) -> Option<String> {
    let token = key.session_token.clone();
    let identity = Credentials::new(&key.id, &key.secret, token, None, "bedrock-wire").into();
    let mut settings = SigningSettings::default();
    // Whatever the client signed counts.
    settings.excluded_headers = None;
    let params = SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(SERVICE)
        .time(time.try_into().ok()?)
        .settings(settings)
        .build()
        .ok()?
        .into();
    // These are added by the signer itself, from its own arguments.
    let own = ["x-amz-date", "x-amz-security-token"];
    let signed = |name: &str| authorization.signed.contains(&name) && !own.contains(&name);
    let headers =
        request.headers.iter().filter(|(name, _)| signed(name)).map(|(n, v)| (n.as_str(), v.as_str()));
    let url = format!("http://{}{}", request.header("host")?, request.target);
    let body = SignableBody::Bytes(&request.body);
    let signable = SignableRequest::new(&request.method, url, headers, body).ok()?;
    Some(sign(signable, &params).ok()?.signature().to_owned())
}

/// Checks `Authorization: Bearer KEY`, an API key of Bedrock.
pub(crate) fn verify_bearer(sent: &str, known: Option<&str>) -> Result<(), Refusal> {
    match known {
        Some(known) if known == sent => Ok(()),
        Some(_) | None => {
            let why = "Authentication failed: Please make sure your API Key is valid.";
            Err(Refusal::new(403, "AccessDeniedException", why))
        }
    }
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(403, "InvalidSignatureException", message)
}

/// `20140325T143453Z`, as a time.
fn parse(date: &str) -> Option<DateTime> {
    let part = |range: std::ops::Range<usize>| date.get(range);
    let (day, time) = date.strip_suffix('Z')?.split_once('T')?;
    if day.len() != 8 || time.len() != 6 {
        return None;
    }
    let extended = format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0..4)?,
        part(4..6)?,
        part(6..8)?,
        part(9..11)?,
        part(11..13)?,
        part(13..15)?
    );
    DateTime::from_str(&extended, Format::DateTime).ok()
}

fn basic(time: DateTime) -> String {
    let extended = DateTime::from_secs(time.secs()).fmt(Format::DateTime).unwrap_or_default();
    extended.replace(['-', ':'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signed by botocore 1.44.5 at 2026-01-02 03:04:05.
    fn request(token: Option<&str>) -> Request {
        let (signed, signature) = match token {
            None => ("", "122d2c2cdb9ced7e8d3546a6ad96e244fb17830d92fbcf56c64c15ff5424f1df"),
            Some(_) => {
                (";x-amz-security-token", "416cef423c32c461db98de117d283966d57e9ae6877e1b7f46ef4bc0d00c3689")
            }
        };
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/bedrock/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date{signed}, Signature={signature}"
        );
        let headers = [
            ("host", "127.0.0.1:8080"),
            ("content-type", "application/json"),
            ("x-amz-date", "20260102T030405Z"),
            ("user-agent", "not signed"),
            ("authorization", &authorization),
        ];
        let token = token.map(|token| ("x-amz-security-token", token));
        let headers = headers.into_iter().chain(token);
        Request {
            method: "POST".to_owned(),
            target: "/model/us.anthropic.claude-v1%3A0/converse-stream".to_owned(),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            body: br#"{"messages": []}"#.to_vec(),
        }
    }

    fn check(change: impl Fn(&mut Request, &mut AccessKey), now: &str, expected: &str) {
        for token in [None, Some("token/of+time==")] {
            let mut request = request(token);
            let mut key = AccessKey {
                session_token: token.map(str::to_owned),
                ..crate::Options::default().keys.remove(0)
            };
            change(&mut request, &mut key);
            let verdict = verify(&request, &[key], "us-east-1", parse(now).unwrap_or(DateTime::from_secs(0)));
            let verdict = verdict.err().map_or_else(|| "good".to_owned(), |refusal| refusal.message);
            assert!(verdict.contains(expected), "{verdict}");
        }
    }

    #[test]
    fn another_signer_is_understood() {
        check(|_, _| {}, "20260102T030405Z", "good");
        check(|_, _| {}, "20260102T030905Z", "good");
        check(|_, _| {}, "20260102T025905Z", "good");
    }

    #[test]
    fn clocks_may_be_five_minutes_apart() {
        check(
            |_, _| {},
            "20260102T030906Z",
            "Signature expired: 20260102T030405Z is now earlier than 20260102T030406Z (20260102T030906Z - 5 min.)",
        );
        check(
            |_, _| {},
            "20260102T025904Z",
            "Signature not yet current: 20260102T030405Z is still later than 20260102T030404Z",
        );
    }

    #[test]
    fn whatever_was_changed_is_noticed() {
        const NOW: &str = "20260102T030405Z";
        const WRONG: &str = "The request signature we calculated does not match";
        fn set(request: &mut Request, name: &str, value: &str) {
            request.headers.retain(|(other, _)| other != name);
            request.headers.push((name.to_owned(), value.to_owned()));
        }
        fn edit(request: &mut Request, from: &str, to: &str) {
            let value =
                request.header("authorization").map(|value| value.replace(from, to)).unwrap_or_default();
            set(request, "authorization", &value);
        }
        check(|request, _| request.body.push(b' '), NOW, WRONG);
        check(|request, _| request.target = "/model/x/converse-stream".to_owned(), NOW, WRONG);
        check(|request, _| request.method = "PUT".to_owned(), NOW, WRONG);
        check(|request, _| set(request, "host", "other"), NOW, WRONG);
        check(|request, _| set(request, "user-agent", "other"), NOW, "good");
        check(|_, key| key.secret.push('x'), NOW, WRONG);
        check(|_, key| key.id.push('x'), NOW, "The security token included in the request is invalid.");
        check(
            |_, key| key.session_token = Some("x".to_owned()),
            NOW,
            "The security token included in the request is invalid.",
        );
        check(|_, key| key.expired = true, NOW, "The security token included in the request is expired");
        check(|request, _| edit(request, "us-east-1", "eu-west-1"), NOW, "valid region");
        check(|request, _| edit(request, "/bedrock/", "/s3/"), NOW, "correct service: 'bedrock'");
        check(|request, _| edit(request, "/20260102/", "/20260103/"), NOW, "Date in Credential scope");
        check(
            |request, _| edit(request, "host;", ""),
            NOW,
            "'Host' or ':authority' must be a 'SignedHeader'",
        );
        check(|request, _| set(request, "x-amz-more", "1"), NOW, "'x-amz-more' must be a 'SignedHeader'");
        check(
            |request, _| set(request, "x-amz-date", "yesterday"),
            "20260102T030405Z",
            "Date in Credential scope",
        );
        check(|request, _| set(request, "x-amz-date", "20260102T0304"), NOW, "Date must be in ISO-8601");
        check(|request, _| edit(request, "Signature=", "Sign="), NOW, "Authorization header requires");
        check(
            |request, _| request.headers.retain(|(name, _)| name != "authorization"),
            NOW,
            "Missing Authentication",
        );
    }
}
