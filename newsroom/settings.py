"""All settings, from the environment: safe on a laptop, loud in production. Importing them must touch nothing on disk."""

from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import lazy
from django.utils.translation import get_language_info

from newsroom import env
from newsroom.secret_key import kept_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.directory("NEWSROOM_DATA_DIR", BASE_DIR / "var")

# The site

SITE_URL = env.site_url("SITE_URL", "http://127.0.0.1:8000")
SITE_NAME = env.text("SITE_NAME", "Newsroom")
SITE_LOCALE = env.locale("SITE_LOCALE", "en-us")
CANONICAL = env.choice("NEWSROOM_CANONICAL", "own", ("own", "original"))
WEBSUB_HUB = env.url("NEWSROOM_WEBSUB_HUB", "")
RANK_HALF_LIFE = env.count("NEWSROOM_HALF_LIFE", 36, minimum=1, most=8_760)  # hours; a year at most
PICTURE_HOSTS = env.servers("NEWSROOM_PICTURE_HOSTS")
REMOTE_PICTURES = env.boolean("NEWSROOM_REMOTE_PICTURES", False)
AUDIT_DAYS = env.count("NEWSROOM_AUDIT_DAYS", 400, minimum=30, most=36_500)
TRUSTED_PROXIES = env.count("NEWSROOM_TRUSTED_PROXIES", 0)
METRICS_TOKEN = env.token("NEWSROOM_METRICS_TOKEN")
LOG_FORMAT = env.choice("NEWSROOM_LOG_FORMAT", "text", ("text", "json"))

_site = urlsplit(SITE_URL)
_host = f"[{_site.hostname}]" if ":" in (_site.hostname or "") else f"{_site.hostname}"
_https = _site.scheme == "https"

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.secret("SECRET_KEY") or lazy(partial(kept_secret_key, DATA_DIR), str)()
ALLOWED_HOSTS = env.hosts(
    "ALLOWED_HOSTS", [*dict.fromkeys(["localhost", "127.0.0.1", "[::1]", _host])], are_all_allowed=DEBUG
)
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS", [SITE_URL])

# The application

INSTALLED_APPS = [
    "taggit",
    "articles",
    "newsroom.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]
MIDDLEWARE = [
    "articles.accesslog.AccessLog",
    "articles.headers.Headers",
    "articles.middleware.TrustedProxies",
    "articles.middleware.HealthChecks",
    "articles.middleware.KeptPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "articles.middleware.Media",
    # After whitenoise and pictures, whose files are already compressed.
    "django.middleware.gzip.GZipMiddleware",
    "articles.middleware.Revalidation",
    "articles.middleware.OneSpelling",
    "articles.middleware.OneMasthead",
    "articles.middleware.AskedBy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "articles.middleware.RightsFirst",
    "django.middleware.csrf.CsrfViewMiddleware",
    # After the CSRF check, which reads a form in any case.
    "articles.middleware.WholeTexts",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "articles.middleware.BodyLimits",
    "articles.middleware.SeenSessions",
    "articles.middleware.EnrolFirst",
    "articles.middleware.LookAround",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        # What readers see; all else is drawn by Django's own templates.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "public"],
        "OPTIONS": {
            "environment": "articles.views.environment.environment",
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "articles.views.context.site",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.views.context.site",
            ],
        },
    },
]
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In seeds, topics that differ in case are different.
TAGGIT_CASE_INSENSITIVE = False

# Storage

_SQLITE: dict[str, Any] = {
    # Writers wait at BEGIN instead of failing at their first write (ATOMIC_REQUESTS would make readers wait too).
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        "PRAGMA cache_size = -20000; PRAGMA mmap_size = 134217728; PRAGMA temp_store = MEMORY;"
        "PRAGMA journal_size_limit = 67108864"
    ),
}
_database = env.database("DATABASE_URL", DATA_DIR / "newsroom.sqlite3")
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database |= {"OPTIONS": _SQLITE}
else:
    _database = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True} | _database
    # A server that is no longer there is noticed within seconds.
    _patience = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
    _database["OPTIONS"] = _patience | {"tcp_user_timeout": 15_000} | _database.get("OPTIONS", {})
DATABASES = {"default": _database}
CACHES = {"default": env.cache("CACHE_URL") | {"KEY_PREFIX": "newsroom"}}

# Whoever changes templates wants to see it.
KEEP_PAGES = not DEBUG

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
_bucket = env.bucket("NEWSROOM_S3_BUCKET", "NEWSROOM_S3_URL", "NEWSROOM_S3_ENDPOINT")
MEDIA_URL = _bucket.pop("URL", "/media/")
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": _bucket or {"BACKEND": "newsroom.media.Media"},
    "staticfiles": {"BACKEND": "newsroom.staticfiles.StaticFiles"},
}
# Pages have their styles even where nobody ran collectstatic.
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Language and time

USE_TZ = True
FORMAT_MODULE_PATH = "newsroom.formats"
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
try:
    get_language_info(SITE_LOCALE.lower())
    LANGUAGE_CODE = SITE_LOCALE.lower()
except KeyError:  # Django has no translation for it: the site is in that language, the admin in English
    LANGUAGE_CODE = "en-us"

# Safety

SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
# We may not bind other names under our domain to https, so there is no includeSubDomains and no preload.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
# Sent by `articles.headers` too, with answers that do not come from behind Django's own middleware.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 7 * 24 * 60 * 60
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "articles.views.failing.unverified"
# An article with 200 related links posts some thousands of fields; a text of 1 MiB grows threefold when form-encoded.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
AUTHENTICATION_BACKENDS = ["articles.signin.handler.TurnsBackend", "django.contrib.auth.backends.ModelBackend"]
# The limits themselves are in articles/signin/attempts.py.
AXES_HANDLER = "articles.signin.handler.SignInHandler"
AXES_CLIENT_IP_CALLABLE = "articles.signin.addresses.client_address"
AXES_LOCKOUT_CALLABLE = "articles.admin.site.locked.locked_out"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = SITE_NAME  # as the app on the phone calls the site
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}"}
    for validator in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "articles.logs.formats.TextLines"},
        "json": {"()": "articles.logs.formats.JsonLines"},
    },
    "handlers": {"stderr": {"class": "articles.logs.handling.StandardError", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # A line for each request and each act.
        "newsroom": {"level": "INFO"},
        # Folded into the line of its request, unless a page failed by a fault.
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # It would show the values of every query.
        "django.db.backends": {"level": "WARNING"},
        # `runserver` has a line of its own for each request.
        "django.server": {"handlers": [], "level": "ERROR", "propagate": False},
        # It tells each failed try; what they lock, our own handler tells.
        "axes": {"level": "ERROR"},
    },
}
