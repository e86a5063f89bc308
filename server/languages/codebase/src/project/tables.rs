//! What dependencies tell.

use super::{AwsTool, Purpose};

/// A dependency and the framework it is, where their names differ. One that ends with `*` is a beginning.
const FRAMEWORKS: [(&str, &str); 49] = [
    ("@angular/core", "angular"),
    ("@nestjs/core", "nest"),
    ("@sveltejs/kit", "sveltekit"),
    ("Microsoft.NET.Sdk.Web", "asp.net core"),
    ("Microsoft.EntityFrameworkCore*", "entity framework core"),
    ("actix-web", "actix-web"),
    ("aiohttp", "aiohttp"),
    ("astro", "astro"),
    ("axum", "axum"),
    ("bevy", "bevy"),
    ("django", "django"),
    ("electron", "electron"),
    ("express", "express"),
    ("fastapi", "fastapi"),
    ("fastify", "fastify"),
    ("flask", "flask"),
    ("github.com/gin-gonic/gin", "gin"),
    ("github.com/go-chi/chi*", "chi"),
    ("github.com/gofiber/fiber*", "fiber"),
    ("github.com/labstack/echo*", "echo"),
    ("github.com/spf13/cobra", "cobra"),
    ("hono", "hono"),
    ("io.micronaut*", "micronaut"),
    ("io.quarkus*", "quarkus"),
    ("jest", "jest"),
    ("koa", "koa"),
    ("leptos", "leptos"),
    ("next", "next"),
    ("nuxt", "nuxt"),
    ("org.junit.jupiter*", "junit"),
    ("org.springframework.boot*", "spring-boot"),
    ("playwright", "playwright"),
    ("@playwright/test", "playwright"),
    ("pytest", "pytest"),
    ("react", "react"),
    ("react-native", "react-native"),
    ("rocket", "rocket"),
    ("sqlalchemy", "sqlalchemy"),
    ("sqlx", "sqlx"),
    ("starlette", "starlette"),
    ("svelte", "svelte"),
    ("tauri", "tauri"),
    ("tokio", "tokio"),
    ("torch", "torch"),
    ("vite", "vite"),
    ("vitest", "vitest"),
    ("vue", "vue"),
    ("warp", "warp"),
    ("xunit*", "xunit"),
];

const AWS: [(&str, AwsTool); 16] = [
    ("@aws-amplify/*", AwsTool::Amplify),
    ("@aws-sdk/*", AwsTool::Sdk),
    ("AWSSDK.*", AwsTool::Sdk),
    ("Amazon.CDK*", AwsTool::Cdk),
    ("aws-amplify", AwsTool::Amplify),
    ("aws-cdk", AwsTool::Cdk),
    ("aws-cdk-lib", AwsTool::Cdk),
    ("aws-config", AwsTool::Sdk),
    ("aws-sdk", AwsTool::Sdk),
    ("aws-sdk-*", AwsTool::Sdk),
    ("boto3", AwsTool::Sdk),
    ("com.amazonaws:*", AwsTool::Sdk),
    ("github.com/aws/aws-cdk-go*", AwsTool::Cdk),
    ("github.com/aws/aws-sdk-go*", AwsTool::Sdk),
    ("software.amazon.awscdk:*", AwsTool::Cdk),
    ("software.amazon.awssdk:*", AwsTool::Sdk),
];

/// What a script of package.json is for, by its name.
const SCRIPTS: [(&str, Purpose); 14] = [
    ("build", Purpose::Build),
    ("compile", Purpose::Build),
    ("test", Purpose::Test),
    ("test:unit", Purpose::Test),
    ("test:e2e", Purpose::Test),
    ("lint", Purpose::Lint),
    ("typecheck", Purpose::Lint),
    ("type-check", Purpose::Lint),
    ("check", Purpose::Lint),
    ("format", Purpose::Format),
    ("fmt", Purpose::Format),
    ("start", Purpose::Run),
    ("dev", Purpose::Run),
    ("serve", Purpose::Run),
];

/// Tools of Python that need no arguments where a manifest names them.
const PYTHON_TOOLS: [(&str, Purpose, &str); 6] = [
    ("pytest", Purpose::Test, "pytest"),
    ("tox", Purpose::Test, "tox"),
    ("ruff", Purpose::Lint, "ruff check"),
    ("mypy", Purpose::Lint, "mypy ."),
    ("black", Purpose::Format, "black ."),
    ("hatch", Purpose::Build, "hatch build"),
];

pub(super) fn framework(dependency: &str) -> Option<&'static str> {
    find(&FRAMEWORKS, dependency)
}

pub(super) fn aws(dependency: &str) -> Option<AwsTool> {
    find(&AWS, dependency)
}

pub(super) fn script(name: &str) -> Option<Purpose> {
    find(&SCRIPTS, name)
}

pub(super) fn python_tools(is_named: impl Fn(&str) -> bool) -> Vec<(Purpose, String)> {
    let named = PYTHON_TOOLS.iter().filter(|(tool, ..)| is_named(tool));
    named.map(|(_, what, line)| (*what, (*line).to_owned())).collect()
}

fn find<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    let fits = |row: &str| row.strip_suffix('*').map_or(row == name, |start| name.starts_with(start));
    table.iter().find(|(row, _)| fits(row)).map(|(_, value)| *value)
}
