"""The storage that names static files when they are collected."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # servestatic has no types
    """A storage that names each file after its content, and uses those names where one of our scripts imports another.

    Django's own switch for that (support_js_module_import_aggregation) reads the scripts of every package, and before
    Django 6.1 it fails at a comment in htmx's extension for event streams that imports a type. All imports of ours have
    one form.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("quizzes/*.js", ((r"""(?P<matched>from "(?P<url>\.[^"]+\.js)";)""", 'from "%(url)s";'),)),
    )
