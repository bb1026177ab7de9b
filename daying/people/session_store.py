"""Sessions in the database as Django keeps them; they are found by a statement whose SQL is made once."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from daying.core.compiled import Compiled

KEPT = Compiled(lambda key: Session.objects.filter(session_key=key))


class SessionStore(db.SessionStore):
    """Every page asks for one."""

    def _get_session_from_db(self) -> Session | None:
        for session in KEPT(self.session_key or ""):
            if session.expire_date > timezone.now():
                return session
        self._session_key = None
        return None
