"""How opaque keys stand in paths."""

from django.urls import register_converter


class KeyConverter:
    """An opaque key; anything that cannot be one is no address of this site."""

    regex = "[A-Za-z0-9_-]{16,32}"

    def to_python(self, value: str) -> str:
        """The key itself."""
        return value

    def to_url(self, value: str) -> str:
        """The key itself."""
        return value


register_converter(KeyConverter, "key")
