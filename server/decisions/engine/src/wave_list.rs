use spec::TaskList;

use crate::Plan;

/// The waves of a plan as Kiro's `## Task Dependency Graph` has them: the ids of the tasks without sub-tasks, optional ones
/// and checkpoints too. Kiro's own blocks leave checkpoints out, and then run them last (kirodotdev/Kiro #9602). A task
/// without an id of its own cannot be named, and one in a cycle has no wave.
pub fn wave_list(list: &TaskList, plan: &Plan) -> Vec<Vec<String>> {
    let name = |task: &usize| {
        let id = list.tasks.get(*task)?.id.clone()?;
        (list.with_id(&id).count() == 1).then_some(id)
    };
    let waves = plan.waves.iter().map(|wave| wave.iter().filter_map(name).collect());
    waves.filter(|wave: &Vec<String>| !wave.is_empty()).collect()
}
