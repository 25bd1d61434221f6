"""Pydantic's errors in the words of a person who writes scenarios, with line, column and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from ..core.errors import Problem
from .conditions import ALONE
from .problems import listing, nearest, problem
from .tree import Loc, Tree
from .values import shown

_kinds = {
    "dict_type": "VT005_block",
    "model_type": "VT005_block",
    "model_attributes_type": "VT005_block",
    "list_type": "VT005_list",
    "too_short": "VT005_none",
    "string_type": "VT005_text",
    "greater_than_equal": "VT005_low",
    "less_than_equal": "VT005_high",
    "greater_than": "VT005_above",
}


def explain(path: Path, tree: Tree, model: type[BaseModel], error: ValidationError) -> Iterator[Problem]:
    for one in error.errors(include_url=False):
        yield _explain(path, tree, model, dict(one))


def _explain(path: Path, tree: Tree, model: type[BaseModel], one: dict[str, Any]) -> Problem:
    loc: Loc = tuple(step for step in one["loc"] if step != "[key]")
    word = str(loc[-1]) if loc else ""
    values = {key: value for key, value in one.get("ctx", {}).items() if key != "error"}
    match one["type"]:
        case "extra_forbidden":
            return _unknown(path, tree, model, loc)
        case "missing":
            return problem(path, tree.key(loc[:-1]), "VT004_missing", word=word)
        case "VT005_choice" | "VT005_when" as key:
            near = nearest(one["input"], str(values["known"]).split(", "))
            return problem(path, tree.value(loc), key, near=near, **values)
        case kind if kind.startswith("VT"):
            return problem(path, tree.value(loc), kind, **values)
        case kind:
            key = _kinds.get(kind, "VT005_other")
            if one["input"] is None and tree.get(loc) is None:
                key = "VT005_empty"
            bound = values.get("ge", values.get("le", values.get("gt", "")))
            return problem(path, tree.value(loc), key, word=word, value=shown(one["input"]), bound=bound)


def _unknown(path: Path, tree: Tree, model: type[BaseModel], loc: Loc) -> Problem:
    word = str(loc[-1])
    spot = tree.spots.get(loc)
    if "{" in word or "[" in word:
        return problem(path, tree.key(loc), "VT001_no_colon")
    if word in ALONE and loc[-2:-1] == ("when",):
        return problem(path, tree.key(loc), "VT005_alone", word=word)
    names = words_at(model, loc[:-1])
    near = nearest(word, names)
    if spot and spot.flow and tree.get(loc) is None and not near:
        return problem(path, tree.key(loc), "VT008_comma", word=word)
    return problem(path, tree.key(loc), "VT003_unknown", near=near, word=word, known=listing(names))


def words_at(model: type[BaseModel], loc: Loc) -> list[str]:
    """The words that may stand at `loc` of a file with this model."""
    here: Any = model
    for step in loc:
        owner = _model_in(here)
        if owner is None:
            return []
        if isinstance(here, type) and issubclass(here, BaseModel):
            fields = {field.alias or name: field.annotation for name, field in owner.model_fields.items()}
            here = fields.get(str(step))
        else:  # an entry of a list or a mapping, of models or of more of the kind
            here = _entry_of(here)
    owner = _model_in(here)
    return [field.alias or name for name, field in owner.model_fields.items()] if owner else []


def _entry_of(annotation: Any) -> Any:
    """What one entry of `list[X]` or `dict[str, X]` is, also inside `… | None` and Annotated."""
    if get_origin(annotation) in (list, dict):
        return get_args(annotation)[-1]
    return next((_entry_of(part) for part in get_args(annotation) if _model_in(part)), annotation)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `X`, `X | None`, `list[X]`, `dict[str, X]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        if found := _model_in(part):
            return found
    return None
