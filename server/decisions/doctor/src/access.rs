//! Whether a model can be reached, as far as that can be told without reaching for it.

use protocol::{Check, CheckArea};

use crate::checks::{note, ok, problem};
use crate::{AwsFacts, Facts};

pub(crate) fn model(facts: &Facts) -> Vec<Check> {
    let area = CheckArea::Model;
    let model = &facts.model;
    match (&model.opened, &model.set, &model.source) {
        (Ok(name), _, Some(source)) => vec![ok(area, format!("`{name}`, set by {source}"))],
        (Ok(name), _, None) => vec![ok(area, format!("`{name}`"))],
        (Err(why), Some(_), Some(source)) => {
            vec![problem(area, why.clone(), format!("correct the model that {source} sets"))]
        }
        // Specs and tasks work without: nothing is broken until a model is asked.
        (Err(why), _, _) => {
            vec![note(
                area,
                why.clone(),
                "export KIRO_LSP_MODEL=bedrock:ID AWS_REGION=…, or KIRO_LSP_MODEL=openai:NAME OPENAI_BASE_URL=…, or try \
                 `kiro-cli demo`; docs/models.md says more",
            )]
        }
    }
}

pub(crate) fn credentials(facts: &Facts) -> Vec<Check> {
    let area = CheckArea::Credentials;
    let mut checks = Vec::new();
    let mut set: Vec<String> = facts.variables.iter().map(|name| format!("{name} is set")).collect();
    if facts.model.key_in_settings {
        set.push("`openaiApiKey` is in the settings file".to_owned());
    }
    checks.push(if set.is_empty() {
        ok(area, "no key or region is set in the environment; local servers need none")
    } else {
        ok(area, set.join(", "))
    });
    let has = |name: &str| facts.variables.iter().any(|set| set == name);
    if has("AWS_ACCESS_KEY_ID") != has("AWS_SECRET_ACCESS_KEY") {
        let found = "only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set";
        checks.push(problem(area, found, "set both, or neither"));
    }
    let aws = &facts.aws;
    for why in &aws.unreadable {
        checks.push(note(area, why.clone(), "make it readable for you, or set AWS_CONFIG_FILE"));
    }
    if !aws.profiles.is_empty() {
        let names: Vec<&str> = aws.profiles.iter().map(|profile| profile.name.as_str()).collect();
        checks.push(ok(area, format!("AWS profiles: {}; used: {}", names.join(", "), aws.profile)));
    }
    let bedrock = uses_bedrock(facts);
    if aws.profile != "default" && aws.profiles.iter().all(|profile| profile.name != aws.profile) {
        let found =
            format!("the AWS profile `{}` is to be used, and there is none of that name", aws.profile);
        let fix = format!("aws configure sso --profile {}", aws.profile);
        checks.push(if bedrock { problem(area, found, fix) } else { note(area, found, fix) });
    }
    checks.extend(sso_sessions(aws, bedrock));
    if bedrock {
        checks.extend(for_bedrock(facts));
    }
    checks
}

fn uses_bedrock(facts: &Facts) -> bool {
    let name = facts.model.opened.as_ref().ok().or(facts.model.set.as_ref());
    name.is_some_and(|name| name.starts_with("bedrock:"))
}

/// The SSO sessions of all profiles. An expired one is a problem only for the profile that is used.
fn sso_sessions(aws: &AwsFacts, bedrock: bool) -> Vec<Check> {
    let with_sso = aws.profiles.iter().filter_map(|profile| Some((profile, profile.sso_start_url.as_ref()?)));
    let judge = |(profile, start_url): (&crate::Profile, &String)| {
        let tokens: Vec<_> = aws
            .tokens
            .iter()
            .filter(|token| token.start_url.trim_end_matches('/') == start_url.trim_end_matches('/'))
            .collect();
        if tokens.iter().any(|token| token.renewable_until.is_some_and(|until| until > aws.now)) {
            let found = format!("profile `{}`: its SSO session is renewed when needed", profile.name);
            return ok(CheckArea::Credentials, found);
        }
        let found = match tokens.iter().map(|token| token.expires).max() {
            Some(expires) if expires > aws.now => {
                let minutes = (expires - aws.now) / 60_000;
                let found = format!(
                    "profile `{}`: its SSO session is valid for {minutes} more minutes",
                    profile.name
                );
                return ok(CheckArea::Credentials, found);
            }
            Some(_) => format!("profile `{}`: its SSO session has expired", profile.name),
            None => format!("profile `{}`: nobody has logged in to its SSO session", profile.name),
        };
        let fix = format!("aws sso login --profile {}", profile.name);
        if bedrock && profile.name == aws.profile {
            problem(CheckArea::Credentials, found, fix)
        } else {
            note(CheckArea::Credentials, found, fix)
        }
    };
    with_sso.map(judge).collect()
}

fn for_bedrock(facts: &Facts) -> Vec<Check> {
    let area = CheckArea::Credentials;
    let aws = &facts.aws;
    let profile = aws.profiles.iter().find(|profile| profile.name == aws.profile);
    let mut checks = Vec::new();
    match (&aws.region, profile.and_then(|profile| profile.region.as_ref())) {
        (Some(region), _) => {
            checks.push(ok(area, format!("AWS region {region}, from the environment or the settings file")))
        }
        (None, Some(region)) => checks.push(ok(area, format!("AWS region {region}, from the profile"))),
        (None, None) => {
            checks.push(note(area, "no AWS region is set", "export AWS_REGION=us-east-1, or yours"))
        }
    }
    let variables = [
        "AWS_BEARER_TOKEN_BEDROCK",
        "AWS_ACCESS_KEY_ID",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
    ];
    let in_environment = variables.iter().any(|name| facts.variables.iter().any(|set| set == name));
    let in_profile = profile.is_some_and(|profile| profile.credentials || profile.sso_start_url.is_some());
    if !in_environment && !in_profile {
        let found = "Amazon Bedrock needs credentials, and neither the environment nor the profile has any; only an \
                     instance role, which is not looked for, could still give them";
        checks.push(note(area, found, "aws configure sso, or export AWS_BEARER_TOKEN_BEDROCK=…"));
    }
    checks
}

pub(crate) fn connection(facts: &Facts) -> Vec<Check> {
    let area = CheckArea::Connection;
    let check = facts.connection.as_ref().map(|connection| match &connection.answer {
        Ok(took) => ok(area, format!("`{}` answered: {took}", connection.model)),
        Err(why) => {
            problem(area, why.clone(), "mend what it says, then run `kiro-cli doctor --connect` again")
        }
    });
    check.into_iter().collect()
}
