from __future__ import annotations

import pytest

from qa.errors import InputError
from ui.html import attributes, escape, web_link
from ui.security import is_local, users


def test_users_are_names_and_passwords() -> None:
    assert users(None) == []
    assert users("marie:pa:ss") == [("marie", "pa:ss")]
    assert users(["a:b", "c:d"]) == [("a", "b"), ("c", "d")]


@pytest.mark.parametrize("auth", ["", "marie", "marie:", ":secret", " : "])
def test_an_incomplete_user_is_refused_in_one_line(auth: str) -> None:
    with pytest.raises(InputError, match="USER:PASSWORD") as caught:
        users(auth)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("example.org", False)],
)
def test_which_hosts_are_this_machine_alone(host: str, local: bool) -> None:
    assert is_local(host) is local


def test_escaping_leaves_no_way_out_of_text_or_attribute() -> None:
    assert escape("<a \"b\" 'c' &") == "&lt;a &quot;b&quot; &#x27;c&#x27; &amp;"
    assert attributes(data_text='"><script>', hidden=True, title=None) == ' data-text="&quot;&gt;&lt;script&gt;" hidden'


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.y", "http://", "https://a b", "ftp://a.b"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert "<a" not in web_link(url)
