"""Who may do what with carriers."""

from daying.carriers.models import Carrier
from daying.core.rights import model_rights
from daying.people import posts

KEEPERS = {posts.DIRECTOR, posts.CS_MANAGER, posts.CUSTOMER_SERVICE, posts.SYSTEM_ADMIN}
TAKE_OVER = {posts.DIRECTOR, posts.SYSTEM_ADMIN}

RIGHTS = model_rights(
    Carrier, view=posts.EVERYONE, add=KEEPERS, change=KEEPERS, export=posts.MANAGERS | KEEPERS, import_=TAKE_OVER
)
