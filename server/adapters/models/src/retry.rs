use std::time::Duration;

use crate::ModelError;

/// How long to wait, and how often to ask again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts in all, the first one included.
    pub attempts: u32,
    /// Wait before the second attempt; it doubles for each further one. Up to half of it is random.
    pub base: Duration,
    /// Longest wait that an endpoint's `Retry-After` can ask for.
    pub retry_after_cap: Duration,
    /// Longest time to connect.
    pub connect: Duration,
    /// Longest silence while the endpoint answers. There is no limit on the whole answer.
    pub idle: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            base: Duration::from_millis(500),
            retry_after_cap: Duration::from_secs(60),
            connect: Duration::from_secs(20),
            idle: Duration::from_secs(300),
        }
    }
}

impl RetryPolicy {
    /// The wait after a failed attempt (counted from 1), `retry_after` being what the endpoint asked for.
    pub(crate) fn wait(&self, attempt: u32, retry_after: Option<Duration>) -> Duration {
        let longest = self.base.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
        let backoff = longest.mul_f64(0.5 + fastrand::f64() / 2.0);
        match retry_after {
            Some(asked) => backoff.max(asked.min(self.retry_after_cap)),
            None => backoff,
        }
    }
}

/// A failed attempt, and the wait the endpoint asked for.
pub(crate) struct Fault {
    pub(crate) error: ModelError,
    pub(crate) retry_after: Option<Duration>,
}

impl From<ModelError> for Fault {
    fn from(error: ModelError) -> Self {
        Self { error, retry_after: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_follow_retry_after_up_to_the_cap() {
        let policy = RetryPolicy::default();
        let seconds = Duration::from_secs;
        for _ in 0..100 {
            assert!((0.25..=0.5).contains(&policy.wait(1, None).as_secs_f64()));
            assert!((1.0..=2.0).contains(&policy.wait(3, None).as_secs_f64()));
            assert_eq!(policy.wait(1, Some(seconds(7))), seconds(7));
            assert_eq!(policy.wait(1, Some(seconds(3600))), seconds(60));
            assert!(policy.wait(1, Some(seconds(0))) >= Duration::from_millis(250));
        }
    }
}
