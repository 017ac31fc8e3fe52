"""An update of Yjs (version 1, Y.applyUpdate) that fills an empty document: one client, one item after the other.

Written here, not by inserting into a document, because that takes quadratic time in the pieces of one paragraph.
The format: yjs/src/utils/encoding.js and the `write` of each kind of content in yjs/src/structs.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from fourleaf.documents.tree.lib0 import encode_any, encode_text
from fourleaf.kit.yjs import number

_STRING, _FORMAT, _TYPE, _ANY = 4, 6, 7, 8
_XML_ELEMENT, _XML_TEXT = 3, 6
_HAS_ORIGIN, _HAS_NAME = 0x80, 0x20


@dataclass
class Place:
    """Where things are put one after the other: in the root of this name, or in the item with this clock."""

    root: str | None = None
    item: int = 0
    last: int | None = None


@dataclass
class Update:
    """The items of one client, from clock 0 on."""

    client: int
    clock: int = 0
    count: int = 0
    items: bytearray = field(default_factory=bytearray)

    def element(self, place: Place, name: str, attributes: dict[str, Any]) -> Place:
        """Put an element with these attributes there; what is put in it comes into the place that is returned."""
        made = Place(item=self._put(place, _TYPE, number(_XML_ELEMENT) + encode_text(name)))
        for key, value in attributes.items():
            self._begin(Place(item=made.item), _ANY, key)
            self._end(number(1) + encode_any(value), 1)
        return made

    def texts(self, place: Place) -> Place:
        """Put a run of texts there."""
        return Place(item=self._put(place, _TYPE, number(_XML_TEXT)))

    def text(self, run: Place, words: str) -> None:
        """Put words, in the formats that are on, at the end of a run."""
        self._put(run, _STRING, encode_text(words), len(words.encode("utf-16-le")) // 2)

    def format(self, run: Place, name: str, value: Any) -> None:
        """Turn a format on for what follows; None turns it off."""
        self._put(run, _FORMAT, encode_text(name) + encode_text(json.dumps(value, ensure_ascii=False)))

    def encoded(self) -> bytes:
        """The whole update; nothing in it is deleted."""
        head = (number(each) for each in (1, self.count, self.client, 0))
        return b"".join(head) + bytes(self.items) + number(0)

    def _put(self, place: Place, kind: int, content: bytes, length: int = 1) -> int:
        """Put an item behind the last one of a place; its clock."""
        clock = self.clock
        self._begin(place, kind)
        self._end(content, length)
        place.last = self.clock - 1 if kind == _STRING else clock
        return clock

    def _begin(self, place: Place, kind: int, name: str | None = None) -> None:
        if place.last is not None:
            self.items += bytes([kind | _HAS_ORIGIN]) + number(self.client) + number(place.last)
            return
        self.items.append(kind | (_HAS_NAME if name is not None else 0))
        if place.root is not None:
            self.items += number(1) + encode_text(place.root)
        else:
            self.items += number(0) + number(self.client) + number(place.item)
        self.items += encode_text(name) if name is not None else b""

    def _end(self, content: bytes, length: int) -> None:
        self.items += content
        self.clock += length
        self.count += 1
