"""The blocks as a part of a page."""

from django.template.loader import render_to_string

from stembus.record.official import record_blocks
from stembus.record.question import outcome_blocks

from .samples import by_lists, council


def page(blocks, **more: str) -> str:
    return render_to_string("blocks.html", {"blocks": blocks, **more})


def test_a_table_can_be_scrolled_with_the_keyboard_and_has_a_name():
    html = page(outcome_blocks(by_lists("university", 1, {"A": (5, 1)}), "en"), prefix="q1")
    assert '<div class="table-wrap" tabindex="0" role="group" aria-labelledby="q1-2">' in html
    assert '<caption id="q1-2">Seats of the lists</caption>' in html


def test_numbers_stand_to_the_right_in_head_body_and_foot():
    html = page(outcome_blocks(by_lists("university", 1, {"A": (5000, 1)}), "en"))
    assert '<th scope="col" class="number">Votes</th>' in html
    assert '<td class="number">5,001</td>' in html
    assert '<td class="number"><strong>5,001</strong></td>' in html


def test_names_are_escaped():
    assert "<b>" not in page(outcome_blocks(by_lists("university", 1, {"<b>": (5, 1)}), "nl"))


def test_every_kind_of_block_is_shown():
    html = page(record_blocks(council(), "nl"))
    for element in ("<h1>", "<h4>", "<p>", "<ul>", '<dl class="facts">', "<pre", "<table>"):
        assert element in html
    assert "<td>Voorzitter</td>" in html
