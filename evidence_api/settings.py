"""Settings, every one from the environment; docs/operations.md has the table."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from evidence_api.environment import contacts, env_count, env_flag, env_list, kept_secret_key, known

BASE_DIR = Path(__file__).resolve().parent.parent


DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
DEBUG = env_flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY") or kept_secret_key(DATA_DIR / "secret-key")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
WORKERS = int(os.environ.get("WORKERS", "1"))
THREADS = int(os.environ.get("THREADS", "4"))

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.simple_history",
    "treatments.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "simple_history",
    "treatments.apps.TreatmentsConfig",
]

MIDDLEWARE = [
    "treatments.api.middleware.RequestId",
    # What these add belongs on every answer, also on those of the middleware below.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "treatments.api.middleware.Cors",
    "django.middleware.security.SecurityMiddleware",
    "treatments.api.middleware.ApiProblems",
    "treatments.api.middleware.Quota",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "evidence_api.urls"
WSGI_APPLICATION = "evidence_api.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "treatments" / "templates"],  # before the same names of other applications
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["treatments.pages.filters"],
        },
    }
]


def database(url: str) -> dict[str, Any]:
    """Django's settings of the database at the URL; connections persist, since opening one costs more than a read."""
    config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    return config


DATABASES = {"default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_RESET_TIMEOUT = 86_400  # a day: how long the link works with which a person chooses a password

# Whether the desk asks for a code of the person's phone after the password.
TWO_FACTOR = env_flag("TWO_FACTOR", "1")

# Failed logins are counted in the database, so for all processes together; docs/adr/0025 says why so.
AXES_HANDLER = "treatments.admin.access.lockout.Handler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address", "username"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "treatments.api.middleware.network"
AXES_LOCKOUT_CALLABLE = "treatments.admin.access.lockout.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "csrfmiddlewaretoken"]
AXES_ENABLE_ADMIN = False  # the desk has a page of its own
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "en"  # its date fields show and take 2026-11-23; en-gb would show 23/11/2026
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)

# Behind a proxy that ends TLS, HTTPS=1: cookies are sent over HTTPS alone and plain requests are redirected.
HTTPS = env_flag("HTTPS")
SESSION_COOKIE_SECURE = HTTPS
# The desk's cookies are not sent to the public pages: what those answer depends on nobody.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"] if HTTPS else []
X_FRAME_OPTIONS = "DENY"
# Nothing inline and nothing of another host, on any page; a view that needs more, or less, says so itself.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/api/", "/healthz", "/readyz"],  # JSON: nothing of it is run or framed
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# A record's page has an input for each column of each of its inline rows; an import, a choice for each of its entries.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000

# Requests a minute that each address may make without an API key.
ANONYMOUS_QUOTA = env_count("ANONYMOUS_QUOTA", 1000)
# How many proxies of ours a request passes, each of which appends to X-Forwarded-For.
PROXIES = env_count("PROXIES", 0)

# Who may be asked about a DOI (crossref) or a PMID (pubmed) that a curator pastes; nobody, unless named here.
LOOKUP = known("LOOKUP", env_list("LOOKUP", []), {"crossref", "pubmed"})
CROSSREF_URL = os.environ.get("CROSSREF_URL", "https://api.crossref.org")
PUBMED_URL = os.environ.get("PUBMED_URL", "https://eutils.ncbi.nlm.nih.gov")
LOOKUP_TIMEOUT = env_count("LOOKUP_TIMEOUT", 10)

# Pages of every site may read the API, and nothing else; no cookies, so nothing of the admin's goes with it.
CORS_URLS_REGEX = r"/(api|\.well-known)(/|\Z)|/llms\.txt\Z"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
CORS_ALLOW_HEADERS = ["Accept", "Authorization", "Content-Type", "If-None-Match", "If-Range", "Range", "X-Request-Id"]
CORS_EXPOSE_HEADERS = [
    "Content-Range",
    "Deprecation",
    "ETag",
    "Link",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
    "X-Request-Id",
]
CORS_PREFLIGHT_MAX_AGE = 86_400  # a day

# Where to report vulnerabilities, in /.well-known/security.txt.
SECURITY_CONTACT = contacts(env_list("SECURITY_CONTACT", []))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        # What is wrong with a pasted text is told to who pasted it.
        **{name: {"level": "CRITICAL"} for name in ("bibtexparser", "pylatexenc")},
        "axes": {"level": "WARNING"},  # failures alone
    },
}

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_THROTTLE_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": False,
    "DEFAULT_SCHEMA_CLASS": "treatments.api.schema.Schema",
    "EXCEPTION_HANDLER": "treatments.api.problems.exception_handler",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Treatment Evidence API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "DESCRIPTION": (
        "Curated treatment-evidence records: treatments with their evidence grade (GRADE), effects, adverse events,"
        " citations, and the public claims made about them. Read-only. Every record is a frozen, numbered document;"
        " `/changes` says what changed. Unknown parameters are errors. The records are not medical advice."
    ),
    "LICENSE": {"name": "CC-BY-4.0 (the records)", "url": "https://creativecommons.org/licenses/by/4.0/"},
    "SERVERS": [{"url": "/", "description": "This server", "x-internal": False}],
    "TAGS": [
        {"name": "Treatments", "description": "Records and their versions."},
        {"name": "Conditions", "description": "What treatments are used or promoted for."},
        {"name": "Findings", "description": "What was found, how sure it is, and for how many people it matters."},
        {"name": "Adverse events", "description": "What harm was seen, and how often."},
        {"name": "Recommendations", "description": "What guideline bodies say."},
        {"name": "Claims", "description": "What public pages say, and whether it holds."},
        {"name": "Citations", "description": "The sources, with their retractions."},
        {"name": "Feed", "description": "Where to begin, what changed, and whether what you hold is current."},
        {"name": "Releases", "description": "Dated, frozen snapshots of everything, to download."},
        {"name": "Operations", "description": "For those who run the server."},
    ],
    "POSTPROCESSING_HOOKS": [
        f"treatments.api.components.{hook}"
        for hook in (
            "formats",
            "only_read",
            "optional_key",
            "plain_schemas",
            "comma_separated",
            "shared_headers",
            "shared_problems",
        )
    ],
    "SECURITY": [{}, {"ApiKey": []}],  # everything is open; a key is optional
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "ApiKey": {
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "description": "Optional: `Api-Key` and a key, with a space between them, for a larger quota.",
            }
        }
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "displayRequestDuration": True, "validatorUrl": None},
}

# Whom every document names as its origin.
ATTRIBUTION = os.environ.get("ATTRIBUTION", "Treatment Evidence API")
OTP_TOTP_ISSUER = ATTRIBUTION  # beside the name of the person in the app on their phone
