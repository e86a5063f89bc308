"""Is a message valid by LSP's meta model? `lsprotocol` renders the model as classes; this walks the raw JSON along them.

Stricter than `lsprotocol` itself, which passes over unknown properties, takes null for what is absent, and turns a
number into a string where the model wants one.
"""

import enum
import typing

import attrs
from lsprotocol import types
from lsprotocol.converters import get_converter

get_converter()  # Resolves the names of types in the classes.

PROGRESS = {
    "begin": types.WorkDoneProgressBegin,
    "report": types.WorkDoneProgressReport,
    "end": types.WorkDoneProgressEnd,
}


def message_problems(message: dict, answered: str | None) -> list[str]:
    """What is wrong with a message of the server. `answered`: the method of the request that it answers, if it does."""
    method = message.get("method", answered)
    if method not in types.METHOD_TO_TYPES:
        return [f"`{method}` is no method of LSP"]
    asked, answer, *_ = types.METHOD_TO_TYPES[method]
    if "method" in message:
        problems = problems_of(message, asked, method)
        if method == types.PROGRESS:
            value = message["params"]["value"]
            problems += problems_of(value, PROGRESS[value.get("kind")], f"{method}.value")
        return problems
    if "error" in message:
        return problems_of(message, types.ResponseErrorMessage, f"error of {method}")
    return problems_of(message, answer, f"answer to {method}")


def problems_of(value: object, wanted: object, place: str) -> list[str]:
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if wanted in (typing.Any, object):
        return []
    if origin is typing.Union:
        alternatives = [problems_of(value, other, place) for other in arguments]
        return min(alternatives, key=len)
    if origin is typing.Literal:
        return [] if value in arguments else [f"{place}: {value!r} is not {arguments}"]
    if wanted is type(None):
        return [] if value is None else [f"{place}: {value!r} is not null"]
    if isinstance(wanted, type) and attrs.has(wanted):
        return object_problems(value, wanted, place)
    if isinstance(wanted, type) and issubclass(wanted, enum.Enum):
        known = [member.value for member in wanted]
        ours = type(value) in (int, str) and value in known
        return [] if ours else [f"{place}: {value!r} is none of {wanted.__name__}"]
    if isinstance(value, list) and origin is not None and issubclass(list, origin):
        return [problem for at, item in enumerate(value) for problem in problems_of(item, arguments[0], f"{place}[{at}]")]
    if isinstance(value, dict) and origin is not None and issubclass(dict, origin):
        return [problem for key, item in value.items() for problem in problems_of(item, arguments[1], f"{place}[{key!r}]")]
    return [] if type(value) is wanted else [f"{place}: {value!r} is not {wanted}"]


def object_problems(value: object, wanted: type, place: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{place}: {value!r} is not a {wanted.__name__}"]
    fields = {json_name(field.name): field for field in attrs.fields(wanted)}
    problems = [f"{place}.{key}: not a property of {wanted.__name__}" for key in value.keys() - fields.keys()]
    for key, field in fields.items():
        # Special: to be written even if it is null.
        special = types.is_special_property(wanted, field.name)
        required = special or field.default is attrs.NOTHING
        if key not in value:
            problems += [f"{place}.{key}: missing"] if required else []
        elif value[key] is None and not required and not takes_anything(field.type):
            problems.append(f"{place}.{key}: null, where the property is to be left out")
        else:
            problems += problems_of(value[key], field.type, f"{place}.{key}")
    return problems


def takes_anything(wanted: object) -> bool:
    return wanted is typing.Any or any(takes_anything(other) for other in typing.get_args(wanted))


def json_name(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(part.title() for part in rest)
