"""A shop."""
from dataclasses import dataclass

MOST = 12
_SECRET: str = "x"
lower = 1
type Price = int


@dataclass(frozen=True)
class Basket(Base, metaclass=Meta):
    """What a customer wants.

    More of it.
    """

    articles: list[str]

    def __init__(self, articles):
        self.articles = articles

    @property
    def total(
        self,
        currency: str = "EUR",
    ) -> int:
        'Sum of all. Rounded.'
        def local():
            pass
        return 0

    def _hidden(self): ...

    class Meta:
        abstract = True


async def fetch(url: str) -> bytes:
    r"""Gets it"""


if True:
    def conditional():
        pass


class TestBasket:
    def test_total(self):
        assert True


def test_empty():
    pass
