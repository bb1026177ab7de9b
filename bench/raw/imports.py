"""W4's floor: the same rows written by the driver alone, without reading a sheet."""

from bench.process import Figures
from bench.raw.driver import Raw

CUSTOMER = "id code name phone city address owner balance"
CONTACT = "customer_id name phone"
JOURNAL = "at by verb subject_type subject_id changes"
FIRST = 10_000_000


def run(count: int) -> Figures:
    """CPU and wall time in all."""
    raw, keys = Raw(), range(FIRST, FIRST + count)
    with raw.meter.running():
        raw.execute("BEGIN")
        raw.insert("plain_customer", CUSTOMER, [(n, f"R{n}", f"天津第{n}公司", "022", "天津", "", "", 0) for n in keys])
        raw.insert("plain_contact", CONTACT, [(n, "王丽", "022") for n in keys])
        entries = [("2026-06-30", "director", "import", "plain.customer", n, "{}") for n in keys]
        raw.insert("plain_journal", JOURNAL, entries)
        raw.execute("COMMIT")
    return {**raw.meter.per(1), "rows": count}
