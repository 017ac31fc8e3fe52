"""A text column that lies sealed in the database and reads as text on the object."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from fourleaf.kit.envelope import data_keys
from fourleaf.kit.envelope.errors import DataKeyGone
from fourleaf.kit.envelope.sealing import Place, key_of, seal, unseal


class _Unsealed(DeferredAttribute):
    """What was read stays sealed on the object until somebody asks for it."""

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if not isinstance(value, bytes):
            return value
        try:
            return unseal(place_of(instance, self.field), value)
        except DataKeyGone:
            # A rotation has sealed it anew since we read it, and destroyed the old key.
            instance.refresh_from_db(fields=[self.field.attname])
            return instance.__dict__[self.field.attname]

    # With this, `__get__` is asked even where the object has a value of its own.
    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]  # no subscript at run time
    """Text on the object, sealed bytes in the database. Needs a primary key that is made by us, before saving.

    It cannot be searched for, ordered by, or set by `update()`.
    """

    descriptor_class = _Unsealed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "editable": False})

    def from_db_value(self, value: Any, expression: object, connection: object) -> bytes | None:
        return None if value is None else bytes(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        """Seal a new text; seal what was read anew if its key is no longer the present one."""
        value: bytes | str | None = model_instance.__dict__[self.attname]
        is_old = isinstance(value, bytes) and key_of(value) != data_keys.present()
        if is_old:
            value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            value = model_instance.__dict__[self.attname] = seal(place_of(model_instance, self), value)
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            raise TypeError(f"{self.name} is sealed: it is neither searched for nor set by update().")
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.name} is sealed: it is not written out.")


def place_of(instance: models.Model, field: models.Field[Any, Any]) -> Place:
    """Where this object's value belongs."""
    return Place(instance._meta.db_table, instance.pk, str(field.column))
