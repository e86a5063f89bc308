//! Tools that build and test a project: they run what the project says, which a rule may allow.
use super::{NONE, always};
use crate::shell::act::Act;
use crate::shell::tool::{Call, Level, Tool};

use Level::{EachTime, Guarded, Opaque};

const CODE: &str = "it runs code or programs that its arguments name";
const NEW: &str = "it installs something new, which may run while it is installed";
const PUBLISHES: &str = "it publishes, or changes what others get";
const ELSEWHERE: &str = "it deploys to machines of others";
const SETS: &str = "it changes what is run from now on";

pub(super) const TOOLS: &[Tool] = &[
    // `cargo metadata` and `tree` run the compiler that `.cargo/config.toml` or `rust-toolchain.toml` of the workspace names.
    Tool {
        names: "cargo",
        worse: &[
            (Opaque, CODE, "--config, -C, -Z, ^script, ^-*.rs"),
            (Guarded, NEW, "^install, ^add, ^binstall, ^update --precise, ^generate"),
            (Guarded, SETS, "^uninstall, ^remove"),
            (Guarded, PUBLISHES, "^publish, ^yank, ^owner, ^login, ^logout"),
        ],
        ..NONE
    },
    Tool {
        names: "go",
        worse: &[
            (Guarded, NEW, "^install, ^get, ^run *@*"),
            (Guarded, SETS, "^env -w"),
            (Opaque, CODE, "-exec, -toolexec, --exec, --toolexec, *extld*, -vettool, -overlay, -modfile"),
            (Guarded, PUBLISHES, "^bug"),
        ],
        ..NONE
    },
    Tool {
        names: "make gmake bmake ninja just task mage rake",
        worse: &[
            (Opaque, CODE, "--eval*, -e*, shell=*, -f -, -f /*, -f ..*, -C /*, -C ..*, --shell*"),
            (Guarded, LOST, "*db:drop*, *db:reset*"),
            (Guarded, ELSEWHERE, "*deploy*, *prod*"),
            (Guarded, PUBLISHES, "*publish*"),
        ],
        ..NONE
    },
    Tool {
        names: "cmake ctest meson bazel bazelisk buck2 pants scons",
        worse: &[(Opaque, CODE, "-e*, -p*, --run_under*")],
        ..NONE
    },
    Tool {
        names: "mvn mvnw gradle gradlew ant sbt lein mill",
        worse: &[
            (Opaque, CODE, "-i*, --init-script, *exec:exec*, *exec:java*"),
            (Guarded, PUBLISHES, "deploy*, *publish*, *release:*, *uploadarchives*"),
        ],
        ..NONE
    },
    Tool {
        names: "dotnet",
        worse: &[
            (Guarded, NEW, "^add, ^tool, ^new install"),
            (Guarded, PUBLISHES, "^nuget"),
            (Opaque, CODE, "^fsi, ^script"),
        ],
        ..NONE
    },
    Tool {
        names: "swift xcodebuild flutter dart mix stack zig",
        worse: &[
            (Guarded, PUBLISHES, "*publish*"),
            (Opaque, CODE, "^repl, ^run -e, ^-e, ^eval"),
            (Guarded, NEW, "^pub add"),
            (Guarded, LOST, "*ecto.drop*, *ecto.reset*"),
        ],
        ..NONE
    },
    Tool {
        names: "rails artisan django-admin manage.py prisma knex sequelize typeorm diesel sqlx alembic flyway liquibase drizzle-kit atlas goose",
        worse: &[
            (
                Guarded,
                LOST,
                "*drop*, *reset*, *flush*, *fresh*, *clean*, *rollback*, downgrade, *purge*, --accept-data-loss, --force-reset",
            ),
            (Opaque, CODE, "runner, shell, tinker"),
            (Guarded, ELSEWHERE, "*prod*, deploy"),
        ],
        ..NONE
    },
    Tool {
        names: "ansible ansible-playbook fab cap chef-client puppet salt capistrano kamal",
        rest: (Guarded, ELSEWHERE),
        ..NONE
    },
    Tool {
        names: "pytest py.test tox nox",
        worse: &[(Opaque, CODE, "-p"), (EachTime, "", "--rootdir, -c")],
        ..NONE
    },
    Tool { names: "shx", also: Some(shx), ..NONE },
    always("code cursor subl idea", EachTime, ""),
];

const LOST: &str = "it may delete what is in a database";

/// `shx rm` is `rm`.
fn shx(act: &mut Act, call: &Call<'_>) {
    if let Some((first, args)) = call.args.split_first()
        && let Some(tool) = super::tool(first.text())
    {
        tool.judge(act, &Call { name: first.text(), args, ..*call });
    }
}
