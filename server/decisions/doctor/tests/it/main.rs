#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use doctor::{
    AwsFacts, Connection, Facts, Git, Holding, Mechanism, ModelFacts, Profile, Program, Sandbox,
    SettingsFile, SettingsState, SsoToken, StoreFacts, UnreadableSpec, WorkspaceFacts, checks,
};
use expect_test::{Expect, expect};
use protocol::CheckState;

const MINUTE: i64 = 60_000;

/// A machine on which everything is well.
fn well() -> Facts {
    let program = |name: &str, says: &str| Program {
        name: name.into(),
        path: format!("/bin/{name}"),
        says: Some(says.into()),
    };
    Facts {
        model: ModelFacts {
            set: Some("m".into()),
            source: Some("KIRO_LSP_MODEL".into()),
            opened: Ok("openai:m".into()),
            key_in_settings: false,
        },
        variables: vec!["OPENAI_API_KEY".into()],
        aws: AwsFacts { profile: "default".into(), now: 1000 * MINUTE, ..AwsFacts::default() },
        connection: None,
        settings: vec![SettingsFile { path: "settings.json".into(), state: SettingsState::Absent }],
        workspace: Ok(WorkspaceFacts {
            root: "/w".into(),
            has_kiro: true,
            links: vec![],
            not_folders: vec![],
            specs: 3,
            unreadable: vec![],
        }),
        store: Ok(StoreFacts {
            file: "/s/state.db".into(),
            bytes: 4096,
            schema: 1,
            events: 12,
            damage: vec![],
            leases: vec![],
            free: Some(1 << 40),
        }),
        sandbox: bubblewrap(),
        git: Git { program: Some(program("git", "git version 2.47.1")), repository: true },
        editors: vec![program("nvim", "NVIM v0.11.2")],
    }
}

/// What is said of a machine that differs from a well one in this, besides what is said of that.
fn check(change: impl FnOnce(&mut Facts), expected: Expect) {
    let usual: Vec<_> = checks(&well());
    let mut facts = well();
    change(&mut facts);
    let said: String = checks(&facts)
        .iter()
        .filter(|check| !usual.contains(check))
        .map(|check| {
            let fix = check.fix.as_ref().map(|fix| format!(" -> {fix}")).unwrap_or_default();
            format!("{:?}: {}{fix}\n", check.state, check.found)
        })
        .collect();
    expected.assert_eq(&said);
}

fn settings(state: SettingsState) -> impl FnOnce(&mut Facts) {
    move |facts| facts.settings[0].state = state
}

fn store(change: impl FnOnce(&mut StoreFacts)) -> impl FnOnce(&mut Facts) {
    move |facts| change(facts.store.as_mut().unwrap())
}

/// A profile `dev` that logs in by SSO, and its last login.
fn sso(expires: Option<i64>, model: &'static str) -> impl FnOnce(&mut Facts) {
    move |facts| {
        let start_url = "https://corp.example/start";
        let dev = Profile { name: "dev".into(), sso_start_url: Some(start_url.into()), ..Profile::default() };
        let token = |expires| SsoToken { start_url: format!("{start_url}/"), expires, renewable_until: None };
        facts.model.opened = Ok(model.into());
        facts.variables = vec!["AWS_PROFILE".into()];
        facts.aws.profile = "dev".into();
        facts.aws.profiles = vec![dev];
        facts.aws.tokens = expires.map(token).into_iter().collect();
    }
}

#[test]
fn a_well_machine() {
    let checks = checks(&well());
    let notes: Vec<_> = checks.iter().filter(|check| check.state != CheckState::Ok).collect();
    assert!(notes.is_empty(), "{notes:#?}");
    assert!(checks.is_sorted_by_key(|check| check.area));
    assert!(checks.iter().all(|check| (check.state == CheckState::Ok) == check.fix.is_none()));
}

fn bubblewrap() -> Sandbox {
    Sandbox { mechanism: Some(Mechanism::Bubblewrap { program: "/usr/bin/bwrap".into() }), broken: None }
}

#[test]
fn sandboxes() {
    check(
        |facts| facts.sandbox = Sandbox::default(),
        expect![[r#"
            Ok: nothing confines the commands of agents: they run with your rights, without your secrets in their environment, after you allowed them; so read each before you allow it, or work in a container
        "#]],
    );
    check(
        |facts| {
            let broken = Some("setting up uid map: Permission denied".into());
            facts.sandbox = Sandbox { mechanism: Some(Mechanism::Landlock { version: 6 }), broken };
        },
        expect![[r#"
            Ok: Landlock (version 6) confines the commands of agents: they write in the workspace, read no secrets outside of it, and have no network, unless you allow it; bubblewrap would also keep them from secrets and control files in the workspace, but does not work here: setting up uid map: Permission denied
        "#]],
    );
}

#[test]
fn models() {
    check(
        |facts| facts.model.opened = Err("no endpoint is set".into()),
        expect![[r#"
            Problem: no endpoint is set -> correct the model that KIRO_LSP_MODEL sets
        "#]],
    );
    check(
        |facts| {
            facts.model =
                ModelFacts { set: None, source: None, opened: Err("no model".into()), key_in_settings: true }
        },
        expect![[r#"
            Note: no model -> export KIRO_LSP_MODEL=bedrock:ID AWS_REGION=…, or KIRO_LSP_MODEL=openai:NAME OPENAI_BASE_URL=…, or try `kiro-cli demo`; docs/models.md says more
            Ok: OPENAI_API_KEY is set, `openaiApiKey` is in the settings file
        "#]],
    );
    check(
        |facts| {
            facts.connection = Some(Connection { model: "openai:m".into(), answer: Err("refused".into()) })
        },
        expect![[r#"
            Problem: refused -> mend what it says, then run `kiro-cli doctor --connect` again
        "#]],
    );
    check(
        |facts| {
            facts.connection =
                Some(Connection { model: "openai:m".into(), answer: Ok("9 tokens in, 2 out".into()) })
        },
        expect![[r#"
            Ok: `openai:m` answered: 9 tokens in, 2 out
        "#]],
    );
}

#[test]
fn sso_sessions_matter_to_the_profile_that_is_used() {
    check(
        sso(Some(1090 * MINUTE), "openai:m"),
        expect![[r#"
            Ok: AWS_PROFILE is set
            Ok: AWS profiles: dev; used: dev
            Ok: profile `dev`: its SSO session is valid for 90 more minutes
        "#]],
    );
    check(
        sso(Some(1000 * MINUTE), "openai:m"),
        expect![[r#"
            Ok: AWS_PROFILE is set
            Ok: AWS profiles: dev; used: dev
            Note: profile `dev`: its SSO session has expired -> aws sso login --profile dev
        "#]],
    );
    check(
        sso(None, "bedrock:m"),
        expect![[r#"
            Ok: `bedrock:m`, set by KIRO_LSP_MODEL
            Ok: AWS_PROFILE is set
            Ok: AWS profiles: dev; used: dev
            Problem: profile `dev`: nobody has logged in to its SSO session -> aws sso login --profile dev
            Note: no AWS region is set -> export AWS_REGION=us-east-1, or yours
        "#]],
    );
}

#[test]
fn a_login_that_renews_itself_needs_no_other() {
    let renewable = |until| {
        move |facts: &mut Facts| {
            sso(Some(900 * MINUTE), "bedrock:m")(facts);
            facts.aws.region = Some("eu-west-1".into());
            facts.aws.tokens[0].renewable_until = Some(until);
        }
    };
    check(
        renewable(1001 * MINUTE),
        expect![[r#"
            Ok: `bedrock:m`, set by KIRO_LSP_MODEL
            Ok: AWS_PROFILE is set
            Ok: AWS profiles: dev; used: dev
            Ok: profile `dev`: its SSO session is renewed when needed
            Ok: AWS region eu-west-1, from the environment or the settings file
        "#]],
    );
    check(
        renewable(1000 * MINUTE),
        expect![[r#"
            Ok: `bedrock:m`, set by KIRO_LSP_MODEL
            Ok: AWS_PROFILE is set
            Ok: AWS profiles: dev; used: dev
            Problem: profile `dev`: its SSO session has expired -> aws sso login --profile dev
            Ok: AWS region eu-west-1, from the environment or the settings file
        "#]],
    );
}

#[test]
fn credentials_for_bedrock() {
    let bedrock = |variables: &'static [&str], region: Option<&'static str>| {
        move |facts: &mut Facts| {
            facts.model.opened = Ok("bedrock:m".into());
            facts.variables = variables.iter().map(|name| (*name).to_owned()).collect();
            facts.aws.region = region.map(str::to_owned);
        }
    };
    check(
        bedrock(&["AWS_BEARER_TOKEN_BEDROCK", "AWS_REGION"], Some("eu-west-1")),
        expect![[r#"
            Ok: `bedrock:m`, set by KIRO_LSP_MODEL
            Ok: AWS_BEARER_TOKEN_BEDROCK is set, AWS_REGION is set
            Ok: AWS region eu-west-1, from the environment or the settings file
        "#]],
    );
    check(
        bedrock(&[], Some("eu-west-1")),
        expect![[r#"
            Ok: `bedrock:m`, set by KIRO_LSP_MODEL
            Ok: no key or region is set in the environment; local servers need none
            Ok: AWS region eu-west-1, from the environment or the settings file
            Note: Amazon Bedrock needs credentials, and neither the environment nor the profile has any; only an instance role, which is not looked for, could still give them -> aws configure sso, or export AWS_BEARER_TOKEN_BEDROCK=…
        "#]],
    );
    check(
        |facts| {
            facts.variables = vec!["AWS_PROFILE".into(), "AWS_ACCESS_KEY_ID".into()];
            facts.aws.profile = "gone".into();
            facts.aws.unreadable = vec!["`config` cannot be read: permission denied".into()];
        },
        expect![[r#"
            Ok: AWS_PROFILE is set, AWS_ACCESS_KEY_ID is set
            Problem: only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set -> set both, or neither
            Note: `config` cannot be read: permission denied -> make it readable for you, or set AWS_CONFIG_FILE
            Note: the AWS profile `gone` is to be used, and there is none of that name -> aws configure sso --profile gone
        "#]],
    );
}

#[test]
fn settings_files() {
    check(
        settings(SettingsState::Unusable("expected `,` at line 2".into())),
        expect![[r#"
            Problem: `settings.json` is left out: expected `,` at line 2 -> correct the file, or remove it
        "#]],
    );
    check(
        settings(SettingsState::Read { unknown: vec!["modle".into()] }),
        expect![[r#"
            Note: `settings.json` has settings that mean nothing here: modle -> remove them, or correct their spelling; docs/cli.md lists the settings
        "#]],
    );
    check(
        settings(SettingsState::Read { unknown: vec![] }),
        expect![[r#"
            Ok: `settings.json` is read
        "#]],
    );
}

#[test]
fn workspaces() {
    check(
        |facts| {
            let workspace = facts.workspace.as_mut().unwrap();
            workspace.links = vec![(".kiro".into(), Some("docs/kiro".into())), (".kiro/specs".into(), None)];
            workspace.unreadable =
                vec![UnreadableSpec { name: "a".into(), why: "tasks.md is a pipe".into() }];
        },
        expect![[r#"
            Ok: `.kiro` is a link to `docs/kiro`
            Problem: `.kiro/specs` is a link that leads nowhere or out of the workspace, so it is not followed -> put the folder itself there, or a link to a folder of the workspace
            Problem: the spec `a` cannot be read: tasks.md is a pipe -> mend or remove that file
        "#]],
    );
    check(
        |facts| facts.workspace.as_mut().unwrap().not_folders = vec![".kiro/specs".into()],
        expect![[r#"
            Problem: `.kiro/specs` is not a folder, so nothing in it is found -> move it away, and put a folder `.kiro/specs` there
        "#]],
    );
    check(
        |facts| facts.workspace.as_mut().unwrap().has_kiro = false,
        expect![[r#"
            Note: `/w` has no `.kiro` folder, so it has no specs -> write one at .kiro/specs/NAME/tasks.md, or see one with `kiro-cli demo`
        "#]],
    );
    check(
        |facts| facts.workspace = Err("no permission for `/w`".into()),
        expect![[r#"
            Problem: no permission for `/w` -> name a folder that you may read: `kiro-cli -C FOLDER doctor`
        "#]],
    );
}

#[test]
fn stores() {
    let lease = |owner: &str, alive| Holding { key: "task:a/1".into(), owner: owner.into(), alive };
    check(
        store(|store| store.damage = vec!["row 3 missing".into(), "page 4".into()]),
        expect![[r#"
            Problem: `/s/state.db` is damaged: row 3 missing; page 4 -> move the file away: specs and tasks are not in it, only what agents did
        "#]],
    );
    check(
        store(|store| store.leases = vec![lease("Neovim", true), lease("Helix", false)]),
        expect![[r#"
            Ok: task:a/1 is being worked on by Neovim
            Note: task:a/1 was left by Helix, which has ended -> nothing holds it: the same command goes on with the work
        "#]],
    );
    check(
        store(|store| store.free = Some(30 << 20)),
        expect![[r#"
            Problem: only 30 MB are free on the disk of `/s/state.db` -> free some space: each step is stored before it takes effect
        "#]],
    );
    check(store(|store| store.free = None), expect![""]);
    check(
        |facts| facts.store = Err("written by a newer version".into()),
        expect![[r#"
            Problem: written by a newer version -> set KIRO_LSP_STATE_DIR to another folder to go on meanwhile
        "#]],
    );
}

#[test]
fn programs() {
    let editors = |editors: &'static [(&str, Option<&str>)]| {
        move |facts: &mut Facts| {
            let program = |(name, says): &(&str, Option<&str>)| Program {
                name: (*name).into(),
                path: format!("/bin/{name}"),
                says: says.map(str::to_owned),
            };
            facts.editors = editors.iter().map(program).collect();
        }
    };
    check(
        editors(&[
            ("nvim", Some("NVIM v0.9.5")),
            ("hx", Some("helix 24.7 (x)")),
            ("code", None),
            ("emacs", None),
        ]),
        expect![[r#"
            Note: nvim: NVIM v0.9.5 is too old -> update Neovim to 0.10 or newer; `vim.lsp.enable` needs 0.11
            Note: hx: helix 24.7 (x) is too old -> update Helix to 25.01 or newer
            Ok: code: /bin/code
            Ok: emacs: /bin/emacs
        "#]],
    );
    check(
        editors(&[("nvim", Some("NVIM v0.10.0")), ("helix", Some("helix 25.01.1"))]),
        expect![[r#"
            Ok: nvim: NVIM v0.10.0
            Ok: helix: helix 25.01.1
        "#]],
    );
    check(
        |facts| facts.git = Git { program: None, repository: false },
        expect![[r#"
            Note: git is not on PATH -> install git: what an agent changes is easier to look at and undo
        "#]],
    );
    check(
        |facts| facts.git.repository = false,
        expect![[r#"
            Note: the workspace is no git repository -> git init: what an agent changes is easier to look at and undo
        "#]],
    );
}
