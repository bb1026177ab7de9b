"""Who may be asked, and who may ask."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import DECIDE, SUPERVISE, TAKE_PART, Right, model_rights
from daying.people import posts
from daying.work.models import Countersignature, Opinion, SigningRules, Task

WHOEVER_WORKS = posts.EVERYONE - {posts.AUDITOR}
SHEETS = posts.MANAGERS | {posts.AUDITOR}

RIGHTS = [
    *model_rights(Countersignature, view=posts.EVERYONE, export=SHEETS),
    *model_rights(Opinion, view=posts.EVERYONE, export=SHEETS),
    *model_rights(SigningRules, view=posts.EVERYONE, change={posts.DIRECTOR, posts.SYSTEM_ADMIN}),
    *model_rights(Task, view=posts.EVERYONE, add=WHOEVER_WORKS, change=WHOEVER_WORKS, export=SHEETS),
    Right(
        "work.give_opinion",
        _("Give the department's opinion"),
        DECIDE,
        posts=posts.OTHER_DEPARTMENTS | posts.MANAGERS,
    ),
    Right("work.urge_opinion", _("Urge those who are asked"), TAKE_PART, posts=WHOEVER_WORKS),
    Right("work.copy_countersignature", _("Send copies of countersignatures"), TAKE_PART, posts=WHOEVER_WORKS),
    Right("work.do_task", _("Do tasks"), TAKE_PART, posts=WHOEVER_WORKS),
    Right("work.accept_task", _("Accept what others have done"), SUPERVISE, posts=WHOEVER_WORKS),
]
