"""The tags of the face: built files, icons, faces."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from django.template import Context, Template
from django.utils import translation

from fourleaf.kit import assets, words
from fourleaf.kit.templatetags.kit import initials, tone


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a small built front end in place of the real one."""
    listed = {
        "app.css": "app-1.css",
        "icons.svg": "icons-2.svg",
        "fonts/a.woff2": "fonts/a-3.woff2",
        "b.js": "b-4.js",
    }
    manifest = {"files": listed, "preload": ["fonts/a.woff2"], "modules": ["b.js"]}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    monkeypatch.setattr(assets, "BUILT", tmp_path)
    return tmp_path


def rendered(source: str) -> str:
    return Template("{% load kit %}" + source).render(Context({"name": '"><script>'}))


def test_an_asset_has_its_hashed_address(built: Path) -> None:
    assert rendered('{% asset "app.css" %}') == "/static/app-1.css"
    assert assets.preload_urls() == ["/static/fonts/a-3.woff2"]
    assert assets.module_urls() == ["/static/b-4.js"]


def test_an_unknown_asset_is_named(built: Path) -> None:
    with pytest.raises(assets.AssetMissing, match=r"app\.js"):
        assets.asset_url("app.js")


def test_a_missing_build_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "BUILT", tmp_path / "nowhere")
    with pytest.raises(assets.AssetMissing, match="npm run build"):
        assets.asset_url("app.css")


def test_an_icon_is_decoration_until_it_has_a_name(built: Path) -> None:
    assert 'aria-hidden="true"><use href="/static/icons-2.svg#lock">' in rendered('{% icon "lock" %}')
    assert 'role="img" aria-label="Closed"' in rendered('{% icon "lock" "Closed" %}')
    assert "<script>" not in rendered("{% icon name name %}")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Rosa Martín", "RM"),
        ("Dr Daniel Okafor", "DO"),
        ("María", "M"),
        ("Ana de la Cruz", "AC"),
        ("Dr.", "?"),
    ],
)
def test_initials_leave_titles_out(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_a_person_keeps_one_of_twelve_tones() -> None:
    assert {tone(UUID(int=number)) for number in range(40)} == set(range(12))


def test_every_counted_word_has_all_plural_classes() -> None:
    with translation.override("es"):
        counted = [word for word in words.page_words().values() if isinstance(word, dict)]
    assert counted
    assert all(set(word) == set(words.EXAMPLES) for word in counted)
