//! A shop.

use std::fmt;

/// How many articles a basket holds. More are
/// refused.
pub const MOST: usize = 12;
static mut COUNTER: u32 = 0; // trailing

pub type Result<T> = std::result::Result<T, Error>;

/// What a customer wants, e.g. an apple! Prices aren't in it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Basket<'a, T: Clone>
where
    T: 'a,
{
    pub articles: Vec<&'a T>,
    inner: u8,
}

pub struct Cents(pub i64);

pub(crate) enum Error {
    Empty,
    TooMany { count: usize },
}

/**
 * Something that is sold.
 */
pub trait Article {
    const KIND: &'static str;
    fn name(&self) -> &str;
    fn price(&self) -> Cents {
        fn local() {}
        Cents(0)
    }
}

impl<'a, T: Clone> Basket<'a, T> {
    pub async fn add(
        &mut self,
        article: &'a T, // the article
    ) -> Result<()> {
        const LOCAL: u8 = 1;
        Ok(())
    }

    fn inner(&self) {}
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[macro_export]
macro_rules! cents {
    ($e:expr) => { Cents($e) };
}

pub mod stock {
    pub fn count() -> usize { 0 }
}

mod declared;

#[cfg(test)]
mod tests {
    #[test]
    fn empty() {}

    #[tokio::test]
    #[should_panic]
    async fn waits() {}

    fn check() {}
}
