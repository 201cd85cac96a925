"""How static files are named when they are collected."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # servestatic has no types
    """Names each file after its content, and follows those names where one of our scripts imports another.

    Django's own switch for that (support_js_module_import_aggregation) reads the scripts of every package, and before
    Django 6.1 it fails at a comment in htmx's extension for event streams that imports a type. Ours import in one form.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("quizzes/*.js", ((r"""(?P<matched>from "(?P<url>\.[^"]+\.js)";)""", 'from "%(url)s";'),)),
    )
