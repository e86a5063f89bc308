import unittest

from greeting import hello


class Hello(unittest.TestCase):
    def test_name(self):
        self.assertEqual(hello("Ada"), "Hello, Ada!")
