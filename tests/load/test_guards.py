"""The guards that `bin/validate guards` takes out are where it looks for them."""

import pytest

from tests.load.guards import GUARDS, ROOT


@pytest.mark.parametrize("name", GUARDS)
def test_it_is_there_to_be_taken_out(name: str) -> None:
    for file, old, _new in GUARDS[name].changes:
        assert old in (ROOT / file).read_text(encoding="utf-8"), file
