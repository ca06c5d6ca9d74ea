"""What a value of a scenario may be: codes, amounts, factors and dates, each refused by name when it is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from graph.days import iso_day
from graph.errors import InvalidScenario

MOST_YUAN: Final = 9e13  # what a table can hold, 9·10^15 fen


class Declared(BaseModel):
    """Part of a scenario: frozen, strict, nothing it does not know, no number that is none."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


def _to_the_fen(amount: Any) -> Any:
    if isinstance(amount, (int, float)) and abs(amount) < MOST_YUAN and round(amount, 2) != amount:
        raise ValueError("it has parts of a fen: at most two decimals")
    return amount


def _as_date(day: Any) -> Any:
    return iso_day(str(day)) if isinstance(day, (str, date)) else day


Code = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]
Yuan = Annotated[float, BeforeValidator(_to_the_fen), Field(gt=0, le=MOST_YUAN)]
Share = Annotated[float, Field(ge=0, le=1)]
Day = Annotated[date, BeforeValidator(_as_date)]

_SAYS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "missing": lambda _: "it is missing",
    "extra_forbidden": lambda _: "there is no such field",
    "finite_number": lambda _: "it must be a finite number",
    "float_type": lambda _: "it must be a number",
    "int_type": lambda _: "it must be a whole number",
    "string_type": lambda _: "it must be a text",
    "string_pattern_mismatch": lambda _: "it must not be blank, nor begin or end with a blank",
    "string_too_short": lambda _: "it must not be empty",
    "string_too_long": lambda known: f"it has more than {known['max_length']} signs",
    "tuple_type": lambda _: "it must be a list",
    "dict_type": lambda _: "it must be a table of names and numbers",
    "model_type": lambda _: "it must be a table of fields",
    "model_attributes_type": lambda _: "it must be a table of fields",
    "greater_than": lambda known: f"it must be above {known['gt']:,.15g}",
    "greater_than_equal": lambda known: f"it must be at least {known['ge']:,.15g}",
    "less_than": lambda known: f"it must be below {known['lt']:,.15g}",
    "less_than_equal": lambda known: f"it must be at most {known['le']:,.15g}",
    "literal_error": lambda known: f"it must be {known['expected']}",
    "union_tag_invalid": lambda known: f"it must be one of {known['expected_tags']}",
    "union_tag_not_found": lambda _: "it does not say what to do",
    "value_error": lambda known: str(known["error"]),
}
_Model = TypeVar("_Model", bound=BaseModel)


def validated(model: type[_Model], given: Any, source: str = "scenario") -> _Model:
    """What was given as the model.

    Raises:
        InvalidScenario: names the first value that is wrong and says what it must be.

    """
    try:
        return model.model_validate(given)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        raise InvalidScenario(f"{source}: {_sentence(model, first)}", _path(first["loc"])) from None


def _sentence(model: type[BaseModel], fault: Any) -> str:
    say = _SAYS.get(fault["type"])
    rule = say(fault.get("ctx", {})) if say else fault["msg"].removeprefix("Value error, ")
    where = _path(fault["loc"]) or model.__name__.lower()
    if not fault["loc"]:
        return rule
    if fault["type"] in ("missing", "extra_forbidden", "union_tag_not_found"):
        return f"{where}: {rule}"
    shown = repr(fault["input"])
    return f"{where} is {shown if len(shown) <= 60 else shown[:57] + '...'}: {rule}"


def _path(places: tuple[int | str, ...]) -> str:
    """`edits[1].amount`; the kind of an edit, which pydantic puts behind its place, is left out."""
    text, behind_index = "", False
    for place in places:
        if isinstance(place, int):
            text += f"[{place}]"
            behind_index = True
        elif behind_index and text.startswith("edits"):
            behind_index = False
        else:
            text += f".{place}" if text else place
            behind_index = False
    return text
