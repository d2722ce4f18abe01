"""How each kind of field is drawn. Marks come from ``templates/govuk/``; nothing here knows a page or a rule."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Uncut:
    """Leaves out `maxlength`: a browser would cut pasted words short without saying so."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the attributes without the limit, which the field checks with a message."""
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)  # type: ignore[misc] # of the widget
        attrs.pop("maxlength", None)
        return attrs


class TextInput(Uncut, forms.TextInput):
    """One line of text; `width` is a class of the design system such as ``20`` or ``two-thirds``."""

    kind = "input"

    def __init__(self, *, width: str = "", attrs: dict[str, Any] | None = None) -> None:
        suffix = f" govuk-input--width-{width}" if width.isdigit() else f" govuk-!-width-{width}" if width else ""
        super().__init__(attrs={"class": f"govuk-input{suffix}", **(attrs or {})})


class EmailInput(TextInput):
    """An email address, with the keyboard that suits it."""

    input_type = "email"

    def __init__(self, *, width: str = "two-thirds") -> None:
        super().__init__(width=width, attrs={"spellcheck": "false", "autocomplete": "email"})


class PasswordInput(forms.PasswordInput):
    """A password that can be shown; never filled in again after an error."""

    kind = "password"

    def __init__(self, *, autocomplete: str = "current-password") -> None:
        super().__init__(
            attrs={
                "class": "govuk-input govuk-password-input__input govuk-js-password-input-input",
                "spellcheck": "false",
                "autocapitalize": "none",
                "autocomplete": autocomplete,
            }
        )


class CodeInput(TextInput):
    """A one-time code: pasted, typed or filled in by the device."""

    def __init__(self) -> None:
        super().__init__(width="10", attrs={"inputmode": "numeric", "autocomplete": "one-time-code"})


class Textarea(Uncut, forms.Textarea):
    """Several lines of text, with a count of characters where there is a limit."""

    kind = "textarea"

    def __init__(self, *, rows: int = 5, max_characters: int | None = None, is_counted: bool = True) -> None:
        self.max_characters = max_characters if is_counted else None
        counted = " govuk-js-character-count" if self.max_characters else ""
        super().__init__(attrs={"class": f"govuk-textarea{counted}", "rows": rows})


class Select(forms.Select):
    """One of many, where radios would fill the page."""

    kind = "select"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "govuk-select"})


class Radios(forms.RadioSelect):
    """One of a few. `hints` explain options by value; `is_inline` sets two short ones side by side."""

    kind = "radios"

    def __init__(
        self, *, hints: "Mapping[str, StrOrPromise] | None" = None, is_inline: bool = False, is_small: bool = False
    ) -> None:
        super().__init__()
        self.hints = hints or {}
        self.is_inline = is_inline
        self.is_small = is_small


class Checkboxes(forms.CheckboxSelectMultiple):
    """Any of several."""

    kind = "checkboxes"

    def __init__(self, *, hints: "Mapping[str, StrOrPromise] | None" = None, is_small: bool = False) -> None:
        super().__init__()
        self.hints = hints or {}
        self.is_small = is_small


class Checkbox(forms.CheckboxInput):
    """A single statement to agree with."""

    kind = "checkbox"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "govuk-checkboxes__input"})


class DateParts(forms.MultiWidget):
    """A date in three boxes: day, month, year."""

    kind = "date"

    def __init__(self) -> None:
        numeric = {"inputmode": "numeric", "autocomplete": "off"}
        width = "govuk-input govuk-date-input__input govuk-input--width-"
        super().__init__(
            widgets={
                "day": forms.TextInput(attrs={"class": f"{width}2", **numeric}),
                "month": forms.TextInput(attrs={"class": f"{width}2", **numeric}),
                "year": forms.TextInput(attrs={"class": f"{width}4", **numeric}),
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        """Split a date into the three boxes."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class TimeInput(TextInput):
    """A time of day such as 2:30pm or 14:30."""

    def __init__(self) -> None:
        super().__init__(width="5")
