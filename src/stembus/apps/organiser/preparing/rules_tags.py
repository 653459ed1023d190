"""`{% load rules %}`: a question's rules in words."""

from django import template
from django.utils.translation import get_language

from stembus.domain.elections.models import Question
from stembus.record.rules import rules_in_words

register = template.Library()


@register.filter
def in_words(question: Question) -> list[str]:
    """A sentence for each rule, in the page's language; none without rules."""
    if not question.rules:
        return []
    return rules_in_words(question.rules, question.seats or 0, get_language() or "nl")
