"""The verbs of the business: one table of what may be done to what, in which state, by whom.

From this table come the buttons, the API endpoints, the state diagrams, the rights matrix and the duty coverage.
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ParamSpec, TypeVar, get_type_hints

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _

from daying.core import changes, events, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.transactions import one_transaction

P = ParamSpec("P")
R = TypeVar("R")
Judge = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Input:
    """What an action asks of the person besides the record."""

    name: str
    label: Any
    kind: Any
    is_required: bool
    default: Any = None


@dataclass(frozen=True)
class Verb:
    """One action of the house. model, source and target are None where it is not a transition."""

    name: str
    function: Callable[..., Any]
    right: str | None
    serves: tuple[str, ...]
    label: Any = ""
    model: type[models.Model] | None = None
    source: tuple[str, ...] = ()
    target: str | None = None
    when: Judge | None = None
    inputs: tuple[Input, ...] = ()
    takes_date: bool = False
    run: Callable[..., Any] = field(default=lambda: None, compare=False)

    @property
    def key(self) -> str:
        """The last word of the name: approve."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class Offer:
    """A transition that a record's state allows now. reason: why this person may not do it, empty if they may."""

    verb: Verb
    reason: str = ""


VERBS: dict[str, Verb] = {}
TRANSITIONS: dict[type[models.Model], list[Verb]] = {}


def action(
    *, right: str | None, serves: str | Iterable[str] = (), label: Any = ""
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a function that changes data: right checked, one transaction, one journal id for all it causes.

    right: None for a step that only other actions call.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        verb = _verb(function, right=right, serves=serves, label=label)

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by = _actor(kwargs)
            _allow(by, right)
            return one_transaction(verb.name, lambda: function(*args, **kwargs), _date(kwargs), by)

        return _register(verb, run)

    return decorate


def transition(
    model: type[models.Model],
    *,
    label: Any,
    source: str | Iterable[str],
    target: str | None,
    right: str,
    when: Judge | None = None,
    serves: str | Iterable[str] = (),
    inputs: Mapping[str, Any] | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a verb that takes a record from a state to another.

    The record is locked and read again before it is judged; the function works on the fresh one, whose changes are then
    saved and journaled, with what the function returns, if anything: the changes of its lines, as journal.Changes.
    target: None where the function sets the state itself; where one is given, it may still set another that leads
    aside. inputs: labels of its keyword-only parameters, in the order the form shows them. when: a docstring of it says
    why the answer may be no.
    """
    if not right:
        raise TypeError(f"{label}: a transition needs a right")

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        verb = _verb(
            function,
            right=right,
            serves=serves,
            label=label,
            model=model,
            source=(source,) if isinstance(source, str) else tuple(source),
            target=target,
            when=when,
            inputs=_inputs(function, inputs or {}),
        )

        return _register_transition(verb, _stepping(verb, function))

    return decorate


def transitions_of(model: type[models.Model]) -> list[Verb]:
    """The transitions of a model, in order of declaration."""
    return TRANSITIONS.get(model, [])


def offers(record: models.Model, by: Actor) -> list[Offer]:
    """What can be done next with this record, and for each step that this person may not do, why."""
    state = str(getattr(record, "state", ""))
    return [Offer(verb, _objection(verb, record, by)) for verb in transitions_of(type(record)) if state in verb.source]


def lock(record: Any) -> Any:
    """The record as it stands now, its row locked until the transaction ends. Other people's rows stay free."""
    return changes.locked(type(record), record.pk)


def not_own(record: Any, by: Actor) -> bool:
    """Nobody approves a request of their own."""
    return bool(record.created_by_id != by.pk)


def has_part(record: Any, by: Actor, *people: str) -> bool:
    """Whether somebody entered a record, or stands in one of these fields of it: then it is not theirs to approve."""
    return by.pk is not None and by.pk in {record.created_by_id, *(getattr(record, f"{name}_id") for name in people)}


def _stepping(verb: Verb, function: Callable[P, R]) -> Callable[P, R]:
    """The function as others call it: its right checked, in one transaction, the record saved when it is done."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        record, *rest = args
        by = _actor(kwargs)
        _allow(by, verb.right)
        fresh: R = one_transaction(verb.name, lambda: _step(verb, record, rest, kwargs), _date(kwargs), by)
        return fresh

    return run


def _step(verb: Verb, record: Any, rest: list[Any], kwargs: dict[str, Any]) -> Any:
    by = kwargs["by"]
    fresh = lock(record)
    _judge(verb, fresh, by)
    before = journal.snapshot(fresh)
    with events.held() as waiting:
        told = verb.function(fresh, *rest, **kwargs)
    if verb.target is not None and fresh.state in verb.source:
        fresh.state = verb.target
    saved = changes.save(fresh, before, verb=verb.name, by=by, note=_note(verb, kwargs), told=told)
    for event in waiting:
        events.deliver(event)
    return saved


def _judge(verb: Verb, record: Any, by: Actor) -> None:
    if record.state not in verb.source:
        raise Refused(
            _("“%(label)s” is not possible while %(record)s is “%(state)s”.")
            % {"label": verb.label, "record": record, "state": record.get_state_display()}
        )
    if verb.when and not verb.when(record, by):
        raise PermissionDenied(_(_objection_of(verb)))


def _objection(verb: Verb, record: Any, by: Actor) -> str:
    if verb.right and not by.has_perm(verb.right):
        return _("Your post does not have the right to do this.")
    if verb.when and not verb.when(record, by):
        return _(_objection_of(verb))
    return ""


def _objection_of(verb: Verb) -> str:
    return (inspect.getdoc(verb.when) or "").partition("\n")[0]


def _note(verb: Verb, kwargs: dict[str, Any]) -> str:
    """What the person typed goes into the journal with the step."""
    return "\n".join(str(kwargs[i.name]) for i in verb.inputs if i.kind is str and kwargs.get(i.name))


def _verb(function: Callable[..., Any], *, serves: str | Iterable[str], **kwargs: Any) -> Verb:
    package = function.__module__.removeprefix("daying.").partition(".")[0]
    return Verb(
        name=f"{package}.{function.__name__}",
        function=function,
        serves=(serves,) if isinstance(serves, str) else tuple(serves),
        takes_date="on" in inspect.signature(function).parameters,
        **kwargs,
    )


def _register(verb: Verb, run: Callable[P, R]) -> Callable[P, R]:
    if verb.name in VERBS:
        raise TypeError(f"{verb.name} is declared twice")
    object.__setattr__(verb, "run", run)
    run.verb = verb  # type: ignore[attr-defined]
    VERBS[verb.name] = verb
    return run


def _register_transition(verb: Verb, run: Callable[P, R]) -> Callable[P, R]:
    assert verb.model
    TRANSITIONS.setdefault(verb.model, []).append(verb)
    return _register(verb, run)


def _inputs(function: Callable[..., Any], labels: Mapping[str, Any]) -> tuple[Input, ...]:
    hints = get_type_hints(function)
    parameters = inspect.signature(function).parameters
    return tuple(
        Input(
            name=name,
            label=label,
            kind=hints.get(name, str),
            is_required=parameters[name].default is inspect.Parameter.empty,
            default=None if parameters[name].default is inspect.Parameter.empty else parameters[name].default,
        )
        for name, label in labels.items()
    )


def _allow(by: Actor, right: str | None) -> None:
    if right is not None and not by.has_perm(right):
        raise PermissionDenied(_("Your post does not have the right to do this."))


def _actor(kwargs: Mapping[str, Any]) -> Actor:
    if "by" not in kwargs:
        raise TypeError("an action needs to know who acts: by=")
    actor: Actor = kwargs["by"]
    return actor


def _date(kwargs: Mapping[str, Any]) -> date | None:
    on: date | None = kwargs.get("on")
    return on
