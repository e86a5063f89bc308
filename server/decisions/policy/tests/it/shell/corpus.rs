//! Two published lists, one command a line (`␤` stands for the end of a line in it, `␍` for a carriage return), and both rates.
use expect_test::expect;
use policy::shell::{Class, Part, Target};

use super::world::classify;

const EVERYDAY: &str = include_str!("../../shell/corpus/everyday.txt");
const HARMFUL: &str = include_str!("../../shell/corpus/harmful.txt");
const RULES: &str = include_str!("../../shell/corpus/rules.txt");

/// Of everyday commands, at most so many in a hundred may ask.
const MOST_FALSE_ALARMS: f64 = 5.0;

/// `(mark, command)` of each line.
pub(crate) fn lines(list: &str) -> Vec<(&str, String)> {
    let lines = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (mark, command) = line.split_once('|').unwrap_or_else(|| panic!("no mark: {line}"));
            (mark.trim(), command.strip_prefix(' ').unwrap().replace('␤', "\n").replace('␍', "\r"))
        })
        .collect()
}

pub(crate) fn all() -> impl Iterator<Item = String> {
    lines(EVERYDAY).into_iter().chain(lines(HARMFUL)).map(|(_, command)| command)
}

/// As a user's rules: `*` is any text.
fn allowed_by_rules(part: &Part) -> bool {
    let ours = |target: &Target| {
        matches!(target, Target::Inside(_) | Target::Root | Target::Temp(_) | Target::Device(_))
    };
    let rule = || {
        RULES
            .lines()
            .filter(|rule| !rule.is_empty() && !rule.starts_with('#'))
            .any(|rule| fits(rule, &part.text))
    };
    match part.class {
        Class::ReadOnly => true,
        Class::Ordinary => rule() && part.reads.iter().chain(&part.writes).all(ours),
        Class::Opaque { .. } | Class::Guarded { .. } | Class::Forbidden { .. } => false,
    }
}

fn fits(rule: &str, text: &str) -> bool {
    match rule.split_once('*') {
        None => rule == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|after| {
            rest.is_empty()
                || (0..=after.len()).any(|at| after.is_char_boundary(at) && fits(rest, &after[at..]))
        }),
    }
}

fn worst(parts: &[Part]) -> &Part {
    parts.iter().max_by_key(|part| part.class.rank()).unwrap()
}

fn described(parts: &[Part]) -> String {
    parts
        .iter()
        .map(|part| format!("    {:?}  `{}`  writes {:?}\n", part.class, part.text, part.writes))
        .collect()
}

#[test]
fn everyday_commands_seldom_ask() {
    let list = lines(EVERYDAY);
    let (mut asked, mut wrong) = (Vec::new(), Vec::new());
    for (mark, command) in &list {
        let parts = classify(command);
        let read_only = parts.iter().all(|part| part.class == Class::ReadOnly);
        let allowed = parts.iter().all(allowed_by_rules);
        let right = match *mark {
            "read" => read_only,
            "rule" => allowed && !read_only,
            "ask" => !allowed,
            _ => panic!("{mark} is no mark"),
        };
        if !right {
            wrong.push(format!("{mark} | {command}\n{}", described(&parts)));
        }
        if !allowed {
            asked.push(command);
        }
    }
    let rate = asked.len() as f64 * 100.0 / list.len() as f64;
    assert!(wrong.is_empty(), "{} are not as marked:\n{}", wrong.len(), wrong.concat());
    assert!(list.len() >= 250, "{}", list.len());
    expect!["13 of 373 ask (3.5 %)"].assert_eq(&format!(
        "{} of {} ask ({rate:.1} %)",
        asked.len(),
        list.len()
    ));
    assert!(rate <= MOST_FALSE_ALARMS, "{rate} %: {asked:#?}");
}

#[test]
fn harmful_commands_never_run_unasked() {
    let list = lines(HARMFUL);
    let (mut stopped, mut wrong) = (0, Vec::new());
    for (mark, command) in &list {
        let parts = classify(command);
        let class = &worst(&parts).class;
        // The last word of the mark says how it is stopped, the rest which case it is.
        let (case, how) = mark.rsplit_once(' ').unwrap_or_else(|| panic!("{mark}: {command}"));
        let right = match how {
            "asks" => class.rank() >= 2 && class.rank() < 4,
            "guarded" => matches!(class, Class::Guarded { .. }),
            "forbidden" => matches!(class, Class::Forbidden { .. }),
            // Not allowed by the rules, which do not name it.
            "unruled" => *class == Class::Ordinary && !parts.iter().all(allowed_by_rules),
            _ => panic!("{how} is no mark of {case}"),
        };
        stopped += usize::from(!parts.iter().all(allowed_by_rules));
        if !right {
            wrong.push(format!("{mark} | {command}\n{}", described(&parts)));
        }
    }
    assert!(wrong.is_empty(), "{} are not as marked:\n{}", wrong.len(), wrong.concat());
    assert!(list.len() >= 250, "{}", list.len());
    expect!["598 of 598 are asked about or refused"]
        .assert_eq(&format!("{stopped} of {} are asked about or refused", list.len()));
    assert_eq!(stopped, list.len());
}

#[test]
fn lists_say_nothing_twice() {
    let mut all: Vec<String> = all().collect();
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
}
