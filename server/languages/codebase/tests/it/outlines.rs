use codebase::Language;
use expect_test::{Expect, expect};

use crate::samples::outlined;

fn check(sample: &str, expected: Expect) {
    expected.assert_eq(&outlined(sample));
}

#[test]
fn rust() {
    check(
        "shop.rs",
        expect![[r#"
        7-7    + Constant MOST | pub const MOST: usize = 12 | How many articles a basket holds.
        8-8    - Constant COUNTER | static mut COUNTER: u32 = 0
        10-10  + Type Result | pub type Result<T> = std::result::Result<T, Error>
        13-21  + Struct Basket | pub struct Basket<'a, T: Clone> where T: 'a | What a customer wants, e.g. an apple!
        23-23  + Struct Cents | pub struct Cents
        25-28  - Enum Error | pub(crate) enum Error
        33-40  + Interface Article | pub trait Article | Something that is sold.
        34-34    + Constant KIND | const KIND: &'static str
        35-35    + Method name | fn name(&self) -> &str
        36-39    + Method price | fn price(&self) -> Cents
        42-52  - Implementation Basket<'a, T> | impl<'a, T: Clone> Basket<'a, T>
        43-49    + Method add | pub async fn add(&mut self, article: &'a T, // the article) -> Result<()>
        51-51    - Method inner | fn inner(&self)
        54-58  - Implementation fmt::Display for Cents | impl fmt::Display for Cents
        55-57    + Method fmt | fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result
        60-63  + Function cents | macro_rules! cents
        65-67  + Module stock | pub mod stock
        66-66    + Function count | pub fn count() -> usize
        69-69  - Module declared | mod declared
        71-81  - Module tests | mod tests
        73-74    - Test empty | fn empty()
        76-78    - Test waits | async fn waits()
        80-80    - Function check | fn check()
    "#]],
    );
}

#[test]
fn python() {
    check(
        "shop.py",
        expect![[r#"
        4-4    + Constant MOST | MOST = 12
        5-5    - Constant _SECRET | _SECRET: str = "x"
        7-7    - Type Price | type Price = int
        10-35  + Class Basket | class Basket(Base, metaclass=Meta) | What a customer wants.
        19-20    + Method __init__ | def __init__(self, articles)
        22-30    + Method total | def total(self, currency: str = "EUR") -> int | Sum of all.
        32-32    - Method _hidden | def _hidden(self)
        34-35    + Class Meta | class Meta
        38-39  + Function fetch | async def fetch(url: str) -> bytes | Gets it
        43-44  + Function conditional | def conditional()
        47-49  + Class TestBasket | class TestBasket
        48-49    + Test test_total | def test_total(self)
        52-53  + Test test_empty | def test_empty()
    "#]],
    );
}

#[test]
fn typescript() {
    check(
        "shop.ts",
        expect![[r#"
        2-5    + Interface Basket | export interface Basket extends Iterable<string> | A basket.
        4-4      + Method add | add(article: string): void
        7-7    + Type Price | export type Price = { cents: number } | null
        8-8    + Type Hidden | type Hidden = string
        10-10  + Enum Currency | export enum Currency
        16-28  + Class Stock | export abstract class Stock<T> implements Basket | Keeps stock.
        21-21    + Method constructor | constructor(private readonly http: HttpClient)
        24-24    + Method count | get count(): number | How many there are.
        25-25    - Method refill | protected refill(amount: number): void
        26-26    - Method #hidden | #hidden()
        27-27    + Method sell | abstract sell(article: string): Promise<void>
        30-30  + Constant MOST | export const MOST = 12
        31-31  - Constant limit | const limit = 1, other = 2
        33-36  + Function total | export const total = async (basket: Basket, currency = Currency.Eur): Promise<Price>
        38-38  + Function parse | export function parse(text: string): Basket
        39-39  + Function parse | export function parse(text: any): any
        41-41  + Function main | export default function main()
        43-43  - Module Old | namespace Old
        43-43    + Function gone | function gone()
        45-45  - Module express | declare module "express"
        45-45    - Interface Request | interface Request
        47-47  + Function listed | function listed()
    "#]],
    );
}

#[test]
fn tsx() {
    check(
        "App.tsx",
        expect![[r#"
        3-3    - Type Props | type Props = { title: string }
        6-6    + Function App | export const App: React.FC<Props> = ({ title }) | Shows it.
        8-11   + Function Page | export default function Page()
    "#]],
    );
}

#[test]
fn javascript() {
    check(
        "shop.js",
        expect![[r#"
        3-3    - Constant MOST | const MOST = 12
        6-9    - Function total | function total(basket) | Sums up.
        11-11  - Function add | const add = (basket, article)
        12-12  - Function names | const names = function* ()
        14-17  - Class Basket | class Basket extends Array
        15-15    + Method of | static of(...articles)
        16-16    - Method #secret | #secret()
        19-19  + Function refund | exports.refund = function (order)
        22-29  - Test basket | describe('basket'
        24-24    - Test is empty at first | it('is empty at first'
        25-28    - Test when full | describe(`when full`
        26-26      - Test refuses %d | it.each([1, 2])("refuses %d"
        27-27      - Test later | test.skip("later"
    "#]],
    );
}

#[test]
fn go() {
    check(
        "shop.go",
        expect![[r#"
        7-7    + Constant Most | const Most = 12 | Most articles of a basket.
        11-11  + Constant First | First = iota | First of all.
        12-12  - Constant second | second
        18-20  + Struct Basket | type Basket struct | Basket is what a customer wants.
        24-26  + Interface Article | Article interface | Article is sold.
        27-27  - Type price | price int
        30-30  + Type Alias | type Alias = Basket
        35-38  + Method Add | func (b *Basket) Add(ctx context.Context, article string) (int, error) | Add puts one in.
        40-40  + Function Map | func Map[T, U any](in []T, f func(T) U) []U
        42-42  - Function testable | func testable()
        44-44  + Test TestAdd | func TestAdd(t *testing.T)
        45-45  + Test BenchmarkAdd | func BenchmarkAdd(b *testing.B)
    "#]],
    );
}

#[test]
fn java() {
    check(
        "Shop.java",
        expect![[r#"
        10-30  + Class Shop | @Service public final class Shop<T extends Article> extends Base implements Seller | Sells things.
        12-12    + Constant MOST | public static final int MOST = 12
        15-17    + Method Shop | public Shop(List<T> articles)
        20-25    + Method sell | @Override @Transactional(readOnly = true) public <R> R sell(T article, int count) throws SoldOut | Sells one.
        27-27    - Method hide | private void hide()
        29-29    - Enum State | enum State
        29-29      - Method open | boolean open()
        32-35  - Interface Seller | interface Seller
        33-33    + Constant LIMIT | int LIMIT = 3
        34-34    + Method close | void close()
        37-37  - Class Price | record Price(long cents, String currency)
        39-39  - Interface Marker | @interface Marker
        41-49  - Class ShopTest | class ShopTest
        42-43    - Test sells | @Test void sells()
        45-46    - Test refuses | @ParameterizedTest(name = "x") void refuses(int count)
        48-48    - Method helper | void helper()
    "#]],
    );
}

#[test]
fn c_sharp() {
    check(
        "Shop.cs",
        expect![[r#"
        3-41   + Module Example.Shop | namespace Example.Shop
        8-25     + Class Shop | [ApiController] public sealed class Shop : ISeller | Sells things.
        11-11      - Constant Most | private const int Most = 12
        14-14      + Method Shop | public Shop(string name)
        17-22      + Method Sell | [HttpGet("{id}")] public async Task<Price> Sell<T>(T article, int count = 1) where T : IArticle | Sells one.
        24-24      - Method Hidden | void Hidden()
        27-27    + Interface ISeller | public interface ISeller
        27-27      + Method Close | void Close()
        28-28    + Class Price | public record Price(long Cents, string Currency)
        29-29    - Struct Point | internal struct Point
        30-30    + Enum State | public enum State
        31-31    + Type Sold | public delegate void Sold(object sender)
        33-40    + Class ShopTests | public class ShopTests
        35-36      + Test Sells | [Fact] public void Sells()
        38-39      + Test Refuses | [Theory, InlineData(1)] public void Refuses(int count)
    "#]],
    );
}

#[test]
fn languages_are_told_by_extensions() {
    let of = |path| Language::of(path).map(Language::name);
    assert_eq!(of("a/b.test.tsx"), Some("TypeScript"));
    assert_eq!(of("a\\b.pyi"), Some("Python"));
    assert_eq!(of("a.rs/b"), None);
    assert_eq!(of(".js"), None);
    assert_eq!(of("Makefile"), None);
}
