//! Where credentials come from, and what is said when there are none.

use std::fs;
use std::process::Command;

use bedrock_wire::{AccessKey, Answer, Options};
use expect_test::{Expect, expect};
use serde_json::json;

use super::{Bedrock, CHAT, ran};

#[test]
fn credentials_that_are_refused() {
    let check = |change: fn(&mut Options), expected: Expect| {
        let mut options = Options { replies: vec![Answer::text("no").into()], ..Options::default() };
        change(&mut options);
        Bedrock::new(options).check(expected);
    };
    check(
        |options| options.keys[0].secret = "another".to_owned(),
        expect![[r#"

              the model failed: Amazon Bedrock in us-east-1 at http://SERVER refused the credentials (403): The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details. Check the AWS credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_BEARER_TOKEN_BEDROCK) and the clock of this machine.
        "#]],
    );
    check(
        |options| options.keys.clear(),
        expect![[r#"

              the model failed: Amazon Bedrock in us-east-1 at http://SERVER refused the credentials (403): The security token included in the request is invalid. Check the AWS credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_BEARER_TOKEN_BEDROCK) and the clock of this machine.
        "#]],
    );
    check(
        |options| options.keys[0].session_token = Some("other".to_owned()),
        expect![[r#"

              the model failed: Amazon Bedrock in us-east-1 at http://SERVER refused the credentials (403): The security token included in the request is invalid. Check the AWS credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_BEARER_TOKEN_BEDROCK) and the clock of this machine.
        "#]],
    );
}

#[test]
fn without_a_region_or_credentials_it_says_what_to_set() {
    let bedrock = Bedrock::answering([]);
    let check = |command: &mut Command, expected: Expect| expected.assert_eq(&bedrock.shown(&ran(command)));
    check(
        bedrock.command(&CHAT).env_remove("AWS_REGION"),
        expect![[r#"

              the model failed: Amazon Bedrock needs an AWS region, and none is set. Set AWS_REGION, `awsRegion` in the settings file, or `region` in the profile of ~/.aws/config.
        "#]],
    );
    check(
        &mut bedrock.without_credentials(&CHAT),
        expect![[r#"

              the model failed: Amazon Bedrock in us-east-1 at http://SERVER cannot be asked, because there are no AWS credentials: the environment, the profile, the container and the instance have none. Run `aws configure` or `aws sso login`, or set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK.
        "#]],
    );
    check(
        bedrock.without_credentials(&CHAT).env("AWS_PROFILE", "nobody"),
        expect![[r#"

              the model failed: Amazon Bedrock in us-east-1 at http://SERVER cannot be asked, because there are no AWS credentials: the environment, the profile, the container and the instance have none. Run `aws configure` or `aws sso login --profile nobody`, or set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK.
        "#]],
    );
    assert_eq!(bedrock.wire.requests().len(), 0);
}

#[test]
fn an_sso_session_that_is_over_names_the_command() {
    let bedrock = Bedrock::answering([]);
    let home = bedrock.workspace.path("..");
    fs::create_dir_all(home.join(".aws/sso/cache")).unwrap();
    let config = "[profile work]\nregion = us-east-1\nsso_session = corp\nsso_account_id = 123456789012\n\
                  sso_role_name = Developer\n[sso-session corp]\nsso_region = us-east-1\n\
                  sso_start_url = https://corp.awsapps.example/start\nsso_registration_scopes = sso:account:access\n";
    fs::write(home.join(".aws/config"), config).unwrap();
    let check = |expected: Expect| {
        let ran = ran(bedrock.without_credentials(&CHAT).env("AWS_PROFILE", "work"));
        expected.assert_eq(&bedrock.shown(&ran));
    };
    // Never logged in.
    check(expect![[r#"

          the model failed: Amazon Bedrock in us-east-1 at http://SERVER cannot be asked, because there are no AWS credentials: failed to load the cached SSO token. Run `aws sso login --profile work` (`aws login` if you use that), then try again.
    "#]]);
    // The name is the SHA-1 of the session's name.
    let token = home.join(".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json");
    let over = json!({
        "startUrl": "https://corp.awsapps.example/start",
        "region": "us-east-1",
        "accessToken": "planted",
        "expiresAt": "2020-01-01T00:00:00Z",
    });
    fs::write(token, over.to_string()).unwrap();
    check(expect![[r#"

          the model failed: Amazon Bedrock in us-east-1 at http://SERVER cannot be asked, because there are no AWS credentials: the SSO token has expired and cannot be refreshed. Run `aws sso login --profile work` (`aws login` if you use that), then try again.
    "#]]);
}

#[test]
fn credentials_come_from_where_aws_programs_find_them() {
    let answers = || (0..9).map(|_| Answer::text("Hello.").into());
    let key = Options::default().keys.remove(0);
    let temporary =
        AccessKey { id: "ASIATEMPORARY".to_owned(), session_token: Some("token".to_owned()), ..key.clone() };
    let bedrock = Bedrock::new(Options {
        replies: answers().collect(),
        keys: vec![key.clone(), temporary.clone()],
        bearer: Some("bedrock-api-key-1".to_owned()),
        ..Options::default()
    });
    let home = bedrock.workspace.path("..");
    fs::create_dir_all(home.join(".aws")).unwrap();
    let process = json!({
        "Version": 1,
        "AccessKeyId": temporary.id,
        "SecretAccessKey": temporary.secret,
        "SessionToken": temporary.session_token,
    });
    fs::write(home.join("process.json"), process.to_string()).unwrap();
    let config = format!(
        "[profile process]\ncredential_process = cat {}/process.json\n[profile keys]\nregion = us-east-1\n",
        home.display()
    );
    fs::write(home.join(".aws/config"), config).unwrap();
    let credentials =
        format!("[keys]\naws_access_key_id = {}\naws_secret_access_key = {}\n", key.id, key.secret);
    fs::write(home.join(".aws/credentials"), credentials).unwrap();
    let check = |change: &dyn Fn(&mut Command), used: Option<&str>| {
        let mut command = bedrock.without_credentials(&CHAT);
        change(&mut command);
        let ran = ran(&mut command);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "Hello.\n"), "{ran:?}");
        assert_eq!(bedrock.wire.requests().last().unwrap().access_key.as_deref(), used);
    };
    check(
        &|command| {
            command.env("AWS_PROFILE", "process");
        },
        Some("ASIATEMPORARY"),
    );
    // The profile names the region too.
    check(
        &|command| {
            command.env("AWS_PROFILE", "keys").env_remove("AWS_REGION");
        },
        Some(&key.id),
    );
    check(
        &|command| {
            command.env("AWS_ACCESS_KEY_ID", "ASIATEMPORARY").env("AWS_SECRET_ACCESS_KEY", &key.secret);
            command.env("AWS_SESSION_TOKEN", "token");
        },
        Some("ASIATEMPORARY"),
    );
    check(
        &|command| {
            command.env("AWS_BEARER_TOKEN_BEDROCK", "bedrock-api-key-1");
        },
        None,
    );
    // Settings of this program name profile and region.
    let settings = home.join(".config/kiro-lsp");
    fs::create_dir_all(&settings).unwrap();
    let ours =
        json!({ "awsProfile": "keys", "awsRegion": "us-east-1", "bedrockEndpoint": bedrock.wire.endpoint() });
    fs::write(settings.join("settings.json"), ours.to_string()).unwrap();
    check(
        &|command| {
            command.env_remove("AWS_REGION").env_remove("AWS_ENDPOINT_URL_BEDROCK_RUNTIME");
        },
        Some(&key.id),
    );
}

#[test]
fn a_wrong_clock_is_corrected() {
    let answers = || vec![Answer::text("In time.").into()];
    let bedrock = Bedrock::new(Options { replies: answers(), clock_ahead: 3600, ..Options::default() });
    bedrock.check(expect![[r#"
        In time.
        the model is asked again (attempt 2): the endpoint failed (403): the clock of this machine is wrong; now going by that of AWS
        10 tokens read · 5 written · <$0.0001 · 0.01 credits · 0 % of the window of 200000 used
    "#]]);
}

#[test]
fn an_endpoint_with_a_password_is_refused_and_not_shown() {
    let bedrock = Bedrock::answering([]);
    let url = bedrock.wire.endpoint().replace("http://", "http://me:planted@");
    let mut command = bedrock.command(&CHAT);
    let ran = ran(command.env("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", url));
    expect![[r#"

        the model failed: The endpoint of Amazon Bedrock cannot be used: its URL contains credentials, which Bedrock does not take. Check AWS_ENDPOINT_URL_BEDROCK_RUNTIME, or `bedrockEndpoint` in the settings file.
    "#]].assert_eq(&bedrock.shown(&ran));
    assert!(!format!("{:?}", bedrock.workspace.events()).contains("planted"));
}
