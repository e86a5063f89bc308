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
            ("--config", Opaque, CODE),
            ("-C", Opaque, CODE),
            ("-Z", Opaque, CODE),
            ("^install", Guarded, NEW),
            ("^uninstall", Guarded, SETS),
            ("^add", Guarded, NEW),
            ("^remove", Guarded, SETS),
            ("^publish", Guarded, PUBLISHES),
            ("^yank", Guarded, PUBLISHES),
            ("^owner", Guarded, PUBLISHES),
            ("^login", Guarded, PUBLISHES),
            ("^logout", Guarded, PUBLISHES),
            ("^binstall", Guarded, NEW),
            ("^update --precise", Guarded, NEW),
            ("^generate", Guarded, NEW),
            ("^script", Opaque, CODE),
            ("^-*.rs", Opaque, CODE),
        ],
        ..NONE
    },
    Tool {
        names: "go",
        worse: &[
            ("^install", Guarded, NEW),
            ("^get", Guarded, NEW),
            ("^env -w", Guarded, SETS),
            ("-exec", Opaque, CODE),
            ("-toolexec", Opaque, CODE),
            ("--exec", Opaque, CODE),
            ("--toolexec", Opaque, CODE),
            ("*extld*", Opaque, CODE),
            ("-vettool", Opaque, CODE),
            ("-overlay", Opaque, CODE),
            ("-modfile", Opaque, CODE),
            ("^run *@*", Guarded, NEW),
            ("^bug", Guarded, PUBLISHES),
        ],
        ..NONE
    },
    Tool {
        names: "make gmake bmake ninja just task mage rake",
        worse: &[
            ("--eval*", Opaque, CODE),
            ("-e*", Opaque, CODE),
            ("shell=*", Opaque, CODE),
            ("-f -", Opaque, CODE),
            ("-f /*", Opaque, CODE),
            ("--shell*", Opaque, CODE),
            ("*db:drop*", Guarded, LOST),
            ("*db:reset*", Guarded, LOST),
            ("*deploy*", Guarded, ELSEWHERE),
            ("*publish*", Guarded, PUBLISHES),
            ("*prod*", Guarded, ELSEWHERE),
        ],
        ..NONE
    },
    Tool {
        names: "cmake ctest meson bazel bazelisk buck2 pants scons",
        worse: &[("-e*", Opaque, CODE), ("-p*", Opaque, CODE), ("--run_under*", Opaque, CODE)],
        ..NONE
    },
    Tool {
        names: "mvn mvnw gradle gradlew ant sbt lein mill",
        worse: &[
            ("-i*", Opaque, CODE),
            ("--init-script", Opaque, CODE),
            ("*exec:exec*", Opaque, CODE),
            ("*exec:java*", Opaque, CODE),
            ("deploy*", Guarded, PUBLISHES),
            ("*publish*", Guarded, PUBLISHES),
            ("*release:*", Guarded, PUBLISHES),
            ("*uploadarchives*", Guarded, PUBLISHES),
        ],
        ..NONE
    },
    Tool {
        names: "dotnet",
        worse: &[
            ("^add", Guarded, NEW),
            ("^tool", Guarded, NEW),
            ("^nuget", Guarded, PUBLISHES),
            ("^new install", Guarded, NEW),
            ("^fsi", Opaque, CODE),
            ("^script", Opaque, CODE),
        ],
        ..NONE
    },
    Tool {
        names: "swift xcodebuild flutter dart mix stack zig",
        worse: &[
            ("*publish*", Guarded, PUBLISHES),
            ("^repl", Opaque, CODE),
            ("^pub add", Guarded, NEW),
            ("*ecto.drop*", Guarded, LOST),
            ("*ecto.reset*", Guarded, LOST),
            ("^run -e", Opaque, CODE),
            ("^-e", Opaque, CODE),
            ("^eval", Opaque, CODE),
        ],
        ..NONE
    },
    Tool {
        names: "rails artisan django-admin manage.py prisma knex sequelize typeorm diesel sqlx alembic flyway liquibase drizzle-kit atlas goose",
        worse: &[
            ("*drop*", Guarded, LOST),
            ("*reset*", Guarded, LOST),
            ("*flush*", Guarded, LOST),
            ("*fresh*", Guarded, LOST),
            ("*clean*", Guarded, LOST),
            ("*rollback*", Guarded, LOST),
            ("downgrade", Guarded, LOST),
            ("*purge*", Guarded, LOST),
            ("--accept-data-loss", Guarded, LOST),
            ("--force-reset", Guarded, LOST),
            ("runner", Opaque, CODE),
            ("shell", Opaque, CODE),
            ("tinker", Opaque, CODE),
            ("*prod*", Guarded, ELSEWHERE),
            ("deploy", Guarded, ELSEWHERE),
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
        worse: &[("-p", Opaque, CODE), ("--rootdir", EachTime, ""), ("-c", EachTime, "")],
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
