"""The only settings file. Every environment variable that it reads is listed in docs/operating.md."""

import os
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import django
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def switch(name: str) -> bool:
    """Return whether a variable is on; it is off by default. Raises ImproperlyConfigured for a word that is neither.

    The package itself takes every word that it does not know for off.
    """
    value = env.str(name, default="").strip().lower()
    if value not in {"", "0", "1", "no", "yes", "off", "on", "false", "true"}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in {"1", "yes", "on", "true"}


def whole_number(name: str, default: int, most: int) -> int:
    value = env.str(name, default="").strip() or str(default)
    if not (value.isascii() and value.isdecimal() and 1 <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} must be a whole number from 1 to {most}, not {value!r}.")
    return int(value)


DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
DEBUG = switch("DEBUG")

# These say where `make run` serves, and with how many processes and threads. Two processes fill two cores. Each has two
# threads for the pages of students: while one waits for its commit to reach the disk, the other works (requests/s of 16
# and 64 students in a round, on a quiet machine: one thread 247 and 455, two 485 and 506). The admin has a thread of
# its own.
HOST = env.str("HOST", default="127.0.0.1")
PORT = whole_number("PORT", default=8000, most=65_535)
WORKERS = whole_number("WORKERS", default=2, most=64)
THREADS = whole_number("THREADS", default=2, most=64)
REQUEST_MAX_BYTES = 5 * 1_048_576
ADMIN_REQUEST_MAX_BYTES = 21 * 1_048_576  # a file of questions of 20 MB, and the form around it


def kept_secret_key() -> str:
    """Return the key in DATA_DIR/secret_key, which is made on the first start.

    A finished draft is linked to that name, so of two processes that start together one wins and both read the same
    key.
    """
    path = DATA_DIR / "secret_key"
    try:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            draft = path.with_suffix(f".{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(get_random_secret_key())
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"ScoQuiz cannot keep its data in {DATA_DIR}: {error.strerror}. "
            "Make that folder writable, or name another one in DATA_DIR."
        ) from error


SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Behind a proxy that ends TLS, HTTPS=1 makes cookies secure and trusts its X-Forwarded-Proto and X-Forwarded-For.
HTTPS = switch("HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LEARNER_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The proxy redirects to HTTPS; whether HTTPS holds for all subdomains is for the owner of the domain to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

# From Django 6 on, partials are part of the template language.
NEEDS_PARTIALS = ["template_partials"] if django.VERSION < (6, 0) else []

INSTALLED_APPS = [
    "quizzes.apps.QuizzesConfig",
    *NEEDS_PARTIALS,
    "django_htmx",
    "axes",
    "csp",
    "quizzes.apps.QuizAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # whose templates the renderer below looks for among the others
    "servestatic",  # behind staticfiles, whose runserver serves static files from the source
]

MIDDLEWARE = [
    *(["scoquiz.middleware.take_address_from_proxy"] if HTTPS else []),
    "scoquiz.middleware.release_request_cycles",
    "scoquiz.middleware.refuse_nul_in_cookies",
    "django.middleware.security.SecurityMiddleware",
    "scoquiz.middleware.add_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "scoquiz.middleware.DatabaseUnavailable",
]

ROOT_URLCONF = "scoquiz.urls"
WSGI_APPLICATION = "scoquiz.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                *(f"{app}.templatetags.partials" for app in NEEDS_PARTIALS),
                "quizzes.templatetags.quizzes",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def database() -> dict[str, Any]:
    """Return the settings of SQLite, or of PostgreSQL if DATABASE_URL names it. Raises ImproperlyConfigured.

    docs/decisions/stack.md has the measurements behind the options.
    """
    url = env.str("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'scoquiz.sqlite3'}"
    if not url.startswith(("sqlite:", "postgres:", "postgresql:")):
        raise ImproperlyConfigured("DATABASE_URL must start with postgres:// or sqlite:///.")
    config: dict[str, Any] = env.db_url_config(url)
    engine = config["ENGINE"].rpartition(".")[2]
    if engine == "sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL makes an acknowledged answer survive power loss. WAL itself is switched on once, when migrating.
            "init_command": "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=134217728;",
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
    config["CONN_MAX_AGE"] = None
    return config


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = env.str("CACHE_URL", default="")
if CACHE_URL and not CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("CACHE_URL must start with redis:// or rediss://.")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
        if CACHE_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["quizzes.hashers.SmallArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Schools that want them can let teachers make accounts for students. Nobody needs one.
STUDENT_ACCOUNTS = switch("STUDENT_ACCOUNTS")
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# The limit is on (name, address) together: by address alone, one mistyped password would lock out a class behind one
# router.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "quizzes/errors/locked_out.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # names and addresses are kept only for failures, and only while they count

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
TIME_ZONE = env.str("TIME_ZONE", default="") or "UTC"
try:
    ZoneInfo(TIME_ZONE)
except (LookupError, ValueError, OSError) as error:
    raise ImproperlyConfigured(f"TIME_ZONE must be a name such as Asia/Bishkek, not {TIME_ZONE!r}.") from error
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "quizzes" / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "scoquiz.static_files.HashedStaticFilesStorage"
        )
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "object-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

SESSION_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
SERIALIZATION_MODULES = {"json": "quizzes.models.exchange.fixture_deserializer"}
