use std::fmt::Write;

use catalog::{Credits, Money};
use clap::{Args, ValueEnum};
use protocol::{Calibration, PlanUse, Request, Response, UsageBy, UsageSum, WorkEstimate};
use runtime::Runtime;
use time::macros::format_description;
use time::{Date, Duration, OffsetDateTime};

use crate::cli::OutputFormat;
use crate::exit::Failure;
use crate::usage_html::cost;
use crate::{Exit, output, usage_html};

#[derive(Debug, Args)]
pub struct UsageVerb {
    /// What is added up
    #[arg(long, value_enum, default_value_t)]
    pub by: By,
    /// Only what was spent since then: a day, as in 2026-11-01, or how long ago, as in 7d or 12h
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    pub since: Option<i64>,
    /// In all workspaces, not only in this one
    #[arg(short, long)]
    pub all: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum By {
    #[default]
    Model,
    Day,
    Spec,
    Task,
    Session,
    Class,
    Workspace,
}

pub(crate) fn run(runtime: &Runtime, verb: &UsageVerb, format: OutputFormat) -> Result<Exit, Failure> {
    let by = match verb.by {
        By::Model => UsageBy::Model,
        By::Day => UsageBy::Day,
        By::Spec => UsageBy::Spec,
        By::Task => UsageBy::Task,
        By::Session => UsageBy::Session,
        By::Class => UsageBy::Class,
        By::Workspace => UsageBy::Workspace,
    };
    if format == OutputFormat::Html {
        output::text(&html(runtime, verb)?)?;
        return Ok(Exit::Done);
    }
    let response = runtime.handle(Request::UsageGet { by, since: verb.since, all: verb.all })?;
    match (format, &response) {
        (OutputFormat::Csv, Response::Usage { sums, .. }) => output::text(&csv(sums))?,
        (OutputFormat::Text, Response::Usage { sums, total, plan, prices_of }) => {
            output::text(&table(sums, total, plan.as_ref(), prices_of))?;
        }
        (format, response) => {
            format.plain().map_err(Failure::usage)?;
            output::json(response)?;
        }
    }
    Ok(Exit::Done)
}

/// Everything at once, in one file.
fn html(runtime: &Runtime, verb: &UsageVerb) -> Result<String, Failure> {
    let parts = [
        ("By day", UsageBy::Day),
        ("By model", UsageBy::Model),
        ("By spec", UsageBy::Spec),
        ("By task", UsageBy::Task),
        ("By what it was for", UsageBy::Class),
        ("By workspace", UsageBy::Workspace),
    ];
    let mut read = Vec::new();
    let mut whole = (UsageSum::default(), String::new());
    for (title, by) in parts {
        let answer = runtime.handle(Request::UsageGet { by, since: verb.since, all: verb.all })?;
        if let Response::Usage { sums, total, prices_of, .. } = answer {
            whole = (total, prices_of);
            read.push((title, sums));
        }
    }
    let parts: Vec<_> = read.iter().map(|(title, sums)| usage_html::Part { title, sums }).collect();
    let place = if verb.all { "All workspaces".to_owned() } else { runtime.root().display().to_string() };
    Ok(usage_html::page(&place, &parts, &whole.0, &whole.1))
}

/// Unix milliseconds.
fn moment(text: &str) -> Result<i64, String> {
    let now = OffsetDateTime::now_utc();
    let ago = |count: &str, each: Duration| count.parse::<i32>().ok().map(|count| now - each * count);
    let found = match text.char_indices().next_back() {
        Some((end, 'd')) => ago(&text[..end], Duration::DAY),
        Some((end, 'h')) => ago(&text[..end], Duration::HOUR),
        Some((end, 'w')) => ago(&text[..end], Duration::WEEK),
        _ => {
            let day = Date::parse(text, format_description!("[year]-[month]-[day]"));
            day.ok().map(|day| day.midnight().assume_utc())
        }
    };
    let found = found.ok_or("a day, as in 2026-11-01, or how long ago, as in 7d, 12h or 2w, is expected")?;
    Ok(found.unix_timestamp() * 1_000)
}

fn table(sums: &[UsageSum], total: &UsageSum, plan: Option<&PlanUse>, prices_of: &str) -> String {
    if total.calls == 0 {
        return "No model was asked.\n".to_owned();
    }
    let name = |sum: &UsageSum| {
        if sum.key.is_empty() { "(none)".to_owned() } else { output::one_line(&sum.key, 60) }
    };
    let width = sums.iter().map(|sum| name(sum).chars().count()).chain([5]).max().unwrap_or_default();
    let mut text = format!(
        "{:width$}  {:>6}  {:>12}  {:>12}  {:>10}  {:>10}  {:>9}\n",
        "", "calls", "input", "from cache", "output", "cost", "credits"
    );
    let mut row = |name: &str, sum: &UsageSum| {
        let _ = writeln!(
            text,
            "{name:width$}  {:>6}  {:>12}  {:>12}  {:>10}  {:>10}  {:>9}",
            sum.calls,
            sum.usage.input_tokens,
            sum.usage.cached_tokens,
            sum.usage.output_tokens,
            cost(sum).0.to_string(),
            cost(sum).1.to_string(),
        );
    };
    for sum in sums {
        row(&name(sum), sum);
    }
    row("total", total);
    if total.unpriced > 0 {
        let _ =
            writeln!(text, "{} calls are in no cost: the price of their model is not known.", total.unpriced);
    }
    if let Some(plan) = plan {
        let (used, of) = (Credits(plan.used), Credits(plan.centicredits));
        let _ = write!(text, "{}: {used} of {of} credits used this month", plan.name);
        if plan.used > plan.centicredits {
            let _ = match plan.overage {
                Some(cost) => write!(text, "; those beyond cost {}", Money(cost)),
                None => write!(text, "; it has no more"),
            };
        }
        if let Some(left) = plan.bonus_left {
            let _ = write!(text, "; {} of a bonus are left", Credits(left));
        }
        text.push('\n');
    }
    let _ =
        writeln!(text, "Prices of {prices_of}; credits are estimated by the factors that Kiro publishes.");
    text
}

/// What tasks will probably cost: never one number.
pub(crate) fn estimated(estimate: &WorkEstimate, calibration: &Calibration, prices_of: &str) -> String {
    let WorkEstimate { tasks, model, tokens: [half, most], nanodollars, centicredits, history } = estimate;
    if *tasks == 0 {
        return "There is nothing to do.\n".to_owned();
    }
    let what = if *tasks == 1 { "1 task".to_owned() } else { format!("{tasks} tasks") };
    let mut text =
        format!("{what} with {}, half of the time and nine times in ten:\n", output::printable(model));
    let _ = writeln!(text, "  tokens   up to {half}, up to {most}");
    match nanodollars {
        Some([half, most]) => {
            let _ = writeln!(text, "  dollars  up to {}, up to {}", Money(*half), Money(*most));
        }
        None => text.push_str("  what the model costs is not known\n"),
    }
    if let Some([half, most]) = centicredits {
        let _ = writeln!(text, "  credits  up to {}, up to {}", Credits(*half), Credits(*most));
    }
    let _ = match history {
        0 => writeln!(text, "By what is usual elsewhere: fewer than 5 runs of this workspace are known."),
        runs => writeln!(text, "By {runs} runs of this workspace."),
    };
    let Calibration { runs, within } = calibration;
    if *runs > 0 {
        let share = within * 100 / runs;
        let _ = writeln!(
            text,
            "Of {runs} runs that were estimated, {within} ({share} %) cost no more than the second."
        );
    }
    let _ = writeln!(text, "Prices of {prices_of}. `caps` in the settings file is what holds for certain.");
    text
}

fn csv(sums: &[UsageSum]) -> String {
    let mut text = "key,calls,input_tokens,cached_tokens,cache_write_tokens,output_tokens,dollars,credits,unpriced_calls\n".to_owned();
    for sum in sums {
        let quoted = format!("\"{}\"", sum.key.replace('"', "\"\""));
        let (Money(nanos), credits) = cost(sum);
        let _ = writeln!(
            text,
            "{quoted},{},{},{},{},{},{}.{:09},{},{}",
            sum.calls,
            sum.usage.input_tokens,
            sum.usage.cached_tokens,
            sum.usage.written_tokens,
            sum.usage.output_tokens,
            nanos / 1_000_000_000,
            nanos % 1_000_000_000,
            credits,
            sum.unpriced,
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn moments() {
        assert_eq!(moment("1970-01-02"), Ok(86_400_000));
        let day = moment("1d").unwrap() - moment("25h").unwrap();
        assert!((3_590_000..=3_610_000).contains(&day), "{day}");
        for wrong in ["", "d", "yesterday", "2026-13-01", "1e3d", "é"] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
    }
}
