def lines(text):
    """How many lines the text has."""
    return len(text.splitlines())


def words(text):
    """How many words the text has."""
    return len(text.split(" "))


def longest_word(text):
    """The longest word; the first one if several are."""
    raise NotImplementedError
