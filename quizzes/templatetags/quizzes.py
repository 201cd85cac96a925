"""Built into every template (settings.TEMPLATES)."""

from django.template import Library

register = Library()
