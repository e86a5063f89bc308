//! What runs for others. What destroys it is never done for an agent.
use super::NONE;
use crate::shell::Word;
use crate::shell::act::Act;
use crate::shell::tool::{Call, Level, Tool};

use Level::{EachTime, Forbidden, Guarded, Opaque};

const DESTROYS: &str = "it destroys what runs or is stored in the cloud";
const DEPLOYS: &str = "it changes what runs in the cloud";
const STATE: &str = "it changes what the tool knows of the cloud, so that the next change destroys";
const SENDS: &str = "data can leave with it";
const ACCOUNT: &str = "it uses or shows an account or secrets";
const CODE: &str = "it runs code or programs that its arguments name";

pub(super) const TOOLS: &[Tool] = &[
    Tool {
        names: "terraform tofu terragrunt",
        rest: (EachTime, ""),
        worse: &[
            (Forbidden, DESTROYS, "destroy, destroy-*, -destroy, --destroy"),
            (Guarded, DEPLOYS, "apply, apply-all, workspace select, run-all"),
            (Forbidden, STATE, "state rm, state push, workspace delete"),
            (Guarded, STATE, "state mv, state replace-*, import, taint, untaint, force-unlock, refresh"),
            (Guarded, ACCOUNT, "state pull, state show, show, output, login"),
            (Opaque, CODE, "console"),
            (Guarded, "it installs providers, which run", "init"),
        ],
        ..NONE
    },
    Tool {
        names: "cdk cdktf cdklocal",
        rest: (EachTime, ""),
        worse: &[
            (Forbidden, DESTROYS, "destroy, gc"),
            (Guarded, DEPLOYS, "deploy, bootstrap, import, rollback"),
            (Opaque, CODE, "-a, --app"),
        ],
        ..NONE
    },
    Tool {
        names: "pulumi",
        rest: (EachTime, ""),
        worse: &[
            (Forbidden, DESTROYS, "destroy, down, stack rm"),
            (Forbidden, STATE, "state delete"),
            (Guarded, DEPLOYS, "up, update, cancel"),
            (Guarded, STATE, "refresh, import"),
            (Guarded, ACCOUNT, "config, login"),
        ],
        ..NONE
    },
    Tool {
        names: "sam serverless sls amplify copilot eb eksctl chalice zappa sst architect up",
        rest: (EachTime, ""),
        worse: &[
            (Forbidden, DESTROYS, "delete, remove, terminate, destroy, undeploy, delete-*"),
            (
                Guarded,
                DEPLOYS,
                "deploy, publish, push, init, create, svc deploy, env deploy, invoke, upgrade, scale",
            ),
        ],
        ..NONE
    },
    Tool {
        names: "aws awslocal",
        rest: (EachTime, ""),
        also: Some(aws),
        worse: &[
            (
                Forbidden,
                DESTROYS,
                "delete-*, batch-delete-*, terminate-*, deregister-*, purge-*, remove-*, destroy-*, release-*, revoke-*, schedule-key-deletion, disable-*, s3 rb, s3 rm, sync --delete, empty-*, reset-*",
            ),
            (Guarded, DEPLOYS, "stop-*, restore-*"),
        ],
        ..NONE
    },
    Tool {
        names: "gcloud bq",
        rest: (EachTime, ""),
        worse: &[
            (Forbidden, DESTROYS, "delete, destroy, rm, remove-*, rb, reset"),
            (Guarded, SENDS, "ssh, scp, cp, rsync"),
            (
                Guarded,
                DEPLOYS,
                "deploy, create, update, set-*, add-*, query, mk, load, apply, import, patch, stop, resize, submit",
            ),
            (Guarded, ACCOUNT, "auth, secrets, config, print-*, *access"),
        ],
        ..NONE
    },
    Tool {
        names: "az azd",
        rest: (EachTime, ""),
        worse: &[
            (Forbidden, DESTROYS, "delete, down, purge, delete-*, remove"),
            (
                Guarded,
                DEPLOYS,
                "create, update, set, up, deploy, provision, run-command, invoke, start, stop, restart, deallocate",
            ),
            (Guarded, ACCOUNT, "login, account, keyvault, keys"),
            (Guarded, SENDS, "upload*, copy, rest"),
        ],
        ..NONE
    },
    Tool {
        names: "heroku fly flyctl vercel now netlify wrangler firebase supabase railway render doctl linode-cli hcloud ibmcloud oci civo vultr-cli scw dokku surge neonctl pscale turso planetscale atlas-cli",
        rest: (EachTime, ""),
        worse: &[
            (Forbidden, DESTROYS, "*destroy*, *delete*, remove, rm, terminate, *:reset, reset, down"),
            (
                Guarded,
                DEPLOYS,
                "deploy, publish, push, --prod*, up, run*, *create*, scale*, ps:*, pg:*, launch, db, promote, rollback, alias, domains",
            ),
            (Guarded, ACCOUNT, "env, config*, secret*, login, auth*, link"),
            (Guarded, SENDS, "ssh*"),
        ],
        ..NONE
    },
    Tool {
        names: "packer vagrant",
        rest: (EachTime, ""),
        worse: &[(Guarded, DESTROYS, "destroy"), (Guarded, DEPLOYS, "build, up"), (Guarded, CODE, "ssh")],
        ..NONE
    },
    Tool {
        names: "vault op aws-vault pass bw lpass gopass keyring security secret-tool chamber sops age gpg gpg2 ssh-keygen ssh-add ssh-agent doppler infisical aws-iam-authenticator step",
        rest: (Guarded, ACCOUNT),
        ..NONE
    },
];

/// A service and its verb, after options that change nothing about them. What looks is ordinary, unless it looks at secrets.
fn aws(act: &mut Act, call: &Call<'_>) {
    let mut words = call.args.iter().map(Word::text);
    let service = loop {
        match words.next() {
            Some("--profile" | "--region" | "--output") => {
                words.next();
            }
            Some("--no-cli-pager" | "--debug" | "--no-paginate") => {}
            Some(word)
                if ["--profile=", "--region=", "--output="].iter().any(|option| word.starts_with(option)) => {
            }
            Some(word) if word.starts_with('-') => return act.guarded(DEPLOYS),
            Some(word) => break word,
            None => return,
        }
    };
    let verb = words.next().unwrap_or_default();
    let looks = ["describe-", "list-", "get-"].iter().any(|start| verb.starts_with(start))
        || matches!((service, verb), ("s3", "ls") | ("help", _) | (_, "help" | "wait"));
    let secret =
        ["secret", "password", "token", "parameter", "credential"].iter().any(|word| verb.contains(word));
    match service {
        // All of access management is for people, if it does more than look.
        "iam" | "organizations" | "sso-admin" if !looks => {
            act.forbidden("it changes who may do what in the cloud")
        }
        _ if secret => act.guarded(ACCOUNT),
        _ if !looks => act.guarded(DEPLOYS),
        _ => {}
    }
}
