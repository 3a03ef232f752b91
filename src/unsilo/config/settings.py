"""Every setting, from the environment. ``.env.example`` lists them with their meaning."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from unsilo.config.env import BadSetting, Env

env = Env()

# --- Where things are

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("UNSILO_DATA_DIR", str(Path.home() / ".local/share/unsilo"))).resolve()

# --- Process

DEBUG = env.flag("UNSILO_DEBUG", default=False)
SECRET_KEY = env.text("UNSILO_SECRET_KEY")
if not SECRET_KEY:
    key_file = DATA_DIR / "secret.key"
    if not key_file.exists():
        raise BadSetting(
            "UNSILO_SECRET_KEY is not set and there is no key in the data directory. "
            "`unsilo up` makes one; in production set UNSILO_SECRET_KEY or UNSILO_SECRET_KEY_FILE."
        )
    SECRET_KEY, *_former_keys = key_file.read_text().split()
else:
    _former_keys = []
SECRET_KEY_FALLBACKS = [*_former_keys, *env.words("UNSILO_SECRET_KEY_FALLBACKS")]
PUBLIC_URL = env.text("UNSILO_PUBLIC_URL", "http://127.0.0.1:8765").rstrip("/")
ALLOWED_HOSTS = env.words(
    "UNSILO_ALLOWED_HOSTS", f"{urlsplit(PUBLIC_URL).hostname},127.0.0.1,localhost"
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ALLOW_PRIVATE_ADDRESSES = env.flag("UNSILO_ALLOW_PRIVATE_ADDRESSES", default=False)
UNDO_SECONDS = env.number("UNSILO_UNDO_SECONDS", 10)
MAX_UPLOAD_MB = env.number("UNSILO_MAX_UPLOAD_MB", 25)
API_REQUESTS_PER_MINUTE = env.number("UNSILO_API_REQUESTS_PER_MINUTE", 600)  # of one token
AUDIT_DAYS = env.number("UNSILO_AUDIT_DAYS", 730)
DEMO = env.flag("UNSILO_DEMO", default=False)
BEHIND_PROXY = env.flag("UNSILO_BEHIND_PROXY", default=False)
ROOT_URLCONF = "unsilo.config.urls"
WSGI_APPLICATION = "unsilo.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Apps, from the ground up

CONNECTORS = [
    "unsilo.connectors.email.connector.EmailConnector",
    "unsilo.connectors.webform.connector.WebformConnector",
    "unsilo.connectors.bluesky.connector.BlueskyConnector",
    "unsilo.connectors.api.connector.ApiConnector",
    "unsilo.connectors.console.connector.ConsoleConnector",
    "unsilo.connectors.mention.connector.MentionConnector",
    *env.words("UNSILO_EXTRA_CONNECTORS"),
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
    "unsilo.core",
    "unsilo.ui",
    "unsilo.accounts",
    "unsilo.people",
    "unsilo.channels",
    "unsilo.connectors.webform",
    "unsilo.inbox",
    "unsilo.triage",
    "unsilo.listening",
    "unsilo.library",
    "unsilo.routing",
    "unsilo.launches",
    "unsilo.wins",
    "unsilo.stories",
    "unsilo.incidents",
    "unsilo.intake",
    "unsilo.privacy",
    "unsilo.insights",
    "unsilo.operations",
    "unsilo.api",
    "unsilo.demo",
    # Below ours in this list, so that our templates are found first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "unsilo.core.requestid.RequestIdMiddleware",
    "unsilo.core.tally.TallyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "unsilo.accounts.middleware.OriginMiddleware",
    "unsilo.accounts.middleware.UserZoneMiddleware",
    "unsilo.accounts.middleware.FirstRunMiddleware",
    "unsilo.ui.middleware.ErrorMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "unsilo.ui.context.frame",
            ],
            "builtins": ["unsilo.ui.templatetags.links"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- Database: always PostgreSQL


# A machine that dies says no goodbye. Both ends of a line to a database elsewhere notice after 25 s;
# the server, left to itself, would keep the locks of the dead for two hours.
_SIGNS_OF_LIFE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
    "options": "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
    " -c tcp_user_timeout=25000",
}


def database(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for ``postgresql://user:password@host:port/name?option=value``."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise BadSetting("DATABASE_URL must begin with postgresql://")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    is_elsewhere = bool(host) and not host.startswith("/")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # nobody meets a line that broke while it lay in the pool
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {
            **(_SIGNS_OF_LIFE if is_elsewhere else {}),
            **options,
            "prepare_threshold": 5,  # allows for it; what is prepared, core/db.py says
            "pool": {
                "min_size": 1,
                "max_size": env.number("UNSILO_DB_CONNECTIONS", 12),
                "timeout": 10,
                # Tries to connect grow rarer, so that a database that was away for long would be
                # missed for longer than it is. Given up early, they begin afresh when asked for.
                "reconnect_timeout": 2,
            },
        },
    }


DATABASES = {"default": database(env.text("DATABASE_URL", "postgresql:///unsilo"))}
if _replica := env.text("DATABASE_REPLICA_URL"):  # for what may be a little stale, see core/db.py
    DATABASES["replica"] = database(_replica) | {"TEST": {"MIRROR": "default"}}
# The server itself, where DATABASE_URL is a pooler that gives out connections by transaction.
_direct = env.text("DATABASE_DIRECT_URL")
DIRECT_DATABASE = database(_direct) if _direct else None

# --- Blobs: on disk, or in S3-compatible storage through django-storages (pip install unsilo[s3])

_bucket = env.text("UNSILO_S3_BUCKET")
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "blobs": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": _bucket,
            "endpoint_url": env.text("UNSILO_S3_ENDPOINT") or None,
            "access_key": env.text("UNSILO_S3_ACCESS_KEY") or None,
            "secret_key": env.text("UNSILO_S3_SECRET_KEY") or None,
            "file_overwrite": True,
        },
    }
    if _bucket
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "blobs", "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "unsilo.ui.storage.StaticStorage"
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "unsilo.ui.charts.bundle.BundleFinder",
]
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- Login

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "unsilo.accounts.backends.UserBackend",
    "unsilo.accounts.backends.LoginBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation, which proves the address
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can have us write to an address of their choice
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_ADAPTER = "unsilo.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "unsilo.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form could not lead to the provider under our CSP
_oidc_url = env.text("UNSILO_OIDC_URL")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": env.text("UNSILO_OIDC_NAME", "Single sign-on"),
                "client_id": env.text("UNSILO_OIDC_CLIENT_ID"),
                "secret": env.text("UNSILO_OIDC_CLIENT_SECRET"),
                "settings": {"server_url": _oidc_url},
            }
        ]
        if _oidc_url
        else [],
    }
}
MFA_ADAPTER = "unsilo.accounts.adapters.MfaAdapter"
MFA_FORMS = {
    "authenticate": "unsilo.accounts.codes.CodeForm",
    "reauthenticate": "unsilo.accounts.codes.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "unsilo"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_URL.startswith("http://")
USERSESSIONS_TRACK_ACTIVITY = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}

# --- Our own letters (invitations, password reset): a mail server, else the log

EMAIL_HOST = env.text("UNSILO_SMTP_HOST")
EMAIL_PORT = env.number("UNSILO_SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("UNSILO_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("UNSILO_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("UNSILO_SMTP_STARTTLS", default=True)
EMAIL_TIMEOUT = 30
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("UNSILO_FROM_EMAIL", f"unsilo@{urlsplit(PUBLIC_URL).hostname}")

# --- Security

_secure = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_NAME = "unsilo_session"
CSRF_COOKIE_NAME = "unsilo_csrf"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_ENGINE = "unsilo.accounts.session_store"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _secure else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
CSRF_FAILURE_VIEW = "unsilo.ui.views.csrf_failure"

# --- Words and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
TIME_ZONE = env.text("UNSILO_TIME_ZONE", "UTC")
USE_TZ = True

# --- Cache: this process only; nothing that must be right lives here

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOG_FORMAT = env.text("UNSILO_LOG_FORMAT", "line")
if LOG_FORMAT not in ("line", "json"):
    raise BadSetting(f"UNSILO_LOG_FORMAT must be line or json, not {LOG_FORMAT!r}")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "unsilo.core.logs.LineFormatter"},
        "json": {"()": "unsilo.core.logs.JsonFormatter"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT},
        # Django would write to people at ADMINS, with everything that was in the request.
        "mail_admins": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": env.text("UNSILO_LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
# --- Metrics for Prometheus: nobody gets them unless one of these says who

METRICS_TOKEN = env.text("UNSILO_METRICS_TOKEN")
METRICS_NETWORKS = env.networks("UNSILO_METRICS_ALLOW")

SILENCED_SYSTEM_CHECKS = [
    "account.W001",
    "auth.W004",  # addresses are unique whatever their case, by a constraint
]

# Read by `unsilo.core.postgres`, the reader and the command line, not through Django.
env.known |= {
    "UNSILO_PG_BINDIR", "UNSILO_PG_USER", "UNSILO_NO_SKIPS", "UNSILO_PORT", "UNSILO_HOST",
    "UNSILO_TRIAGE_WEIGHTS",
}  # fmt: skip
env.refuse_unknown("UNSILO_")
