"""Take a picture in a form: a file, and in words what it shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.models import Picture
from quizzes.models.bank.pictures import BadPicture

FILE, ALT, NAME, REMOVE = range(4)  # the parts of the widget
MAX_ALT_LENGTH = 300


class PictureWidget(forms.MultiWidget):
    """The controls of a picture.

    What was uploaded once comes back by its name, so that a mistake elsewhere on the page does not lose it.
    """

    template_name = "quizzes/pictures/widget.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        file = forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"})
        alt = forms.TextInput(attrs={"class": "vTextField", "maxlength": MAX_ALT_LENGTH})
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            "file": file,
            "alt": alt,
            "name": forms.HiddenInput(),
            "remove": forms.CheckboxInput(),
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: Any) -> list[Any]:
        picture = Picture.objects.filter(pk=value).first() if value else None
        return [None, picture.alt, picture.name, False] if picture else [None, "", "", False]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for part, label in zip(
            context["widget"]["subwidgets"], (_("file"), _("what it shows"), "", _("take it away")), strict=True
        ):
            own = part["attrs"].pop("aria-label", "")
            part["attrs"]["aria-label"] = f"{own}: {label}" if own else label
        names = context["widget"]["subwidgets"][NAME]["value"]
        context["picture"] = Picture.objects.filter(name=names).first() if names else None
        return context


class PictureField(forms.Field):
    """A field whose value is a stored picture or None. A new file, or new words for an old one, make a new picture."""

    widget = PictureWidget

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Leave out the file, which no browser would show again, and give the name of the picture that it became."""
        try:
            picture = self.clean(data)
        except ValidationError:
            return data
        return [None, picture.alt, picture.name, False] if picture else [None, "", "", False]

    def clean(self, value: Any) -> Picture | None:
        file, alt, name, remove = value or [None, "", "", False]
        alt = (alt or "").strip()
        stored = Picture.objects.filter(name=name).first() if name else None
        if remove or not (file or stored):
            return None
        if not alt:
            raise ValidationError(_("Say in words what the picture shows, for those who cannot see it."))
        if len(alt) > MAX_ALT_LENGTH:
            raise ValidationError(_("Say it in at most %(n)s characters.") % {"n": MAX_ALT_LENGTH})
        if stored and not file and stored.alt == alt:
            return stored
        try:
            if file:
                file.seek(0)
            return Picture.objects.store(file.read() if file else bytes(stored.data), alt)  # type: ignore[union-attr]
        except BadPicture as error:
            raise ValidationError(str(error)) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        file, alt, name, remove = data or [None, "", "", False]
        before = PictureWidget().decompress(initial)
        return bool(file or remove) or [alt or "", name or ""] != before[ALT : NAME + 1]


ABOUT_PICTURES = gettext_lazy("PNG, JPEG, GIF or WebP, up to 10 MB. Say what it shows without giving the answer away.")
