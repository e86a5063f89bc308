def hello(name):
    raise NotImplementedError


def goodbye(name):
    raise NotImplementedError
