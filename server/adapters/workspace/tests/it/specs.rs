use expect_test::{Expect, expect};

use super::Ground;

fn check(ground: &Ground, expected: &Expect) {
    let mut text = String::new();
    for spec in ground.tree.specs().unwrap() {
        text += &format!("{}\n", spec.name);
        for (name, path) in spec.documents {
            text += &format!("  {name} {path}\n");
        }
    }
    expected.assert_eq(&text);
}

#[test]
fn spec_folders_may_be_nested() {
    let ground = Ground::new(&[
        ".kiro/specs/login/tasks.md",
        ".kiro/specs/login/requirements.md",
        ".kiro/specs/login/notes.md",
        ".kiro/specs/login/.config.kiro",
        ".kiro/specs/area/feature/design.md",
        ".kiro/specs/area/tasks.md",
        ".kiro/specs/area-2/bugfix.md",
        ".kiro/specs/empty/notes.md",
        ".kiro/specs/tasks.md",
        ".kiro/specs/odd/tasks.md/x",
    ]);
    check(
        &ground,
        &expect![[r#"
            area
              tasks.md .kiro/specs/area/tasks.md
            area/feature
              design.md .kiro/specs/area/feature/design.md
            area-2
              bugfix.md .kiro/specs/area-2/bugfix.md
            login
              requirements.md .kiro/specs/login/requirements.md
              tasks.md .kiro/specs/login/tasks.md
        "#]],
    );
}

#[test]
fn a_workspace_without_specs() {
    let ground = Ground::new(&["main.rs"]);
    check(&ground, &expect![""]);
    assert_eq!(ground.tree.steering().unwrap(), []);
    let ground = Ground::new(&[".kiro/specs"]);
    check(&ground, &expect![""]);
}

#[cfg(unix)]
#[test]
fn links_within_the_workspace_count() {
    let ground = Ground::new(&["docs/specs/login/tasks.md", "docs/design.md"]);
    ground.link(".kiro/specs", "../docs/specs");
    ground.link("docs/specs/login/design.md", "../../design.md");
    ground.link("docs/specs/login/requirements.md", "../../../../outside/secret");
    ground.link("docs/specs/again", ".");
    check(
        &ground,
        &expect![[r#"
            login
              design.md docs/design.md
              tasks.md docs/specs/login/tasks.md
        "#]],
    );
}

#[test]
fn steering() {
    let ground = Ground::new(&[
        "AGENTS.md",
        "README.md",
        ".kiro/steering/tech.md",
        ".kiro/steering/product.md",
        ".kiro/steering/notes.txt",
        ".kiro/steering/old/x.md",
    ]);
    let found: Vec<_> = ground.tree.steering().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(found, [".kiro/steering/product.md", ".kiro/steering/tech.md", "AGENTS.md"]);
}
