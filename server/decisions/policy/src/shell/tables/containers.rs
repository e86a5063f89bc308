//! Containers and clusters.
use super::{NONE, Nothing, Text};
use crate::shell::act::Act;
use crate::shell::tool::{Call, Level, Reads, Tool};

use Level::{EachTime, Forbidden, Guarded, Opaque};

const LOST: &str = "it deletes data, or what others use";
const REACHES: &str = "it gives a container folders or rights of this machine";
const CODE: &str = "it runs code that stands in its arguments";
const SENDS: &str = "data can leave with it";
const ACCOUNT: &str = "it uses or shows an account or secrets";
const DEPLOYS: &str = "it changes what runs in a cluster";

const PS: &str = "-a -q -l -n= -s --all --quiet --latest --no-trunc --size --filter= -f= --format=";

pub(super) const TOOLS: &[Tool] = &[
    Tool {
        names: "docker podman nerdctl",
        rest: (EachTime, ""),
        also: Some(docker),
        reads: &[
            Reads("ps", PS, Nothing),
            Reads("container ls", PS, Nothing),
            Reads("images", PS, Text),
            Reads("image ls", PS, Text),
            Reads("version", "--format=", Nothing),
            Reads("volume ls", PS, Nothing),
            Reads("network ls", PS, Nothing),
            Reads("compose ps", "-a -q --all --quiet --format= --services --status=", Text),
            Reads("compose ls", "-a -q --all --quiet --format=", Nothing),
        ],
        worse: &[
            (Guarded, SENDS, "push, -H, --host, --context, ^context"),
            (Guarded, ACCOUNT, "login, --env-file, ^secret, ^config"),
            (Guarded, LOST, "prune, volume rm, volume remove, down -v, down --volumes, rm -v, ^buildx prune"),
            (
                Guarded,
                REACHES,
                "-v, --volume, --mount, --privileged, --device, --cap-add, --pid, --net*, --security-opt, --userns, ^plugin",
            ),
            (Guarded, DEPLOYS, "^swarm, ^stack, ^service"),
        ],
        ..NONE
    },
    Tool {
        names: "docker-compose podman-compose",
        rest: (EachTime, ""),
        worse: &[
            (Guarded, LOST, "down -v, down --volumes, rm -v"),
            (Guarded, SENDS, "-H, push"),
            (Guarded, REACHES, "run -v"),
            (Opaque, CODE, "exec sh -c, exec bash -c, run sh -c"),
        ],
        ..NONE
    },
    Tool {
        names: "kubectl oc k9s kubectx kubens",
        rest: (Guarded, DEPLOYS),
        also: Some(kubectl),
        reads: &[
            Reads(
                "get",
                "-A -w -o= -n= -l= -L= --all-namespaces --output= --namespace= --selector= --show-labels --field-selector= --sort-by= --no-headers --watch",
                Text,
            ),
            Reads("version", "--client -o= --output= --short", Nothing),
            Reads("api-resources", "-o= --namespaced? --verbs=", Nothing),
            Reads("top", "-A -n= -l= --all-namespaces --namespace= --containers", Text),
            Reads("explain", "--recursive", Text),
            Reads("config current-context", "", Nothing),
            Reads("config get-contexts", "-o=", Nothing),
            Reads("rollout status", "-n= --namespace= --timeout= -w?", Text),
            Reads("rollout history", "-n= --namespace=", Text),
        ],
        worse: &[
            (Forbidden, LOST, "delete, drain, replace --force, delete-*"),
            (Guarded, CODE, "exec"),
            (Guarded, SENDS, "cp"),
        ],
        ..NONE
    },
    Tool {
        names: "helm helmfile",
        rest: (EachTime, ""),
        worse: &[
            (Forbidden, LOST, "uninstall, delete, destroy"),
            (Guarded, SENDS, "push"),
            (Guarded, DEPLOYS, "install, upgrade, rollback, apply, sync"),
            (Guarded, CODE, "plugin"),
            (Opaque, CODE, "--post-renderer"),
            (Guarded, ACCOUNT, "repo, registry"),
        ],
        ..NONE
    },
    Tool { names: "kind minikube k3d", rest: (EachTime, ""), worse: &[(Guarded, LOST, "delete")], ..NONE },
    Tool {
        names: "flux argocd argo skaffold kustomize tilt",
        rest: (EachTime, ""),
        worse: &[
            (Forbidden, LOST, "delete, uninstall"),
            (Guarded, DEPLOYS, "sync, run, deploy, set, submit, bootstrap"),
            (Opaque, CODE, "--enable-alpha-plugins"),
        ],
        ..NONE
    },
];

/// Things of a cluster whose description holds no secrets.
const KINDS: [&str; 36] = [
    "pods",
    "pod",
    "po",
    "services",
    "service",
    "svc",
    "deployments",
    "deployment",
    "deploy",
    "nodes",
    "node",
    "no",
    "namespaces",
    "namespace",
    "ns",
    "ingress",
    "ingresses",
    "ing",
    "jobs",
    "job",
    "cronjobs",
    "cronjob",
    "cj",
    "events",
    "ev",
    "pvc",
    "pv",
    "replicasets",
    "rs",
    "statefulsets",
    "sts",
    "daemonsets",
    "ds",
    "hpa",
    "endpoints",
    "crds",
];

fn kubectl(act: &mut Act, call: &Call<'_>) {
    let mut operands = call.args.iter().map(|word| word.text());
    if operands.next() != Some("get") {
        return;
    }
    let kinds = operands.find(|text| !text.starts_with('-')).unwrap_or_default();
    if !kinds.split(',').all(|kind| KINDS.contains(&kind.split('/').next().unwrap_or_default())) {
        act.guarded(ACCOUNT);
    }
}

/// Code in the arguments of a container is code, too.
fn docker(act: &mut Act, call: &Call<'_>) {
    let runs = call.args.iter().any(|word| matches!(word.text(), "exec" | "run"));
    let shell = call.args.windows(2).any(|pair| match pair {
        [program, option] => {
            super::tool(program.text())
                .is_some_and(|tool| tool.also.is_some() && tool.is_named(program.text()))
                && matches!(option.text(), "-c" | "-e" | "-lc" | "-ic" | "--eval")
        }
        _ => false,
    });
    if runs && shell {
        act.opaque(CODE);
    }
}
