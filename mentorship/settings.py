"""All settings come from the environment; `.env.example` documents each one.

`.env` is read first, then `.local/env`, which the demo writes: every `manage.py` command in a
checkout whose demo has run finds that demo's servers.
"""

from pathlib import Path
from urllib.parse import urlsplit

import structlog
from csp.constants import NONE, SELF
from environs import Env

from mentorship.tenancy.keys import check_key, read_note_keys

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)
env.read_env(str(BASE_DIR / ".local" / "env"), recurse=False)

SECRET_KEY = check_key("SECRET_KEY", env.str("SECRET_KEY"))
# By name, the one to write with first; without any, notes are sealed with SECRET_KEY.
NOTE_KEYS = read_note_keys(env.list("NOTE_KEYS", []))
DEBUG = False
DEMO = env.bool("DEMO", False)
DEMO_ACCOUNTS = env.bool("DEMO_ACCOUNTS", False)
PRODUCT_NAME = env.str("PRODUCT_NAME", "Throughline")
PUBLIC_URL = env.str("PUBLIC_URL").rstrip("/")
_public = urlsplit(PUBLIC_URL)
SECURE = _public.scheme == "https"
ALLOWED_HOSTS = [_public.hostname or "localhost", *env.list("ALLOWED_HOSTS", [])]
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
MAILBOX_DIR = env.str("MAILBOX_DIR", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django_htmx",
    "template_partials",
    "mentorship.tenancy",
    "mentorship.accounts",
    "mentorship.audit",
    "mentorship.acts",
    "mentorship.delivery",
    "mentorship.jobs",
    "mentorship.people",
    "mentorship.ui",
    "mentorship.api",
    "mentorship.local",
    "mentorship.operations",
    "programs",
    "matching",
    "tracking",
    "tracking.calendars",
    "tracking.drafts",
    "tracking.endings",
    "tracking.safeguarding",
    "tracking.surveys",
    "recognition",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mentorship.ui.middleware.security_headers",
    "mentorship.ui.middleware.clean_query",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "mentorship.accounts.sessions.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mentorship.accounts.middleware.end_idle_sessions",
    "mentorship.accounts.middleware.clear_on_sign_out",
    "mentorship.tenancy.middleware.TenantMiddleware",
    "mentorship.accounts.middleware.RequireSecondFactor",
    "mentorship.api.middleware.ApiTenantMiddleware",
]

ROOT_URLCONF = "mentorship.urls"
WSGI_APPLICATION = "mentorship.wsgi.application"
ASGI_APPLICATION = "mentorship.asgi.application"

FORM_RENDERER = "mentorship.ui.renderer.FormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mentorship.ui.context.shell",
            ],
            "builtins": [
                "mentorship.ui.templatetags.ui",
                "mentorship.ui.templatetags.components",
                "django.templatetags.i18n",
                "template_partials.templatetags.partials",
            ],
        },
    },
    {
        # Rows of long lists and charts only, see mentorship/ui/jinja.py.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "mentorship.ui.jinja.environment"},
    },
]

# `default` is the application's role: it owns nothing and cannot bypass row-level security.
# `owner` runs migrations and dumps, and only `prepare_database` uses it.
DATABASES = {
    "default": {
        **env.dj_db_url("DATABASE_URL"),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
if _owner := env.str("DATABASE_OWNER_URL", ""):
    DATABASES["owner"] = {**env.dj_db_url("DATABASE_OWNER_URL"), "ATOMIC_REQUESTS": False}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_LINTER_OPTIONS = {
    "exclude_apps": ["account", "mfa", "usersessions", "auth", "contenttypes", "sessions"]
}

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    # allauth counts attempts here: limits that matter must outlive Redis.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
    },
    "shared": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "tl",
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "shared"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_IDLE_SECONDS = 60 * 60 * env.int("SESSION_IDLE_HOURS", 72)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "mentorship.ui.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MESSAGE_TAGS = {20: "info", 25: "good", 30: "warn", 40: "bad"}

SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 730 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("TRUST_PROXY", False) else None
)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["mentorship.accounts.backends.SignInBackend"]
# Memory-hard, and a third of the default's time for whoever signs in; older hashes are made anew at
# sign-in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "mentorship.accounts.passwords.LongOrSecondFactor"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "mentorship.accounts.passwords.NotBreached"},
]
# Answers with the ends of all hashes that begin as the one asked for; empty where nobody is to be
# asked.
BREACHED_PASSWORDS_URL = env.str(
    "BREACHED_PASSWORDS_URL", "" if DEMO else "https://api.pwnedpasswords.com/range/"
)
PWNED_PASSWORDS = {"API_TIMEOUT": 2.0}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "mentorship.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
# Nobody can sign up here: a message to a stranger would lead nowhere.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# One address an account: a new one replaces it once it is proven, so that no forgotten second one
# is a way in.
ACCOUNT_CHANGE_EMAIL = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {"reset_password": "mentorship.accounts.forms.ResetForm"}
# Sign-in counts its own failures (mentorship/accounts/guarding.py); an office behind one address
# signs in at nine.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reset_password": "60/m/ip,5/m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 1) if env.bool("TRUST_PROXY", False) else 0
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _public.scheme
MFA_ADAPTER = "mentorship.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = PRODUCT_NAME
# Hosts that posts to chat may reach though they are in a private network or speak no TLS.
REACHABLE_HOSTS: list[str] = env.list("REACHABLE_HOSTS", [])
MFA_FORMS = {
    "add_webauthn": "mentorship.accounts.passkeys.PasskeyForm",
    "authenticate": "mentorship.accounts.passkeys.CodeForm",
}
USERSESSIONS_TRACK_ACTIVITY = False

LANGUAGE_CODE = "en"
# Only languages with a complete catalogue, which `make check` asks of each but the source.
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
# The demo serves the files as they lie in the tree; elsewhere `collectstatic` compresses and names
# them by hash.
STATIC_ROOT = env.str("STATIC_ROOT", "") or ("" if DEMO else str(BASE_DIR / "staticfiles"))
WHITENOISE_USE_FINDERS = not STATIC_ROOT
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "STATIC_STORAGE", "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

for _name, _value in env.dj_email_url("EMAIL_URL").items():
    globals()[_name] = _value
# A server that does not answer for so long is away; EMAIL_URL can say otherwise (`?timeout=`).
EMAIL_TIMEOUT = globals()["EMAIL_TIMEOUT"] or 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", f"{PRODUCT_NAME} <mentoring@localhost>")
# Where answers of calendars arrive, `calendar@reply.mentoring.example`; empty, none are read.
INBOUND_EMAIL = env.str("INBOUND_EMAIL", "")
# The mail services whose webhooks are open, and the name:password that they give.
INBOUND_SERVICES: list[str] = env.list("INBOUND_SERVICES", [])
ANYMAIL_WEBHOOK_SECRET = env.str("ANYMAIL_WEBHOOK_SECRET", "")

# kombu has names of its own for a socket and for the number of the database behind it.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace(
    "?db=", "?virtual_host=", 1
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
# A wake-up is acknowledged as it is taken: what is to do stands in rows, and a worker that
# acknowledges over a connection which the broker's restart took away ends with an error of the
# library.
CELERY_TASK_ACKS_LATE = False
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "max_retries": 1}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["mentorship.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["mentorship.api.permissions.HasScope"],
    "DEFAULT_PAGINATION_CLASS": "mentorship.api.pagination.ByKey",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["mentorship.api.parsers.Json"],
    "DEFAULT_SCHEMA_CLASS": "mentorship.api.query.QueriedSchema",
    "EXCEPTION_HANDLER": "mentorship.api.errors.handler",
    "DEFAULT_THROTTLE_CLASSES": ["mentorship.api.throttling.PerToken"],
    "DEFAULT_THROTTLE_RATES": {"token": env.str("API_RATE", "1200/min")},
    "UNAUTHENTICATED_USER": None,
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{PRODUCT_NAME} API",
    "VERSION": "1",
    "DESCRIPTION": (
        "Programs, people, mentorships and sessions of one organisation, and the review of its"
        " matchings."
    ),
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENFORCE_NON_BLANK_FIELDS": True,
    "ENUM_NAME_OVERRIDES": {
        "ProgramKind": "programs.enums.ProgramKind",
        "AudienceEnum": "programs.enums.Audience",
        "RoleEnum": "programs.enums.EnrolmentRole",
        "SurveyAudience": "tracking.surveys.enums.SurveyAudience",
        "AskedAs": "tracking.surveys.enums.Role",
        "WhenEmailed": "mentorship.delivery.enums.When",
        "WhenEmailedAtOnce": [("now", "E-mail at once"), ("off", "No e-mail")],
        "QuestionKind": "programs.enums.ASKED_BY",
        "ObservationKind": "tracking.enums.ObservationKind",
        "Stage": "programs.enums.Stage",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "mentorship.api.schema.with_problems",
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            # Plain tracebacks: the pretty ones print local variables, and so secrets.
            "processor": (
                structlog.dev.ConsoleRenderer(
                    colors=False, exception_formatter=structlog.dev.plain_traceback
                )
                if DEMO
                else structlog.processors.JSONRenderer()
            ),
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
                *([] if DEMO else [structlog.processors.format_exc_info]),
            ],
        }
    },
    "filters": {"secrets": {"()": "mentorship.ui.logs.HideSecrets"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "structured",
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "WARNING")},
    # Who signs in is written down whatever the level of the rest.
    "loggers": {
        "mentorship.accounts": {"level": "INFO"},
        "django.request": {"filters": ["secrets"]},
    },
}
