"""Which passwords are refused beyond Django's own rules (T43): those made of words that everybody here knows."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Of the product and the trade; the names of company and person come from the tables.
WORDS = ["daying", "大营", "营销中心", "marketing", "password", "密码", "admin", "管理员", "welcome", "欢迎", "qwerty"]
LEFT_OVER = 6


class ContextWords:
    """Refuses a password of which little is left without the words, digits and signs that anybody would try."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = re.sub(r"[\W\d_]", "", password.lower())
        for word in sorted({*WORDS, *_names(user)}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(set(rest)) < LEFT_OVER:
            raise ValidationError(self.get_help_text(), code="password_of_known_words")

    def get_help_text(self) -> str:
        return _(
            "Beside names, digits and common words, the password must have at least %(count)d different letters "
            "or characters."
        ) % {"count": LEFT_OVER}


def _names(user: Any) -> set[str]:
    from daying.people.models import Company

    company = Company.objects.values_list("name", "english_name").first() or ()
    own = [getattr(user, name, "") for name in ("username", "name", "english_name")]
    words = (word for name in [*company, *own] for word in re.split(r"\W+", name.lower()))
    return {word for word in words if len(word) > 1}
