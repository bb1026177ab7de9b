"""Who may do what with goods at customers."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import DECIDE, SUPERVISE, TAKE_PART, Right, model_rights
from daying.people import posts
from daying.stock.models import JitAgreement, JitTransfer, JointCount, UsageDifference, UsageReport

READERS = posts.CENTRE | {
    posts.CHAIRMAN,
    posts.GM,
    posts.FINANCE,
    posts.PMC,
    posts.QUALITY,
    posts.WAREHOUSE,
    posts.AUDITOR,
    posts.SYSTEM_ADMIN,
}
SHEETS = posts.MANAGERS | {posts.WAREHOUSE, posts.PMC, posts.FINANCE, posts.AUDITOR}
PLANNERS = posts.CENTRE | {posts.PMC, posts.WAREHOUSE}
RECEIVERS = posts.CENTRE | {posts.WAREHOUSE}
REPORTERS = posts.CENTRE | {posts.FINANCE}
DECIDERS = {posts.GM, posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER}
ACCEPTERS = {posts.FINANCE, posts.CS_MANAGER, posts.CUSTOMER_SERVICE}
COUNTERS = posts.CENTRE | {posts.WAREHOUSE, posts.FINANCE}

JIT_RIGHTS = [
    *model_rights(JitAgreement, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS),
    Right("stock.decide_jitagreement", _("Put JIT agreements into force and end them"), DECIDE, posts=DECIDERS),
    *model_rights(JitTransfer, view=READERS, add=PLANNERS, change=PLANNERS, export=SHEETS),
    Right("stock.ship_jittransfer", _("Ship JIT transfers"), TAKE_PART, posts={posts.WAREHOUSE}),
    Right("stock.receive_jittransfer", _("Confirm that JIT transfers arrived"), TAKE_PART, posts=RECEIVERS),
    *model_rights(UsageReport, view=READERS, add=REPORTERS, change=REPORTERS, export=SHEETS, import_=REPORTERS),
    Right("stock.check_usagereport", _("Check usage reports"), TAKE_PART, posts=REPORTERS),
    Right("stock.accept_usagereport", _("Accept usage reports and have them billed"), SUPERVISE, posts=ACCEPTERS),
    *model_rights(UsageDifference, view=READERS, export=SHEETS),
    Right("stock.decide_usagedifference", _("Decide on usage differences"), SUPERVISE, posts=ACCEPTERS),
    *model_rights(JointCount, view=READERS, add=COUNTERS, change=COUNTERS, export=SHEETS),
    Right("stock.sign_jointcount", _("Sign joint counts for us"), SUPERVISE, posts=COUNTERS),
]
