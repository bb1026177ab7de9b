"""The fields that judge what comes in: those of the form itself, so that page, API and import agree."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.forms.models import fields_for_model

from daying.desk.forms import form_for
from daying.desk.resource import Resource, resource_for
from daying.desk.widgets import dressed

Fields = dict[str, forms.Field]


def typed(resource: Resource, user: Any, names: Iterable[str] = ()) -> Fields:
    """The fields of a resource's form, or those of the names, as far as this person may fill them."""
    chosen = list(names or resource.form)
    form = form_for(resource, user)
    others = [name for name in chosen if name not in resource.form and resource.shows(user, name)]
    ready = {**form.fields, **of_model(resource.model, others, user)}
    return {name: ready[name] for name in chosen if name in ready}


def of_model(model: type[models.Model], names: Iterable[str], user: Any) -> Fields:
    """The form fields of a model's columns of these names; among records this person chooses what they may see."""
    source = {field.name: field for field in model._meta.concrete_fields}
    plain = kinds(model, names)
    return {name: dressed(limited(field, user), source[name]) for name, field in plain.items()}


def kinds(model: type[models.Model], names: Iterable[str]) -> Fields:
    """The same for nobody in particular: what sort of values they take."""
    return {name: field for name, field in fields_for_model(model, fields=list(names)).items() if field is not None}


def of_resource(resource: Resource) -> Fields:
    """The sorts of values that a resource's form takes."""
    declared = getattr(resource.form_class, "base_fields", {})
    plain = kinds(resource.model, resource.form)
    return {name: declared.get(name) or plain[name] for name in resource.form if name in declared or name in plain}


def limited(field: forms.Field, user: Any) -> forms.Field:
    """The field itself; among records it offers only those that this person may choose."""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        pages = resource_for(field.queryset.model)
        if pages:
            field.queryset = field.queryset.filter(pk__in=pages.offered(user).order_by().values("pk"))
    return field
