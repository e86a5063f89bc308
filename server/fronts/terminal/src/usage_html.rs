//! What models cost as one HTML file: no script, nothing from elsewhere, and a policy that says so.

use std::fmt::Write;

use catalog::{Credits, Money};
use protocol::UsageSum;

/// What calls were added up by, and the sums.
pub(crate) struct Part<'a> {
    pub(crate) title: &'a str,
    pub(crate) sums: &'a [UsageSum],
}

const HEAD: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'nonce-own'\">\n\
<meta name=\"viewport\" content=\"width=device-width\"><title>What models cost</title>\n\
<style nonce=\"own\">\n\
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }\n\
table { border-collapse: collapse; width: 100%; } th, td { padding: .2rem .6rem; text-align: right; }\n\
th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere; } tr { border-bottom: 1px solid #8884; }\n\
svg { width: 100%; height: auto; } text { font-size: 12px; fill: currentColor; } rect { fill: #6b5bd2; }\n\
@media (prefers-color-scheme: dark) { body { background: #16161d; color: #ddd; } rect { fill: #9a8cf0; } }\n\
</style></head><body>\n";

/// A bar and what stands beside it, in the units of the drawing.
const BAR: u64 = 20;
const WIDTH: u64 = 900;
const NAMES: u64 = 330;
const AMOUNTS: u64 = 110;

/// Bars beyond these would be read by nobody.
const MOST: usize = 60;

pub(crate) fn page(workspace: &str, parts: &[Part<'_>], total: &UsageSum, prices_of: &str) -> String {
    let mut page = HEAD.to_owned();
    let (money, credits) = cost(total);
    let _ = writeln!(
        page,
        "<h1>What models cost</h1>\n<p>{}: {} in {} calls, {} credits. Prices of {}.</p>",
        escaped(workspace),
        money,
        total.calls,
        credits,
        escaped(prices_of)
    );
    if total.unpriced > 0 {
        let _ = writeln!(page, "<p>{} calls are in no cost: their price is not known.</p>", total.unpriced);
    }
    for part in parts.iter().filter(|part| !part.sums.is_empty()) {
        let _ = writeln!(page, "<h2>{}</h2>", escaped(part.title));
        chart(&mut page, part);
        rows(&mut page, part.sums);
    }
    page.push_str("</body></html>\n");
    page
}

fn chart(page: &mut String, part: &Part<'_>) {
    let shown = part.sums.get(part.sums.len().saturating_sub(MOST)..).unwrap_or_default();
    let most = shown.iter().map(|sum| cost(sum).0.0).max().unwrap_or_default().max(1);
    let height = shown.len() as u64 * BAR;
    let _ = writeln!(page, "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">");
    for (sum, top) in shown.iter().zip((0..).step_by(usize::try_from(BAR).unwrap_or(1))) {
        let spent = cost(sum).0;
        let length = u128::from(spent.0) * u128::from(WIDTH - NAMES - AMOUNTS) / u128::from(most);
        let base = top + 14;
        let _ = writeln!(
            page,
            "<text x=\"{}\" y=\"{base}\" text-anchor=\"end\">{}</text>\
             <rect x=\"{NAMES}\" y=\"{}\" width=\"{length}\" height=\"{}\"/>\
             <text x=\"{}\" y=\"{base}\">{spent}</text>",
            NAMES - 8,
            escaped(&name(sum, 48)),
            top + 3,
            BAR - 6,
            u128::from(NAMES) + length + 6,
        );
    }
    page.push_str("</svg>\n");
}

fn rows(page: &mut String, sums: &[UsageSum]) {
    page.push_str("<table><tr><th></th><th>calls</th><th>input</th><th>from cache</th><th>output</th><th>cost</th><th>credits</th></tr>\n");
    for sum in sums {
        let (money, credits) = cost(sum);
        let _ = writeln!(
            page,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{money}</td><td>{credits}</td></tr>",
            escaped(&name(sum, 200)),
            sum.calls,
            sum.usage.input_tokens,
            sum.usage.cached_tokens,
            sum.usage.output_tokens,
        );
    }
    page.push_str("</table>\n");
}

fn name(sum: &UsageSum, longest: usize) -> String {
    match sum.key.as_str() {
        "" => "(none)".to_owned(),
        key if key.chars().count() > longest => {
            let end = key.chars().count() - longest + 1;
            format!("…{}", key.chars().skip(end).collect::<String>())
        }
        key => key.to_owned(),
    }
}

pub(crate) fn cost(sum: &UsageSum) -> (Money, Credits) {
    let cost = sum.usage.cost.unwrap_or_default();
    (Money(cost.nanodollars.unwrap_or_default()), Credits(cost.centicredits.unwrap_or_default()))
}

/// Names come from repositories and endpoints.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use protocol::{Cost, Usage};

    use super::*;

    #[test]
    fn nothing_in_it_is_markup_of_others() {
        let cost = Some(Cost { nanodollars: Some(2_500_000_000), centicredits: Some(130) });
        let sum = |key: &str| UsageSum {
            key: key.to_owned(),
            calls: 2,
            usage: Usage { input_tokens: 10, cost, ..Usage::default() },
            unpriced: 1,
        };
        let sums = [sum("<script>alert('x')</script>"), sum("\" onload=\"x"), sum("")];
        let part = Part { title: "By <model>", sums: &sums };
        let page = page("/a&b", &[part], &sum(""), "2026-11-26");
        assert!(!page.contains("<script") && !page.contains("\" onload"), "{page}");
        assert!(page.contains("/a&amp;b: $2.50 in 2 calls, 1.30 credits."), "{page}");
        assert!(page.contains("default-src 'none'"), "{page}");
        assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("src="), "{page}");
        assert_eq!(page.matches("<rect").count(), 3);
    }
}
