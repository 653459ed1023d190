"""The operator's file of identity providers."""

import json
from pathlib import Path

import pytest
from django.test import RequestFactory

from stembus.apps.organiser.account.openid import SocialAdapter
from stembus.apps.organiser.account.openid_providers import read

RIGHT = {
    "id": "school",
    "name": "De School",
    "server_url": "https://login.school.example",
    "client_id": "stembus",
    "secret": "s3cret",
    "domains": ["School.example"],
}


def written(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "openid.json"
    path.write_text(json.dumps(content))
    return path


def test_without_a_file_there_is_no_provider(tmp_path: Path) -> None:
    assert read(tmp_path / "openid.json")["openid_connect"]["APPS"] == []


@pytest.mark.parametrize("verified", [False, True])
def test_addresses_count_as_verified_only_where_the_operator_says_so(
    tmp_path: Path, verified: bool
) -> None:
    content = [{**RIGHT, **({"addresses_are_verified": True} if verified else {})}]
    (app,) = read(written(tmp_path, content))["openid_connect"]["APPS"]
    assert app["settings"]["domains"] == ["school.example"]
    assert app["settings"]["verified_email"] == (["school.example"] if verified else False)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({}, "a list"),
        ([{"id": "x", "secret": "s3cret"}], "lacks client_id, domains, name, server_url"),
        ([{**RIGHT, "domain": "x"}], "unknown fields: domain"),
    ],
)
def test_a_wrong_file_is_refused_without_quoting_it(
    tmp_path: Path, content: object, said: str
) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        read(written(tmp_path, content))
    assert "s3cret" not in str(refused.value)


def test_who_is_sent_back_from_connecting_an_account_comes_home() -> None:
    assert SocialAdapter().get_connect_redirect_url(RequestFactory().get("/"), None).endswith("/")
