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
            ("destroy", Forbidden, DESTROYS),
            ("destroy-*", Forbidden, DESTROYS),
            ("-destroy", Forbidden, DESTROYS),
            ("--destroy", Forbidden, DESTROYS),
            ("apply", Guarded, DEPLOYS),
            ("apply-all", Guarded, DEPLOYS),
            ("state rm", Forbidden, STATE),
            ("state mv", Guarded, STATE),
            ("state push", Forbidden, STATE),
            ("state replace-*", Guarded, STATE),
            ("state pull", Guarded, ACCOUNT),
            ("state show", Guarded, ACCOUNT),
            ("show", Guarded, ACCOUNT),
            ("output", Guarded, ACCOUNT),
            ("import", Guarded, STATE),
            ("taint", Guarded, STATE),
            ("untaint", Guarded, STATE),
            ("workspace delete", Forbidden, STATE),
            ("workspace select", Guarded, DEPLOYS),
            ("force-unlock", Guarded, STATE),
            ("refresh", Guarded, STATE),
            ("login", Guarded, ACCOUNT),
            ("console", Opaque, CODE),
            ("run-all", Guarded, DEPLOYS),
            ("init", Guarded, "it installs providers, which run"),
        ],
        ..NONE
    },
    Tool {
        names: "cdk cdktf cdklocal",
        rest: (EachTime, ""),
        worse: &[
            ("destroy", Forbidden, DESTROYS),
            ("deploy", Guarded, DEPLOYS),
            ("bootstrap", Guarded, DEPLOYS),
            ("import", Guarded, DEPLOYS),
            ("rollback", Guarded, DEPLOYS),
            ("gc", Forbidden, DESTROYS),
            ("-a", Opaque, CODE),
            ("--app", Opaque, CODE),
        ],
        ..NONE
    },
    Tool {
        names: "pulumi",
        rest: (EachTime, ""),
        worse: &[
            ("destroy", Forbidden, DESTROYS),
            ("down", Forbidden, DESTROYS),
            ("stack rm", Forbidden, DESTROYS),
            ("state delete", Forbidden, STATE),
            ("up", Guarded, DEPLOYS),
            ("update", Guarded, DEPLOYS),
            ("refresh", Guarded, STATE),
            ("config", Guarded, ACCOUNT),
            ("login", Guarded, ACCOUNT),
            ("cancel", Guarded, DEPLOYS),
            ("import", Guarded, STATE),
        ],
        ..NONE
    },
    Tool {
        names: "sam serverless sls amplify copilot eb eksctl chalice zappa sst architect up",
        rest: (EachTime, ""),
        worse: &[
            ("delete", Forbidden, DESTROYS),
            ("remove", Forbidden, DESTROYS),
            ("terminate", Forbidden, DESTROYS),
            ("destroy", Forbidden, DESTROYS),
            ("undeploy", Forbidden, DESTROYS),
            ("delete-*", Forbidden, DESTROYS),
            ("deploy", Guarded, DEPLOYS),
            ("publish", Guarded, DEPLOYS),
            ("push", Guarded, DEPLOYS),
            ("init", Guarded, DEPLOYS),
            ("create", Guarded, DEPLOYS),
            ("svc deploy", Guarded, DEPLOYS),
            ("env deploy", Guarded, DEPLOYS),
            ("invoke", Guarded, DEPLOYS),
            ("upgrade", Guarded, DEPLOYS),
            ("scale", Guarded, DEPLOYS),
        ],
        ..NONE
    },
    Tool {
        names: "aws awslocal aws-vault",
        rest: (Guarded, DEPLOYS),
        also: Some(aws),
        worse: &[
            ("delete-*", Forbidden, DESTROYS),
            ("batch-delete-*", Forbidden, DESTROYS),
            ("terminate-*", Forbidden, DESTROYS),
            ("deregister-*", Forbidden, DESTROYS),
            ("purge-*", Forbidden, DESTROYS),
            ("remove-*", Forbidden, DESTROYS),
            ("destroy-*", Forbidden, DESTROYS),
            ("release-*", Forbidden, DESTROYS),
            ("revoke-*", Forbidden, DESTROYS),
            ("schedule-key-deletion", Forbidden, DESTROYS),
            ("disable-*", Forbidden, DESTROYS),
            ("s3 rb", Forbidden, DESTROYS),
            ("s3 rm", Forbidden, DESTROYS),
            ("sync --delete", Forbidden, DESTROYS),
            ("empty-*", Forbidden, DESTROYS),
            ("stop-*", Guarded, DEPLOYS),
            ("reset-*", Forbidden, DESTROYS),
            ("restore-*", Guarded, DEPLOYS),
        ],
        ..NONE
    },
    Tool {
        names: "gcloud bq",
        rest: (EachTime, ""),
        worse: &[
            ("delete", Forbidden, DESTROYS),
            ("destroy", Forbidden, DESTROYS),
            ("rm", Forbidden, DESTROYS),
            ("remove-*", Forbidden, DESTROYS),
            ("rb", Forbidden, DESTROYS),
            ("reset", Forbidden, DESTROYS),
            ("ssh", Guarded, SENDS),
            ("scp", Guarded, SENDS),
            ("cp", Guarded, SENDS),
            ("rsync", Guarded, SENDS),
            ("deploy", Guarded, DEPLOYS),
            ("create", Guarded, DEPLOYS),
            ("update", Guarded, DEPLOYS),
            ("set-*", Guarded, DEPLOYS),
            ("add-*", Guarded, DEPLOYS),
            ("auth", Guarded, ACCOUNT),
            ("secrets", Guarded, ACCOUNT),
            ("config", Guarded, ACCOUNT),
            ("query", Guarded, DEPLOYS),
            ("mk", Guarded, DEPLOYS),
            ("load", Guarded, DEPLOYS),
            ("apply", Guarded, DEPLOYS),
            ("import", Guarded, DEPLOYS),
            ("patch", Guarded, DEPLOYS),
            ("print-*", Guarded, ACCOUNT),
            ("*access", Guarded, ACCOUNT),
            ("stop", Guarded, DEPLOYS),
            ("resize", Guarded, DEPLOYS),
            ("submit", Guarded, DEPLOYS),
        ],
        ..NONE
    },
    Tool {
        names: "az azd",
        rest: (EachTime, ""),
        worse: &[
            ("delete", Forbidden, DESTROYS),
            ("down", Forbidden, DESTROYS),
            ("purge", Forbidden, DESTROYS),
            ("delete-*", Forbidden, DESTROYS),
            ("remove", Forbidden, DESTROYS),
            ("create", Guarded, DEPLOYS),
            ("update", Guarded, DEPLOYS),
            ("set", Guarded, DEPLOYS),
            ("up", Guarded, DEPLOYS),
            ("deploy", Guarded, DEPLOYS),
            ("provision", Guarded, DEPLOYS),
            ("login", Guarded, ACCOUNT),
            ("account", Guarded, ACCOUNT),
            ("keyvault", Guarded, ACCOUNT),
            ("upload*", Guarded, SENDS),
            ("copy", Guarded, SENDS),
            ("rest", Guarded, SENDS),
            ("run-command", Guarded, DEPLOYS),
            ("invoke", Guarded, DEPLOYS),
            ("start", Guarded, DEPLOYS),
            ("stop", Guarded, DEPLOYS),
            ("restart", Guarded, DEPLOYS),
            ("deallocate", Guarded, DEPLOYS),
            ("keys", Guarded, ACCOUNT),
        ],
        ..NONE
    },
    Tool {
        names: "heroku fly flyctl vercel now netlify wrangler firebase supabase railway render doctl linode-cli hcloud ibmcloud oci civo vultr-cli scw dokku surge neonctl pscale turso planetscale atlas-cli",
        rest: (EachTime, ""),
        worse: &[
            ("*destroy*", Forbidden, DESTROYS),
            ("*delete*", Forbidden, DESTROYS),
            ("remove", Forbidden, DESTROYS),
            ("rm", Forbidden, DESTROYS),
            ("terminate", Forbidden, DESTROYS),
            ("*:reset", Forbidden, DESTROYS),
            ("reset", Forbidden, DESTROYS),
            ("down", Forbidden, DESTROYS),
            ("deploy", Guarded, DEPLOYS),
            ("publish", Guarded, DEPLOYS),
            ("push", Guarded, DEPLOYS),
            ("--prod*", Guarded, DEPLOYS),
            ("up", Guarded, DEPLOYS),
            ("env", Guarded, ACCOUNT),
            ("config*", Guarded, ACCOUNT),
            ("secret*", Guarded, ACCOUNT),
            ("login", Guarded, ACCOUNT),
            ("auth*", Guarded, ACCOUNT),
            ("run*", Guarded, DEPLOYS),
            ("ssh*", Guarded, SENDS),
            ("*create*", Guarded, DEPLOYS),
            ("scale*", Guarded, DEPLOYS),
            ("ps:*", Guarded, DEPLOYS),
            ("pg:*", Guarded, DEPLOYS),
            ("launch", Guarded, DEPLOYS),
            ("link", Guarded, ACCOUNT),
            ("db", Guarded, DEPLOYS),
            ("promote", Guarded, DEPLOYS),
            ("rollback", Guarded, DEPLOYS),
            ("alias", Guarded, DEPLOYS),
            ("domains", Guarded, DEPLOYS),
        ],
        ..NONE
    },
    Tool {
        names: "packer vagrant",
        rest: (EachTime, ""),
        worse: &[
            ("destroy", Guarded, DESTROYS),
            ("build", Guarded, DEPLOYS),
            ("up", Guarded, DEPLOYS),
            ("ssh", Guarded, CODE),
        ],
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
