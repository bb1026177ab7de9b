"""The answers to a checklist: yes, no or does not apply to each question, and a remark."""

from django.utils.translation import gettext as _

from daying.core.errors import Refused

WORDS = {
    "yes": {"yes", "y", "是", "✓"},
    "no": {"no", "n", "否", "✗"},
    "n/a": {"n/a", "na", "不适用", "-"},
}


def answered(checklist: str, answers: str) -> str:
    """The questions with their answers, one in each line, as people read them.

    checklist: the questions; answers: in the same order, each "yes", "no" or "n/a" and perhaps a remark. Refused where
    a question is left open, or a no says nothing more.
    """
    questions, given = checklist.splitlines(), answers.splitlines()
    told = []
    for at, question in enumerate(questions):
        word, _blank, remark = (given[at] if at < len(given) else "").strip().partition(" ")
        told.append(_told(question, _meant(word), remark.strip()))
    return "\n".join(told)


def _meant(word: str) -> str:
    return next((answer for answer, words in WORDS.items() if word.lower() in words), "")


def _told(question: str, answer: str, remark: str) -> str:
    if not answer:
        raise Refused(_("Answer the question: %(question)s") % {"question": question}, field="checks")
    if answer == "no" and not remark:
        raise Refused(_("Say why not: %(question)s") % {"question": question}, field="checks")
    said = {"yes": _("Yes"), "no": _("No"), "n/a": _("Does not apply")}[answer]
    return f"{question} — {said}" + (f": {remark}" if remark else "")
