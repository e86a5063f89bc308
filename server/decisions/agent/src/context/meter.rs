use protocol::Usage;

/// Turns bytes into tokens: four to one at first, then as the endpoint counted the last request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Meter {
    bytes: u64,
    tokens: u64,
}

/// Counts of less say little about the rest.
const LEAST: u64 = 200;

impl Default for Meter {
    fn default() -> Self {
        Self { bytes: 4, tokens: 1 }
    }
}

impl Meter {
    /// A request of this length was counted. Endpoints that count nothing, or nonsense, teach nothing.
    pub(crate) fn learn(&mut self, bytes: u64, usage: &Usage) {
        let tokens = usage.input_tokens.saturating_add(usage.cached_tokens);
        if tokens >= LEAST && (tokens..=tokens.saturating_mul(8)).contains(&bytes) {
            *self = Self { bytes, tokens };
        }
    }

    pub(crate) fn tokens(&self, bytes: u64) -> u64 {
        scale(bytes, self.tokens, self.bytes)
    }

    pub(crate) fn bytes(&self, tokens: u64) -> u64 {
        scale(tokens, self.bytes, self.tokens)
    }
}

fn scale(value: u64, by: u64, of: u64) -> u64 {
    let scaled = u128::from(value) * u128::from(by) / u128::from(of.max(1));
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(input_tokens: u64, cached_tokens: u64) -> Usage {
        Usage { input_tokens, cached_tokens, ..Usage::default() }
    }

    #[test]
    fn it_goes_by_what_the_endpoint_counted_last() {
        let mut meter = Meter::default();
        assert_eq!(meter.tokens(8_000), 2_000);
        meter.learn(6_000, &usage(500, 1_500));
        assert_eq!((meter.tokens(9_000), meter.bytes(1_000)), (3_000, 3_000));
        for nonsense in [usage(0, 0), usage(10, 0), usage(1_000_000, 0)] {
            meter.learn(6_000, &nonsense);
            assert_eq!(meter.tokens(9_000), 3_000, "{nonsense:?}");
        }
    }
}
