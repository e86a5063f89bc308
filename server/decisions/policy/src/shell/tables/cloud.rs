//! What runs for others. What destroys it is never done for an agent.
use super::NONE;
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
        names: "aws awslocal aws-vault",
        rest: (Guarded, DEPLOYS),
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
        names: "vault op pass bw lpass gopass keyring security secret-tool chamber sops age gpg gpg2 ssh-keygen ssh-add ssh-agent doppler infisical aws-iam-authenticator step",
        rest: (Guarded, ACCOUNT),
        ..NONE
    },
];

/// Of what only looks, what is a secret still asks.
fn aws(act: &mut Act, call: &Call<'_>) {
    const LOOKS: [&str; 6] = ["describe-*", "list-*", "get-caller-identity", "ls", "wait", "help"];
    let looks = LOOKS.iter().any(|verb| crate::shell::tool::has_words(verb, call.args));
    let operands: Vec<&str> = call.operands().map(|word| word.text()).collect();
    let first = operands.first().copied().unwrap_or_default();
    // All of access management is for people, if it does more than look.
    if matches!(first, "iam" | "organizations" | "sso-admin") && !looks {
        act.forbidden("it changes who may do what in the cloud");
    }
    if matches!(operands.get(1), Some(verb) if verb.contains("secret") || verb.contains("password") || verb.contains("token"))
    {
        act.guarded(ACCOUNT);
    }
}
