"""The checklist of an opinion, as the form of its answer shows it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _


class ChecklistWidget(forms.MultiWidget):
    """Each question over a choice and a line for a remark."""

    template_name = "work/widgets/checklist.html"
    use_fieldset = True

    def __init__(self, questions: Sequence[str]) -> None:
        self.questions = questions
        parts = [part for question in questions for part in _parts(question)]
        super().__init__(parts)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Beside Django's own: each question with its two widgets."""
        context = super().get_context(name, value, attrs)
        parts = context["widget"]["subwidgets"]
        context["widget"]["questions"] = list(zip(self.questions, parts[::2], parts[1::2], strict=True))
        return context

    def decompress(self, value: Any) -> list[str]:
        """Every answer begins empty."""
        return [""] * len(self.widgets)


class ChecklistField(forms.MultiValueField):
    """The answers as agreeing takes them: a line for each question, "yes", "no" or "n/a" and the remark."""

    def __init__(self, questions: Sequence[str]) -> None:
        count = 2 * len(questions)
        fields = [forms.CharField(required=False, max_length=200) for _n in range(count)]
        super().__init__(fields, label=_("Checklist"), widget=ChecklistWidget(questions), required=False)

    def compress(self, data_list: Sequence[str]) -> str:
        """A line for each question; an empty one where it is not answered, which the action refuses."""
        pairs = zip(data_list[::2], data_list[1::2], strict=True)
        return "\n".join(f"{answer} {' '.join(remark.split())}".strip() for answer, remark in pairs)


def _parts(question: str) -> list[forms.Widget]:
    choices = [("", "…"), ("yes", _("Yes")), ("no", _("No")), ("n/a", _("Does not apply"))]
    return [
        forms.Select({"class": "form-select", "aria-label": question}, choices),
        forms.TextInput({"class": "form-control", "aria-label": _("Remark"), "placeholder": _("Remark")}),
    ]
