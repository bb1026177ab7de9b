"""Who may do what with the organisation, posts, people and sign-ins."""

from django.utils.translation import gettext_lazy as _

from daying.core.models import Attachment
from daying.core.rights import DECIDE, PROPOSE, TAKE_PART, Right, model_rights
from daying.people import posts
from daying.people.models import Company, Delegation, Department, Employee, Establishment, HandOver, Holding, Post

KEEPERS = {posts.HR, posts.SYSTEM_ADMIN}
APPOINT = {posts.GM, *KEEPERS}
SHEETS = {posts.HR, posts.GM, posts.AUDITOR, posts.SYSTEM_ADMIN}

RIGHTS = [
    *model_rights(Company, view=posts.EVERYONE, change={posts.SYSTEM_ADMIN}),
    *model_rights(Department, view=posts.EVERYONE, add=KEEPERS, change=KEEPERS, export=SHEETS, import_=KEEPERS),
    *model_rights(Post, view=posts.EVERYONE, add=KEEPERS, change=KEEPERS, export=SHEETS),
    *model_rights(Establishment, view=posts.EVERYONE, add={posts.HR}, change={posts.HR}, export=SHEETS),
    *model_rights(Employee, view=posts.EVERYONE, add=KEEPERS, change=KEEPERS, export=SHEETS, import_=KEEPERS),
    *model_rights(Holding, view=posts.EVERYONE, add=APPOINT, change=APPOINT, export=SHEETS),
    *model_rights(Delegation, view=posts.EVERYONE, add=posts.EVERYONE, change=posts.EVERYONE, export=SHEETS),
    # Files stand below the posts. Which of them somebody sees is the question of their records.
    *model_rights(Attachment, view=posts.EVERYONE, export={posts.GM, posts.DIRECTOR, posts.AUDITOR}),
    *model_rights(HandOver, view=posts.EVERYONE, export={posts.GM, posts.AUDITOR, posts.SYSTEM_ADMIN}),
    Right(
        "people.hand_over",
        _("Hand over what somebody who leaves has in hand"),
        DECIDE,
        posts={posts.GM, posts.HR, posts.DIRECTOR},
    ),
    Right("people.appoint", _("Appoint to posts and relieve of them"), DECIDE, posts=APPOINT),
    Right("people.set_rights", _("Set the rights of posts"), DECIDE, posts={posts.GM, posts.SYSTEM_ADMIN}),
    Right("people.move_department", _("Change the organisation chart"), DECIDE, posts={posts.GM, posts.HR}),
    Right(
        "people.arrange_delegation", _("Arrange who stands in for somebody else"), PROPOSE, posts={posts.GM, posts.HR}
    ),
    Right("people.close_account", _("Close sign-ins and open them again"), DECIDE, posts=KEEPERS),
    Right(
        "people.give_password",
        _("Help somebody to sign in: new password, lost second factor, open sessions"),
        DECIDE,
        posts={posts.SYSTEM_ADMIN},
    ),
    Right("people.use_api", _("Use the API with a token of one's own"), TAKE_PART, posts=posts.EVERYONE),
    Right("people.use_admin", _("Administer reference tables"), TAKE_PART, posts={posts.SYSTEM_ADMIN}),
]
