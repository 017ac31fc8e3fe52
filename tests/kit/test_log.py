"""What fails is logged with its kind and place, without the text of the error, which may quote what people wrote."""

import logging

from fourleaf.kit.log import Discreet


def test_an_errors_text_stays_out_of_the_log() -> None:
    logger = logging.getLogger("a test of ours")
    try:
        raise ValueError("Bed 4 is ready")
    except ValueError as error:
        record = logger.makeRecord(
            "x", logging.ERROR, __file__, 1, "It failed %s", ("twice",), (type(error), error, None)
        )
    assert Discreet().filter(record)
    said = logging.Formatter().format(record)
    assert said.startswith("It failed twice: ValueError at test_log.py:")
    assert "Bed 4" not in said
