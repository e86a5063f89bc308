/// What somebody typed to find a name.
pub(super) struct Query {
    /// Lower case, without blanks.
    letters: Vec<char>,
}

/// The next letter stands right behind the one before.
const TOGETHER: u32 = 6;
/// A letter stands at the start of a word.
const WORD_START: u32 = 4;
/// The first letter is the name's first.
const NAME_START: u32 = 8;

impl Query {
    pub(super) fn new(query: &str) -> Self {
        let letters = query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase);
        Self { letters: letters.collect() }
    }

    /// How well "id title" fits; `None` if it lacks a letter. Letters are looked for from the left, once from the start
    /// of a word and once from anywhere, so that `lim` finds the `Limiter` in "Implement the Limiter".
    pub(super) fn score(&self, id: &str, title: &str) -> Option<u32> {
        let Some(first) = self.letters.first() else { return Some(0) };
        let name = || {
            let blank = (!id.is_empty()).then_some(' ');
            id.chars().chain(blank).chain(title.chars()).flat_map(char::to_lowercase)
        };
        let anywhere = self.walk(name(), 0)?;
        let mut best = anywhere;
        let mut before = ' ';
        // Only a few starts of words are tried, so that a long text costs no more than a short one.
        let starts = name().enumerate().filter(|(_, c)| {
            let starts = c == first && starts_word(before);
            before = *c;
            starts
        });
        for (at, _) in starts.take(4) {
            best = best.max(self.walk(name(), at).unwrap_or(0));
        }
        Some(best)
    }

    fn walk(&self, name: impl Iterator<Item = char>, from: usize) -> Option<u32> {
        let mut wanted = self.letters.iter().peekable();
        let (mut score, mut before, mut together) = (1, ' ', false);
        for (at, c) in name.enumerate() {
            let Some(next) = wanted.peek() else { break };
            if at >= from && c == **next {
                wanted.next();
                score += if at == 0 { NAME_START } else { 0 };
                score += if starts_word(before) { WORD_START } else { 0 };
                score += if together { TOGETHER } else { 0 };
                together = true;
            } else {
                together &= c == ' ';
            }
            before = c;
        }
        wanted.peek().is_none().then_some(score)
    }
}

fn starts_word(before: char) -> bool {
    !before.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn the_better_fit_scores_higher() {
        for (query, better, worse) in [
            ("lim", "Limiter", "Publish items"),
            ("lim", "Implement the limiter", "Plan it, maybe"),
            ("2.1", "2.1 Counter", "12.1 Counter"),
            ("rate limiter", "Rate limiter", "Rather late, limit here"),
            ("ログ", "ログを書く", "ロボットとプログラム"),
        ] {
            let score = |name| Query::new(query).score("", name);
            assert!(score(better) > score(worse), "{query}: {:?} {:?}", score(better), score(worse));
        }
    }

    #[test]
    fn every_letter_is_needed_in_order() {
        assert_eq!(Query::new("xyz").score("1", "Limiter"), None);
        assert_eq!(Query::new("til").score("1", "Limit"), None);
        assert_eq!(Query::new("").score("1", "Limit"), Some(0));
        assert!(Query::new("1LIM").score("1", "limit").is_some());
    }
}
