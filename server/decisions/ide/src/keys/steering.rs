use super::{Key, Shape, Word};

/// When a steering file belongs in a prompt. Source: kiro.dev/docs/steering.
pub(crate) const INCLUSIONS: &[Word] = &[
    Word { name: "always", about: "The file goes into every prompt. So does one that does not say." },
    Word {
        name: "fileMatch",
        about: "The file goes into a prompt once a file that `fileMatchPattern` matches takes part in the \
                conversation, and stays for the session.",
    },
    Word {
        name: "manual",
        about: "The file goes into a prompt when you name it: `#name`, `#steering:name` or `/name`.",
    },
    Word {
        name: "auto",
        about: "The agent loads the file when its `description` fits what is asked, or you do with `/name`. It needs \
                a `name` and a `description`.",
    },
];

/// The front matter of `.kiro/steering/*.md`.
pub(super) static FRONT_MATTER: Shape = Shape::Object(&[
    Key {
        name: "inclusion",
        about: "When the file belongs in a prompt; `always` unless said otherwise.",
        shape: Shape::Choice(INCLUSIONS),
    },
    Key {
        name: "fileMatchPattern",
        about: "Globs of the files that pull this one in, relative to the workspace: one in quotes, or a list. For \
                `inclusion: fileMatch`.",
        shape: Shape::Glob,
    },
    Key {
        name: "name",
        about: "What it is called; its file name unless said otherwise. For `inclusion: auto`.",
        shape: Shape::Text,
    },
    Key { name: "description", about: "When to load it. For `inclusion: auto`.", shape: Shape::Text },
]);

/// The front matter of a SKILL.md. Source: kiro.dev/docs/skills.
pub(super) static SKILL: Shape = Shape::Object(&[
    Key {
        name: "name",
        about: "What it is called: the name of its folder, at most 64 characters. Required.",
        shape: Shape::Text,
    },
    Key {
        name: "description",
        about: "What it does and when to use it, at most 1024 characters: all that the agent sees at first. Required.",
        shape: Shape::Text,
    },
    Key { name: "license", about: "Its licence.", shape: Shape::Text },
    Key { name: "compatibility", about: "What it needs to work.", shape: Shape::Text },
    Key { name: "metadata", about: "Anything else.", shape: Shape::Any },
    Key { name: "allowed-tools", about: "Tools that it may use without asking.", shape: Shape::Text },
]);

/// The front matter of a POWER.md. Source: github.com/kirodotdev/powers.
pub(super) static POWER: Shape = Shape::Object(&[
    Key { name: "name", about: "What it is called.", shape: Shape::Text },
    Key { name: "displayName", about: "What people read.", shape: Shape::Text },
    Key { name: "description", about: "What it is for.", shape: Shape::Text },
    Key { name: "keywords", about: "Words in a prompt that activate it.", shape: Shape::List(&Shape::Text) },
    Key { name: "author", about: "Who made it.", shape: Shape::Text },
]);
