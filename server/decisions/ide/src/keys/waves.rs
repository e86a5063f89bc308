use super::{Key, Shape};

/// The JSON of a `## Task Dependency Graph`.
pub(super) static BLOCK: Shape = Shape::Object(&[Key {
    name: "waves",
    about: "Tasks that may run side by side, one wave after the other.",
    shape: Shape::List(&Shape::Object(WAVE)),
}]);

const WAVE: &[Key] = &[
    Key {
        name: "id",
        about: "A number. Kiro drops the whole graph if one is missing; the order of the list is what counts.",
        shape: Shape::Number,
    },
    Key { name: "tasks", about: "The ids of its tasks, in quotes.", shape: Shape::List(&Shape::Task) },
];
