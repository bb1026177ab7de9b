"""The archive: kinds, editions, days of expiry and of keeping, one list of all files (M3.6)."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from daying.core import attachments, journal
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.models import Attachment, OutgoingMail
from daying.customers.factories import customer
from daying.desk import expiry
from daying.desk.archive import files_seen_by
from daying.orders.factories import draft_order
from daying.people.models import Employee

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def attach(subject, by, name="合同.pdf", **more) -> Attachment:
    return attachments.attach(subject, ContentFile(name.encode(), name=name), by=by, **more)


def test_the_next_edition_takes_the_place_and_the_kind_of_the_last(cast):
    firm = customer(cast.engineer)
    first = attach(firm, cast.engineer, kind="contract", expires_on=TODAY)

    second = attach(firm, cast.engineer, name="合同2.pdf", replaces=first, expires_on=TODAY + timedelta(365))

    first.refresh_from_db()
    assert (first.is_current, second.is_current, second.edition, second.kind) == (False, True, 2, "contract")
    assert list(attachments.expiring(TODAY, TODAY)) == []


def test_two_do_not_bring_the_next_edition_of_one(cast):
    firm = customer(cast.engineer)
    first = attach(firm, cast.engineer)
    attach(firm, cast.engineer, replaces=first)

    with pytest.raises(Refused):
        attach(firm, cast.engineer, replaces=first)


def test_an_edition_belongs_to_the_record_of_the_one_before(cast):
    first = attach(customer(cast.engineer), cast.engineer)

    with pytest.raises(Refused):
        attach(customer(cast.engineer), cast.engineer, replaces=first)


def test_taken_off_the_one_before_is_in_force_again(cast):
    firm = customer(cast.engineer)
    first = attach(firm, cast.engineer)
    second = attach(firm, cast.engineer, replaces=first)

    with pytest.raises(Refused):
        attachments.detach(Attachment.objects.get(pk=first.pk), firm, by=cast.engineer)
    attachments.detach(second, firm, by=cast.engineer)

    assert Attachment.objects.get().is_current


def test_what_must_be_kept_is_not_taken_off_before_its_day(cast):
    firm = customer(cast.engineer)
    file = attach(firm, cast.engineer, retain_until=date(2030, 1, 1))

    with pytest.raises(Refused):
        attachments.detach(file, firm, by=cast.engineer, today=date(2029, 12, 31))
    attachments.detach(file, firm, by=cast.engineer, today=date(2030, 1, 1))

    assert not Attachment.objects.exists()


@pytest.mark.parametrize("wanted", [None, date(2029, 12, 31)])
def test_the_day_until_which_it_is_kept_is_never_moved_up(cast, wanted):
    file = attach(customer(cast.engineer), cast.engineer, retain_until=date(2030, 1, 1))
    said = {"kind": "other", "expires_on": None, "note": ""}

    with pytest.raises(Refused):
        attachments.describe(file, by=cast.engineer, retain_until=wanted, **said)


def test_a_file_has_no_files(cast):
    with pytest.raises(Refused):
        attach(attach(customer(cast.engineer), cast.engineer), cast.engineer)


def test_everybody_sees_the_files_of_the_records_they_see(cast):
    ours, theirs = customer(cast.engineer), customer(cast.other_engineer)
    files = [attach(ours, cast.engineer), attach(theirs, cast.other_engineer), attach(draft_order(ours), cast.engineer)]

    seen = [set(files_seen_by(one)) for one in (cast.engineer, cast.other_engineer, cast.director)]

    assert seen == [{files[0], files[2]}, {files[1]}, set(files)]


def test_the_list_the_page_and_the_file_are_there_for_who_sees_the_record(cast, client):
    file = attach(customer(cast.engineer), cast.engineer)
    pages = ["/files/", f"/files/{file.public_id}/", f"/files/{file.public_id}/describe/"]

    client.force_login(cast.engineer)
    ours = [client.get(page) for page in pages]
    client.force_login(cast.other_engineer)
    theirs = [client.get(page) for page in pages]

    assert [page.status_code for page in ours] == [200, 200, 200]
    assert ours[0].context["listing"].count == 1
    assert [page.status_code for page in theirs] == [200, 404, 404]
    assert theirs[0].context["listing"].count == 0


def test_the_page_leads_to_the_file_and_says_who_opened_it(cast, client):
    firm = customer(cast.engineer)
    file = attach(firm, cast.engineer)
    client.force_login(cast.manager)

    client.get(f"/customers/{firm.public_id}/files/{file.public_id}/")
    page = client.get(f"/files/{file.public_id}/").content.decode()

    assert f"/customers/{firm.public_id}/files/{file.public_id}/" in page
    assert f"{timezone.localdate():%Y-%m-%d}" in file.openings
    assert str(cast.manager) in file.openings


def test_a_file_is_described_on_its_page(cast, client):
    file = attach(customer(cast.engineer), cast.engineer)
    client.force_login(cast.engineer)
    url = f"/files/{file.public_id}/describe/"

    sent = {"version": file.version, "kind": "licence", "expires_on": "2027-01-01", "retain_until": "2036-01-01"}
    done = client.post(url, sent)
    earlier = client.post(url, {**sent, "version": file.version + 1, "retain_until": "2030-01-01"})

    file.refresh_from_db()
    assert (done.status_code, earlier.status_code) == (302, 422)
    assert (file.kind, file.expires_on, file.retain_until) == ("licence", date(2027, 1, 1), date(2036, 1, 1))
    assert journal.history(file).first().by == cast.engineer


def test_only_who_may_edit_the_record_or_brought_the_file_describes_it(cast, client):
    file = attach(customer(cast.engineer), cast.engineer)
    client.force_login(cast.quality)

    assert client.get(f"/files/{file.public_id}/").status_code == 200
    assert client.get(f"/files/{file.public_id}/describe/").status_code == 403


def test_kind_and_next_edition_come_by_the_page_of_the_record(cast, client):
    firm = customer(cast.engineer)
    client.force_login(cast.engineer)
    url = f"/customers/{firm.public_id}/files/"

    client.post(url, {"file": SimpleUploadedFile("a.txt", b"1"), "kind": "drawing"})
    first = Attachment.objects.get()
    client.post(url, {"file": SimpleUploadedFile("b.txt", b"2"), "replaces": str(first.public_id)})

    assert list(attachments.of(firm).values_list("name", "kind", "edition", "is_current")) == [
        ("b.txt", "drawing", 2, True),
        ("a.txt", "drawing", 1, False),
    ]


def test_a_file_that_must_be_kept_says_so_on_the_page(cast, client):
    firm = customer(cast.engineer)
    file = attach(firm, cast.engineer, retain_until=TODAY + timedelta(1))
    client.force_login(cast.engineer)

    client.post(f"/customers/{firm.public_id}/files/{file.public_id}/remove/")
    page = client.get(f"/customers/{firm.public_id}/").content.decode()

    assert Attachment.objects.exists()
    assert f"{file.name}" in page


@pytest.mark.parametrize(("days", "is_told"), [(-1, True), (0, True), (30, True), (31, False)])
def test_home_tells_what_expires_soon(cast, client, days, is_told):
    attach(customer(cast.engineer), cast.engineer, name="年检证书.pdf", expires_on=TODAY + timedelta(days))
    client.force_login(cast.engineer)

    assert ("年检证书.pdf" in client.get("/").content.decode()) == is_told


def test_a_mail_goes_to_those_whom_it_concerns_and_who_see_it(cast):
    Employee.objects.update(email="")
    for person in (cast.engineer, cast.other_engineer, cast.customer_service):
        Employee.objects.filter(pk=person.pk).update(email=f"{person.username}@example.com")
    firm = customer(cast.engineer)
    attach(firm, cast.customer_service, name="营业执照.pdf", expires_on=TODAY + timedelta(30))
    attach(customer(cast.engineer), cast.other_engineer, name="看不到.pdf", expires_on=TODAY)
    attach(firm, cast.engineer, name="以后.pdf", expires_on=TODAY + timedelta(29))

    told = expiry.tell(TODAY)

    texts = {one.to: one.body for one in OutgoingMail.objects.all()}
    assert (told, set(texts)) == (2, {"engineer1@example.com", "service1@example.com"})
    assert "营业执照.pdf" in texts["service1@example.com"]
    assert "以后.pdf" not in texts["engineer1@example.com"]


def test_whoever_set_it_up_sees_all_files(cast):
    attach(customer(cast.engineer), cast.engineer)

    assert files_seen_by(SYSTEM).count() == 1
