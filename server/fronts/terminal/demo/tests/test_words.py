import unittest

from textstats import counts


class Words(unittest.TestCase):
    def test_words_are_separated_by_any_white_space(self):
        self.assertEqual(counts.words("one two\tthree\nfour"), 4)

    def test_an_empty_text_has_no_words(self):
        self.assertEqual(counts.words(""), 0)
        self.assertEqual(counts.words(" \n "), 0)
