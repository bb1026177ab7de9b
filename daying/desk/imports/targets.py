"""Everything a sheet can be imported into: each resource with imports, each take-over importer."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import models
from django.utils.text import format_lazy

from daying.desk import fields, writing
from daying.desk.imports.columns import IMPORTERS, LINES, Column, Importer, Target
from daying.desk.resource import Resource, resources


def find(slug: str, user: Any) -> Target:
    """The target of that word, its choices limited to what this person may see. KeyError when there is none."""
    for resource in resources():
        if resource.slug == slug and resource.imports:
            return of_resource(resource, user)
    return of_importer(IMPORTERS[slug], user)


def importers_for(user: Any) -> list[Importer]:
    """The take-over importers that this person may use."""
    return [importer for importer in IMPORTERS.values() if user.has_perm(importer.right)]


def of_resource(resource: Resource, user: Any) -> Target:
    """The columns that the declaration lets a sheet bring."""
    columns = {column.name: column for column in [*_head(resource, user), *_lines(resource, user)]}
    return Target(
        slug=resource.slug,
        title=resource.title,
        right=resource.right("import"),
        columns=columns,
        write=lambda rows, by: writing.create_many(resource, rows, by=by),
        resource=resource,
        objections=resource.objections,
    )


def of_importer(importer: Importer, user: Any) -> Target:
    """The columns that a take-over importer asks for."""
    columns = {
        name: Column(name, field.label or name, field, importer.aliases.get(name, ()))
        for name, field in importer.fields(user).items()
    }
    return Target(
        slug=importer.slug,
        title=importer.title,
        right=importer.right,
        columns=columns,
        write=importer.write,
        resource=importer.pages,
        serves=importer.serves,
        objections=importer.objections,
        per=importer.per,
        gathers=importer.gathers,
        differs=importer.differs,
    )


def _head(resource: Resource, user: Any) -> Iterator[Column]:
    plain = [name for name in resource.imports if "__" not in name]
    typed = fields.typed(resource, user, plain) if plain else {}
    ready = {**_ruled(typed, resource.model), **resource.import_fields}
    for name in [*resource.imports, *resource.import_fields]:
        aliases = resource.aliases.get(name, ())
        if "__" in name:
            yield _by_path(resource.model, name, user, aliases)
        elif name in ready:
            yield Column(name, ready[name].label, ready[name], aliases)


def _lines(resource: Resource, user: Any) -> Iterator[Column]:
    if resource.lines is None:
        return
    model, names = resource.lines
    for name, field in _ruled(fields.of_model(model, names, user), model).items():
        yield Column(LINES + name, field.label, field, resource.aliases.get(LINES + name, ()))


def _ruled(typed: fields.Fields, model: type[models.Model]) -> fields.Fields:
    """The fields, each with the rules of its column too: a form asks the whole record for those, a sheet has none."""
    columns = {column.name: column for column in model._meta.concrete_fields}
    for name, field in typed.items():
        if name in columns and not isinstance(field, forms.ModelChoiceField):
            field.validators += [rule for rule in columns[name].validators if rule not in field.validators]
    return typed


def _by_path(model: type[models.Model], path: str, user: Any, aliases: Any) -> Column:
    """customer__code: another record, meant by this one of its fields."""
    name, _, by = path.partition("__")
    field: Any = fields.of_model(model, [name], user)[name]
    assert isinstance(field, forms.ModelChoiceField)
    rows: Any = field.queryset
    known_by = rows.model._meta.get_field(by)
    label = format_lazy("{thing}: {by}", thing=field.label, by=known_by.verbose_name)
    return Column(path, label, field, aliases, lookups=(by,))
