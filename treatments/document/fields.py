"""Building blocks of the shape: serializers and fields that are strict both ways.

Reading a model row, a shape gives its *content* alone; reading JSON, it accepts a whole document, ignores what is
derived (`read_only`) and refuses what it does not know. Unknown text is `null` in JSON and empty in the database.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from treatments.models.fields import DIGITS, KEY_LENGTH, KEY_PATTERN, PLACES
from treatments.vocabulary import Term

MAX_INTEGER = 2**31 - 1


class Shape(serializers.Serializer[Any]):
    """An object of the document, its keys in published order."""

    default_error_messages = {"unknown": "Unknown field: this object has {known}."}

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """The content part of a row."""
        content = {}
        for name, field in self.fields.items():
            if not (field.read_only or field.write_only):
                attribute = field.get_attribute(instance)
                content[name] = None if attribute is None else field.to_representation(attribute)
        return content

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := set(data) - set(self.fields)):
            message = self.error_messages["unknown"].format(known=", ".join(self.fields))
            raise serializers.ValidationError({name: [message] for name in sorted(unknown)}, code="unknown")
        return super().to_internal_value(data)


class Group(Shape):
    """An object whose fields are columns of the row around it; null when its `key` column is empty."""

    key: str

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", **kwargs)

    def to_representation(self, instance: Any) -> dict[str, Any] | None:  # type: ignore[override]
        if self.allow_null and getattr(instance, self.key) in ("", None):
            return None
        return super().to_representation(instance)

    def run_validation(self, data: Any = empty) -> Any:
        return {} if data is None and self.allow_null else super().run_validation(data)


class Text(serializers.CharField):
    """Text; with `allow_null`, empty in the database and null in JSON."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20_000)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)

    def run_validation(self, data: Any = empty) -> Any:
        value = super().run_validation(data)
        return "" if value is None else value

    def to_representation(self, value: Any) -> Any:
        return value or (None if self.allow_null else "")


class Key(serializers.RegexField):
    """Id of a record, a row, a condition or a citation."""

    default_error_messages = {"invalid": "Use lower-case letters, digits and single hyphens between them."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(KEY_PATTERN.replace(r"\Z", "$"), max_length=KEY_LENGTH, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or data.endswith("\n"):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Keys(serializers.ListField):
    """A list of different ids, sorted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=Key(), max_length=1000, **kwargs)

    def to_internal_value(self, data: Any) -> list[str]:
        keys: list[str] = super().to_internal_value(data)
        if len(set(keys)) < len(keys):
            raise serializers.ValidationError("Give each id once.")
        return keys


class Choice(serializers.ChoiceField):
    """A term of the vocabulary."""

    def __init__(self, terms: type[Term], **kwargs: Any) -> None:
        self.terms = terms
        super().__init__(choices=terms.choices(), **kwargs)

    def run_validation(self, data: Any = empty) -> Any:
        value = super().run_validation(data)
        return "" if value is None else value

    def to_representation(self, value: Any) -> Any:
        return str(value) if value else None


class Number(serializers.DecimalField):
    """A Decimal of at most 15 digits, 8 of them decimals; never text, never a float."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=DIGITS, decimal_places=PLACES, **kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, int | Decimal) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(Decimal(data))

    def to_representation(self, value: Any) -> Any:
        return value


class Integer(serializers.IntegerField):
    """A whole number, never text; unless told otherwise, no greater than a column holds."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_value", MAX_INTEGER)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, Decimal) and data == data.to_integral_value():
            data = int(data)  # JSON has one kind of number: 3.0 is 3
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """True or false, never another word for it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


def arrange(shape: serializers.Field[Any, Any, Any, Any], value: Any, *, content_only: bool = False) -> Any:
    """The value with its keys in the shape's order; with `content_only`, without what is derived or enveloped.

    Raises:
        KeyError: when the value lacks a key of the shape.
        ValueError: when it has one that the shape does not know.
    """
    if value is None or not isinstance(shape, serializers.BaseSerializer):
        return value
    if isinstance(shape, serializers.ListSerializer):
        child: Any = shape.child
        return [arrange(child, item, content_only=content_only) for item in value]
    fields = {name: field for name, field in shape.fields.items() if not field.write_only}  # type: ignore[attr-defined]
    if unknown := set(value) - set(fields):
        raise ValueError(f"{type(shape).__name__} has no {', '.join(sorted(unknown))}")
    return {
        name: arrange(field, value[name], content_only=content_only)
        for name, field in fields.items()
        if not (content_only and field.read_only) and (name in value or field.required or field.read_only)
    }
