"""What people type finds what they mean: Chinese, pinyin, numbers; and nothing that they type breaks the query."""

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from daying.core import search
from daying.core.models import SearchEntry
from daying.core.search import everywhere, forget, matching, rebuild, reindex, tells
from daying.core.search_terms import fold, postgres_query, sqlite_query, terms_of, wanted, words_of

APART = Apps()  # models of this test alone, unknown to the rest of the house


class Firm(models.Model):
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    class Meta:
        apps = APART
        app_label = "core"


class Deal(models.Model):
    number = models.CharField(max_length=20)
    firm = models.ForeignKey(Firm, models.PROTECT)

    class Meta:
        apps = APART
        app_label = "core"


@pytest.fixture(scope="module", autouse=True)
def tables(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Firm)
            editor.create_model(Deal)
        for model in (Firm, Deal):
            search.key(model, 0)  # learns the number of the model, which a rolled back test would take back
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Deal)
            editor.delete_model(Firm)


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    monkeypatch.setattr(search, "SEARCHABLES", {})
    search.searchable(Firm, title="name", fields=["code", "note"])
    search.searchable(Deal, title="number", via=["firm"])


@pytest.fixture
def firms(db):
    made = [
        Firm(code="C000123", name="天津华泰机电有限公司", note="老客户,付款及时"),
        Firm(code="C000124", name="鑫淼轴承", note="DY6205ZZ / 138-0013-8000"),
        Firm(code="C001230", name="Müller & Söhne Hansdorf"),
        Firm(code="C000007", name="曾伟"),
    ]
    made = Firm.objects.bulk_create(made)
    reindex(made)
    return made


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("鑫淼", "鑫淼轴承"),
        ("华泰", "天津华泰机电有限公司"),
        ("泰", "天津华泰机电有限公司"),
        ("天津 机电", "天津华泰机电有限公司"),
        ("付款及时", "天津华泰机电有限公司"),
        ("tjht", "天津华泰机电有限公司"),
        ("htjd", "天津华泰机电有限公司"),
        ("huatai", "天津华泰机电有限公司"),
        ("TianJinHua", "天津华泰机电有限公司"),
        ("zengwei", "曾伟"),
        ("zw", "曾伟"),
        ("cengw", "曾伟"),
        ("muller", "Müller & Söhne Hansdorf"),
        ("SÖHNE", "Müller & Söhne Hansdorf"),
        ("han mul", "Müller & Söhne Hansdorf"),
        ("123", "天津华泰机电有限公司"),
        ("c000123", "天津华泰机电有限公司"),
        ("Ｃ０００１２３", "天津华泰机电有限公司"),
        ("00007", "曾伟"),
        ("7", "曾伟"),
        ("6205", "鑫淼轴承"),
        ("6205zz", "鑫淼轴承"),
        ("13800138", "鑫淼轴承"),
    ],
)
def test_a_firm_is_found(firms, text, found):
    names = Firm.objects.filter(pk__in=matching(Firm, text)).values_list("name", flat=True)

    assert found in names
    assert len(names) <= 2


@pytest.mark.parametrize("text", ["", "  ", "%", "*", "'\"", "——", "天京", "华泰 北京", "ansdorf", "\x00"])
def test_nothing_is_found(firms, text):
    assert not Firm.objects.filter(pk__in=matching(Firm, text)).exists()


@pytest.mark.parametrize(
    "text",
    [
        "' OR 1=1 --",
        '"',
        '" OR "',
        "q* OR q",
        "NEAR(q q)",
        "-q",
        "title:q",
        "{terms}: q",
        "q & q | !q",
        "q:*",
        "\\",
        "(",
    ]
    + ["')", "AND", "OR NOT", "^q", "q+q", "<->", "'::tsquery", "%q {0} %(q)s", "\ud800", "½²③"]
    + ["q" * 5000, "天" * 5000, "q " * 500, "".join(map(chr, range(0x4E00, 0x5600)))],
)
def test_nothing_somebody_types_is_an_operator(firms, text):
    found = Firm.objects.filter(pk__in=matching(Firm, text)).count()

    assert found == 0
    assert everywhere(text, [Firm.objects.all()]) == []


def test_a_deal_is_found_by_its_number_by_its_firm_and_by_both(firms):
    deals = Deal.objects.bulk_create(
        [
            Deal(number="SO-2026-000041", firm=firms[0]),
            Deal(number="SO-2026-000042", firm=firms[0]),
            Deal(number="SO-2026-000041", firm=firms[1]),
        ]
    )
    reindex(deals)

    def found(text):
        return sorted(Deal.objects.filter(pk__in=matching(Deal, text)).values_list("pk", flat=True))

    assert found("华泰") == [deals[0].pk, deals[1].pk]
    assert found("41") == [deals[0].pk, deals[2].pk]
    assert found("tjht 41") == [deals[0].pk]
    assert found("so2026000042") == found("SO-2026-000042") == [deals[1].pk]


def test_matching_limits_any_queryset_in_one_query(firms, django_assert_num_queries):
    with django_assert_num_queries(1):
        names = list(Firm.objects.filter(code__lt="C000124", pk__in=matching(Firm, "c")).values_list("code", flat=True))

    assert sorted(names) == ["C000007", "C000123"]


def test_a_changed_record_is_found_by_its_new_words_only(firms):
    firms[1].name = "北京轴承"
    reindex([firms[1]])

    assert not matching(Firm, "鑫淼").exists()
    assert matching(Firm, "bjzc").exists()
    assert SearchEntry.objects.count() == 4


def test_a_forgotten_record_is_not_found(firms):
    forget(firms[:2])

    assert not matching(Firm, "轴承").exists()
    assert SearchEntry.objects.count() == 2


def test_what_is_indexed_together_is_found_as_it_was_last(firms, django_assert_num_queries):
    renamed, gone = firms[0], firms[1]

    with django_assert_num_queries(2), search.together():
        reindex([renamed, gone])
        renamed.name = "上海远东仪表有限公司"
        reindex([renamed])
        forget([gone])

    assert list(matching(Firm, "远东").values_list("pk", flat=True)) == [renamed.pk]
    assert not matching(Firm, "天津华泰").filter(pk=renamed.pk).exists()
    assert not matching(Firm, gone.name).filter(pk=gone.pk).exists()


def test_one_statement_however_many_records(firms, django_assert_num_queries):
    with django_assert_num_queries(1):
        reindex(firms)
    with django_assert_num_queries(1):
        forget(firms)
    with django_assert_num_queries(0):
        reindex([])
        forget([])


def test_a_model_that_is_not_searched_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        reindex([SearchEntry(id=1)])
        forget([SearchEntry(id=1)])
    assert not tells(SearchEntry, {"title"})


def test_only_a_change_of_declared_fields_is_told():
    assert tells(Firm, {"note", "version"})
    assert tells(Firm, {"name"})
    assert not tells(Deal, {"firm_id"})


def test_the_global_search_puts_titles_first_and_keeps_to_the_scope(firms):
    deals = Deal.objects.bulk_create([Deal(number="HUATAI-1", firm=firms[1]), Deal(number="7", firm=firms[0])])
    noted = Firm.objects.create(code="C9", name="宝钢", note="via huatai")
    reindex([*deals, noted])

    assert everywhere("huatai", [Firm.objects.all(), Deal.objects.all()]) == [deals[0], noted, firms[0]]
    assert everywhere("huatai", [Firm.objects.exclude(pk=noted.pk), Deal.objects.none()]) == [firms[0]]
    assert everywhere("7", [Firm.objects.all(), Deal.objects.all()], limit=1) == [deals[1]]
    assert everywhere(" ", [Firm.objects.all()]) == []


def test_the_index_can_be_made_anew(firms):
    SearchEntry.objects.filter(id__gt=search.key(Firm, firms[0].pk)).delete()
    assert [fault["record"] for fault in search.faults()] == [firm.pk for firm in firms[1:]]

    assert rebuild() == 4
    assert search.faults() == []
    assert matching(Firm, "xmzc").exists()

    Firm.objects.filter(pk=firms[0].pk).delete()
    assert rebuild([Firm]) == 3
    assert SearchEntry.objects.count() == 3


def test_one_of_ten_thousand_names_is_found(db):
    """Also where the database still believes that there are none: its statistics come some time after the rows."""
    firm = Firm.objects.create(code="C0", name="从前")
    reindex(Deal.objects.bulk_create(Deal(number=f"D{n}", firm=firm) for n in range(500)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    places, trades = "北京 上海 天津 重庆 广州 深圳 苏州 宁波 青岛 沈阳".split(), "轴承 机电 阀门 仪表 电缆".split()
    firms = Firm.objects.bulk_create(
        Firm(code=f"C{n:06d}", name=f"{places[n % 10]}{chr(0x4E00 + n)}{chr(0x5000 + n)}{trades[n % 5]}有限公司")
        for n in range(10_000)
    )
    reindex(firms)
    wanted_one = firms[7_777]
    for text in (wanted_one.name[2:4], wanted_one.code, f"{wanted_one.name[:2]} {wanted_one.name[3]}"):
        assert wanted_one.pk in Firm.objects.filter(pk__in=matching(Firm, text)).values_list("pk", flat=True)[:100]


@given(st.text(max_size=50))
def test_terms_and_queries_are_made_of_letters_and_digits_alone(text):
    assert all(term.isalnum() for term in terms_of(text))
    for word in words_of(text):
        assert all(term.removesuffix("*").isalnum() for one in wanted(word) for term in one)


@given(st.text("天津华泰有限公司abAB01 -", min_size=1, max_size=20))
def test_every_word_of_a_text_finds_it(text):
    terms = set(terms_of(text))

    def holds(term):
        return any(known.startswith(term[:-1]) for known in terms) if term.endswith("*") else term in terms

    for word in words_of(text):
        assert all(any(holds(term) for term in one) for one in wanted(word))


def test_queries_in_both_languages():
    terms = wanted("天津so00123")

    assert sqlite_query(terms) == '("天津") AND ("so00123"*)'
    assert postgres_query(wanted("007")) == "('007':* | '7':*)"
    assert fold("ＭÜller Ⅳ") == "muller iv"
