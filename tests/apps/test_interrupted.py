"""What whoever opens or sends something sees while the database goes over to another member."""

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver

from stembus.web import AGAIN, failed

SITES = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no other site")


def answer_to(method: str, fault: Exception) -> HttpResponse:
    try:
        raise fault
    except type(fault):
        return failed(RequestFactory().generic(method, "/nl/login/"))


@SITES
def test_a_page_tries_again_by_itself() -> None:
    answer = answer_to("GET", OperationalError())
    shown = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, str(AGAIN))
    assert f'<meta http-equiv="refresh" content="{AGAIN}">' in shown
    assert "service.interrupted" in shown


@SITES
def test_what_is_sent_is_not_sent_again_by_itself() -> None:
    answer = answer_to("POST", OperationalError())
    assert answer.status_code == 503
    assert "http-equiv" not in answer.content.decode()
    assert "service.interrupted" in answer.content.decode()


def test_any_other_fault_is_one() -> None:
    answer = answer_to("GET", KeyError())
    assert answer.status_code == 500
    assert "service.interrupted" not in answer.content.decode()


@pytest.mark.parametrize("process", ["booth", "board", "organiser", "standalone"])
def test_each_process_with_pages_says_so(process: str) -> None:
    resolver = get_resolver(f"stembus.apps.{process}.urls")
    assert resolver.resolve_error_handler(500) is failed
