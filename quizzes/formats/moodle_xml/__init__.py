"""Moodle XML."""

from .format import FORMAT

__all__ = ["FORMAT"]
