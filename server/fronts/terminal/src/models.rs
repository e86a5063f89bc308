use std::fmt::Write;

use catalog::Money;
use clap::Subcommand;
use protocol::{ErrorCode, ModelChecked, ModelInfo, Request, Response, VerbError};
use runtime::Runtime;

use crate::cli::Format;
use crate::exit::Failure;
use crate::{Exit, output};

#[derive(Debug, Subcommand)]
pub enum ModelsVerb {
    /// All models of the catalogue
    List,
    /// One model
    Show {
        /// Its name
        model: String,
    },
    /// Ask models for a word, to see which your accounts may use; that costs a little
    Check {
        /// Their names; none: all that are offered where you are
        models: Vec<String>,
    },
}

pub(crate) fn run(runtime: &Runtime, verb: &ModelsVerb, format: Format) -> Result<Exit, Failure> {
    if let ModelsVerb::Check { models } = verb {
        return check(runtime, models, format);
    }
    let response = runtime.handle(Request::ModelList {})?;
    let Response::Models { models, prices_of, source, problems } = &response else {
        output::json(&response)?;
        return Ok(Exit::Done);
    };
    match verb {
        ModelsVerb::List if format == Format::Json => output::json(&response)?,
        ModelsVerb::List => {
            let about = format!("US dollars for a million tokens, of {prices_of}: {source}\n");
            output::text(&(list(models) + &about))?;
        }
        ModelsVerb::Show { model } => {
            let found = runtime.model_named(model).map_err(|nearest| {
                let meant = nearest.map(|name| format!("; is `{name}` meant?")).unwrap_or_default();
                VerbError::new(ErrorCode::NotFound, format!("the catalogue has no model `{model}`{meant}"))
            })?;
            let info = models.iter().find(|info| info.id == found);
            match (format, info) {
                (Format::Json, info) => output::json(&info)?,
                (Format::Text, Some(info)) => output::text(&show(info))?,
                (Format::Text, None) => {}
            }
        }
        ModelsVerb::Check { .. } => {}
    }
    for problem in problems {
        eprintln!("{}", output::printable(problem));
    }
    Ok(Exit::Done)
}

/// Not done where a model that was named cannot be used, or none can.
fn check(runtime: &Runtime, names: &[String], format: Format) -> Result<Exit, Failure> {
    let response = runtime.handle(Request::ModelCheck { models: names.to_vec() })?;
    let Response::ModelsChecked { models, cost } = &response else {
        output::json(&response)?;
        return Ok(Exit::Done);
    };
    let usable = models.iter().filter(|model| model.usable).count();
    match format {
        Format::Json => output::json(&response)?,
        Format::Text => output::text(&checked(models, usable, Money(cost.nanodollars.unwrap_or_default())))?,
    }
    let enough = if names.is_empty() { usable > 0 } else { usable == models.len() };
    Ok(if enough { Exit::Done } else { Exit::NotDone })
}

fn checked(models: &[ModelChecked], usable: usize, cost: Money) -> String {
    if models.is_empty() {
        return "Nobody who offers models can be asked here: set AWS_REGION, or a key.\n".to_owned();
    }
    let mut text = String::new();
    for model in models {
        let name = output::printable(&model.name);
        let _ = match &model.why_not {
            None => writeln!(text, "✓ {name}"),
            Some(why) => writeln!(text, "✗ {name}: {}", output::printable(why)),
        };
    }
    let _ = writeln!(text, "{usable} of {} can be used. Asking them cost {cost}.", models.len());
    text
}

fn list(models: &[ModelInfo]) -> String {
    let width = models.iter().map(|model| model.id.chars().count()).max().unwrap_or_default();
    let mut text = format!(
        "{:width$}  {:>8}  {:>7}  {:>14}  {:>7}  asked as\n",
        "", "context", "output", "in / out", "credits"
    );
    for model in models {
        let prices =
            model.prices.map_or_else(|| "?".to_owned(), |it| format!("{} / {}", it.input, it.output));
        let credits = model.credits.map_or_else(|| "-".to_owned(), |credits| format!("{credits}"));
        let asked = match (&model.asked, &model.why_not) {
            (Some(asked), _) => asked.name.clone(),
            (None, Some(why)) => format!("not here: {why}"),
            (None, None) => String::new(),
        };
        let _ = writeln!(
            text,
            "{:width$}  {:>7}K  {:>6}K  {prices:>14}  {credits:>7}  {}",
            model.id,
            model.context / 1_000,
            model.output / 1_000,
            output::one_line(&asked, 120)
        );
    }
    text
}

fn show(model: &ModelInfo) -> String {
    let mut text = format!("{} ({})\n", model.name, model.id);
    let _ = writeln!(
        text,
        "  reads and writes {} tokens together, writes {} at most",
        model.context, model.output
    );
    let _ = writeln!(text, "  can: {}", model.can.join(", "));
    match &model.prices {
        Some(prices) => {
            let _ = write!(
                text,
                "  costs for a million tokens: ${} read, ${} written",
                prices.input, prices.output
            );
            if let Some(read) = prices.cache_read {
                let _ = write!(text, ", ${read} read from the cache");
            }
            if let Some(write) = prices.cache_write {
                let _ = write!(text, ", ${write} put into it");
            }
            text.push('\n');
        }
        None => text.push_str("  what it costs is not known\n"),
    }
    if let Some(credits) = model.credits {
        let _ = writeln!(text, "  takes {credits} credits where `auto` takes 1");
    }
    if let Some(asked) = &model.asked {
        let _ = writeln!(text, "  --model {}", asked.name);
    }
    if let Some(why) = &model.why_not {
        let _ = writeln!(text, "  cannot be asked here: {why}");
    }
    text
}
