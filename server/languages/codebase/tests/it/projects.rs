//! What manifests say.

use std::fmt::Write as _;

use codebase::{MANIFESTS, project};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use text::LineIndex;

fn check(files: &[(&str, &str)], expected: Expect) {
    let project = project(files);
    let mut text = String::new();
    for package in &project.packages {
        let (language, version) =
            (package.language.map_or("?", |language| language.name()), &package.version);
        let version = version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        let about = package.about.as_ref().map(|about| format!(": {about}")).unwrap_or_default();
        writeln!(text, "{} is {}{version}, {language}{about}", package.path, package.name).unwrap();
    }
    if !project.frameworks.is_empty() {
        writeln!(text, "frameworks {}", project.frameworks.join(", ")).unwrap();
    }
    for command in &project.commands {
        writeln!(text, "{}: {:?} {}", command.from, command.what, command.line).unwrap();
    }
    for sign in &project.aws {
        writeln!(text, "{} shows {:?}", sign.path, sign.what).unwrap();
    }
    for problem in &project.problems {
        writeln!(text, "{}:{}: {}", problem.path, problem.line + 1, problem.what).unwrap();
    }
    expected.assert_eq(&text);
}

#[test]
fn cargo_workspace() {
    check(
        &[
            (
                "Cargo.toml",
                "[workspace]\nmembers = ['crates/*']\nexclude = ['fuzz']\n[workspace.package]\nversion = '0.3.0'\n[workspace.lints.clippy]\npanic = 'deny'\n",
            ),
            (
                "crates/web/Cargo.toml",
                "[package]\nname = 'web'\nversion.workspace = true\ndescription = 'Serves.'\n[dependencies]\naxum = '0.8'\ntokio.workspace = true\naws-sdk-s3 = '1'\n[[bin]]\nname = 'web'\n",
            ),
            ("fuzz/Cargo.toml", "[package]\nname = 'fuzz'\nversion = '0.0.0'\ndefault-run = 'fuzz'\n"),
            ("README.md", "# No manifest\n"),
        ],
        expect![[r#"
            crates/web/Cargo.toml is web 0.3.0, Rust: Serves.
            fuzz/Cargo.toml is fuzz 0.0.0, Rust
            frameworks axum, tokio
            Cargo.toml: Build cargo build
            Cargo.toml: Test cargo test
            Cargo.toml: Lint cargo clippy
            fuzz/Cargo.toml: Build cargo build
            fuzz/Cargo.toml: Test cargo test
            fuzz/Cargo.toml: Run cargo run
            crates/web/Cargo.toml shows Sdk
        "#]],
    );
}

#[test]
fn npm_workspaces() {
    check(
        &[
            (
                "package.json",
                r#"{ "name": "shop", "private": true, "packageManager": "pnpm@9.1.0", "workspaces": ["apps/*"],
                     "scripts": { "build": "turbo build", "test": "turbo test", "postinstall": "x" } }"#,
            ),
            (
                "apps/web/package.json",
                r#"{ "name": "web", "version": "1.0.0", "description": "The shop", "scripts": { "dev": "next dev", "lint": "eslint ." },
                     "dependencies": { "next": "15", "react": "19", "@aws-sdk/client-s3": "3" }, "devDependencies": { "typescript": "5" } }"#,
            ),
        ],
        expect![[r#"
            apps/web/package.json is web 1.0.0, TypeScript: The shop
            package.json is shop, JavaScript
            frameworks next, react
            apps/web/package.json: Run pnpm run dev
            apps/web/package.json: Lint pnpm run lint
            package.json: Build pnpm run build
            package.json: Test pnpm test
            apps/web/package.json shows Sdk
        "#]],
    );
    check(
        &[(
            "tool/package.json",
            r#"{ "scripts": { "test": "echo \"Error: no test specified\" && exit 1", "start": "node .", "format": "prettier -w ." } }"#,
        )],
        expect![[r#"
            tool/package.json is tool, JavaScript
            tool/package.json: Run npm start
            tool/package.json: Format npm run format
        "#]],
    );
}

#[test]
fn python() {
    check(
        &[
            (
                "api/pyproject.toml",
                "[project]\nname = 'api'\nversion = '1.2'\ndescription = 'Answers.'\ndependencies = ['FastAPI[all]>=0.1', 'boto3 ; extra']\n[dependency-groups]\ndev = ['pytest>=8', {include-group = 'x'}]\n[tool.ruff]\nline-length = 100\n",
            ),
            ("old/requirements.txt", "# Comment\nDjango==5.0\n-r other.txt\npytest\n\n"),
            (
                "older/setup.cfg",
                "[metadata]\nname = older\nversion = attr: older.VERSION\ndescription = Old\n\n[options]\ninstall_requires =\n    flask>=2\n    requests\n\n[tool:pytest]\naddopts = -q\n",
            ),
            ("poetry/pyproject.toml", "[tool.poetry]\nname = 'p'\n[tool.poetry.dependencies]\nFlask = '3'\n"),
        ],
        expect![[r#"
            api/pyproject.toml is api 1.2, Python: Answers.
            older/setup.cfg is older, Python: Old
            poetry/pyproject.toml is p, Python
            frameworks django, fastapi, flask, pytest
            api/pyproject.toml: Test pytest
            api/pyproject.toml: Lint ruff check
            old/requirements.txt: Test pytest
            older/setup.cfg: Test pytest
            api/pyproject.toml shows Sdk
        "#]],
    );
}

#[test]
fn go() {
    check(
        &[(
            "go.mod",
            "module github.com/acme/shop\n\ngo 1.24\n\nrequire github.com/spf13/cobra v1.8.0\nrequire (\n\tgithub.com/gin-gonic/gin v1.10.0 // indirect\n\tgithub.com/aws/aws-sdk-go-v2 v1.30.0\n)\n",
        )],
        expect![[r#"
            go.mod is github.com/acme/shop, Go
            frameworks cobra, gin
            go.mod: Build go build ./...
            go.mod: Test go test ./...
            go.mod: Lint go vet ./...
            go.mod: Format go fmt ./...
            go.mod shows Sdk
        "#]],
    );
}

#[test]
fn java() {
    let pom = |artifact: &str, rest: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<project xmlns=\"http://maven.apache.org/POM/4.0.0\">\n<artifactId>{artifact}</artifactId>\n{rest}\n</project>\n"
        )
    };
    let parent = pom("shop", "<version>2.0</version><modules><module>web</module></modules>");
    let web = pom(
        "web",
        "<description>Serves</description><version>${revision}</version><dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency><dependency><groupId>software.amazon.awssdk</groupId><artifactId>s3</artifactId></dependency></dependencies>",
    );
    check(
        &[("mvnw", ""), ("pom.xml", &parent), ("web/pom.xml", &web)],
        expect![[r#"
        pom.xml is shop 2.0, Java
        web/pom.xml is web, Java: Serves
        frameworks spring-boot
        pom.xml: Build ./mvnw compile
        pom.xml: Test ./mvnw test
        web/pom.xml shows Sdk
    "#]],
    );
    check(
        &[
            ("settings.gradle.kts", "rootProject.name = \"shop\"\ninclude(\"web\")\n"),
            ("build.gradle.kts", "plugins { java }\nversion = \"1.1\"\n"),
            ("gradlew", "#!/bin/sh\n"),
            (
                "web/build.gradle",
                "plugins { id 'org.springframework.boot' version '3.3.0' }\ndependencies {\n  // 'io.quarkus:no'\n  testImplementation 'org.junit.jupiter:junit-jupiter:5.10.0'\n}\n",
            ),
        ],
        expect![[r#"
            build.gradle.kts is shop 1.1, Java
            web/build.gradle is web, Java
            frameworks junit, spring-boot
            build.gradle.kts: Build ./gradlew build
            build.gradle.kts: Test ./gradlew test
        "#]],
    );
}

#[test]
fn dotnet() {
    let web = "\u{feff}<Project Sdk=\"Microsoft.NET.Sdk.Web\">\n<PropertyGroup><Version>1.0.1</Version></PropertyGroup>\n<ItemGroup><PackageReference Include=\"AWSSDK.S3\" Version=\"3\" /></ItemGroup></Project>";
    let tests = "<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup><PackageReference Include=\"Microsoft.NET.Test.Sdk\" /><PackageReference Include=\"xunit\" /></ItemGroup></Project>";
    check(
        &[("src/Shop.sln", ""), ("src/Web/Shop.Web.csproj", web), ("tests/Shop.Tests.csproj", tests)],
        expect![[r#"
            src/Web/Shop.Web.csproj is Shop.Web 1.0.1, C#
            tests/Shop.Tests.csproj is Shop.Tests, C#
            frameworks asp.net core, xunit
            src/Shop.sln: Build dotnet build
            src/Shop.sln: Test dotnet test
            tests/Shop.Tests.csproj: Build dotnet build
            tests/Shop.Tests.csproj: Test dotnet test
            src/Web/Shop.Web.csproj shows Sdk
        "#]],
    );
}

#[test]
fn signs_of_aws() {
    check(
        &[
            (
                "template.yaml",
                "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\n",
            ),
            ("infra/template.yml", "AWSTemplateFormatVersion: '2010-09-09'\n"),
            ("web/template.json", "{ \"title\": \"no stack\" }"),
            ("samconfig.toml", "version = 0.1\n"),
            ("cdk/cdk.json", "{ \"app\": \"npx ts-node bin/app.ts\" }"),
            (
                "cdk/package.json",
                "{ \"name\": \"cdk\", \"dependencies\": { \"aws-cdk-lib\": \"2\", \"aws-amplify\": \"6\" } }",
            ),
            ("a/serverless.yml", "service: a\nprovider:\n  name: aws\n"),
            ("b/serverless.yml", "provider:\n  name: google\n"),
            ("c/serverless.yml", "provider: aws\n"),
            ("infra/main.tf", "provider \"aws\" {\n  region = \"eu-central-1\"\n}\n"),
            ("infra/other.tf", "provider \"google\" {}\n"),
            ("buildspec.yml", "version: 0.2\n"),
            ("amplify/backend.ts", "defineBackend({});\n"),
        ],
        expect![[r#"
            cdk/package.json is cdk, JavaScript
            a/serverless.yml shows Serverless
            amplify/backend.ts shows Amplify
            buildspec.yml shows CodeBuild
            c/serverless.yml shows Serverless
            cdk/cdk.json shows Cdk
            cdk/package.json shows Cdk
            cdk/package.json shows Amplify
            infra/main.tf shows Terraform
            infra/template.yml shows CloudFormation
            samconfig.toml shows Sam
            template.yaml shows Sam
        "#]],
    );
}

#[test]
fn what_cannot_be_read_is_passed_over() {
    let deep_json = "[".repeat(100_000);
    let deep_xml = "<a>".repeat(100_000);
    let deep_toml = format!("a = {}", "[".repeat(100_000));
    check(
        &[
            ("a/Cargo.toml", "[package]\nname = 'a'\nversion = = 1\n"),
            ("b/package.json", "{\n  \"name\": \"b\",\n  oops\n}"),
            ("c/pom.xml", "<project>\n<artifactId>c</artifactId>\n</oops>"),
            ("d/package.json", &deep_json),
            ("e/e.csproj", &deep_xml),
            ("f/pyproject.toml", &deep_toml),
            ("g/package.json", ""),
            ("h/go.mod", "module h\n"),
            ("i/requirements.txt", &"x\n".repeat(1 << 20)),
        ],
        expect![[r#"
            h/go.mod is h, Go
            h/go.mod: Build go build ./...
            h/go.mod: Test go test ./...
            h/go.mod: Lint go vet ./...
            h/go.mod: Format go fmt ./...
            a/Cargo.toml:3: it is not TOML: extra `=`, expected nothing
            b/package.json:3: it is not JSON: Expected string for object property
            c/pom.xml:3: it is not XML: expected 'project' tag, not 'oops'
            d/package.json:1: it is not JSON: Maximum nesting depth exceeded
            e/e.csproj:1: it is not XML: the root node was opened but never closed
            f/pyproject.toml:1: it is not TOML: cannot recurse further; max recursion depth met
            g/package.json:1: it is empty
            i/requirements.txt:1: it is longer than a mebibyte
        "#]],
    );
}

proptest! {
    #[test]
    fn any_files(files in prop::collection::vec((name(), content()), 0..6)) {
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let project = project(&files);
        for problem in &project.problems {
            let of_path = files.iter().filter(|(path, _)| *path == problem.path);
            prop_assert!(of_path.map(|(_, text)| LineIndex::new(text).line_count()).any(|lines| problem.line < lines));
        }
    }
}

/// Of a manifest, in one of a few folders.
fn name() -> impl Strategy<Value = String> {
    let folder = prop::sample::select(vec!["", "a/", "a/b/", "é/"]);
    (folder, prop::sample::select(&MANIFESTS[..]))
        .prop_map(|(folder, name)| format!("{folder}{}", name.replace('*', "x")))
}

fn content() -> impl Strategy<Value = String> {
    let pieces = "(\\[[a-z.]{0,9}\\]|[a-z]{1,9} ?= ?|\\{|\\}|\"[a-z]{0,5}\"|'|:|,|<[a-z]{1,3}>|</[a-z]{1,3}>|workspace|package|name|require |v1|\u{feff}|é|\r|\n){0,30}";
    prop_oneof![any::<String>(), pieces]
}
