"""Settings of the site; what differs between machines comes from the environment or the file `.env`."""

import base64
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules


def read_env_file(path: Path) -> None:
    """Put the lines NAME=value of a file into the environment, where the environment does not say otherwise."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, mark, value = line.strip().partition("=")
        if mark and not name.startswith("#"):
            os.environ.setdefault(name, value)


def env_text(name: str, default: str = "") -> str:
    """The text of an environment variable."""
    return os.environ.get(name, default)


def env_bool(name: str, default: bool = False) -> bool:
    """An environment variable that is on when it is 1, true, yes or on."""
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def env_secret(name: str, for_tests: str) -> str:
    """A secret the site cannot run without; raises ImproperlyConfigured with what to do when it is missing."""
    value = os.environ.get(name) or (for_tests if TESTING else "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is missing. Set it in the environment or in .env (see README); `make setup` writes a .env for the demo."
        )
    return value


if not TESTING:
    read_env_file(BASE_DIR / ".env")

DEBUG = env_bool("DEBUG")
DEMO = env_bool("DEMO", default=TESTING)
DEMO_PASSWORD = env_text("DEMO_PASSWORD", "klap-rian-2567")

SECRET_KEY = env_secret("SECRET_KEY", for_tests="tests-only")
# AES-256 keys as "id:base64,id:base64"; the first one encrypts, the others still read.
ENCRYPTION_KEYS = env_secret("ENCRYPTION_KEYS", for_tests="1:" + base64.b64encode(b"t" * 32).decode())
# The key of the blind index that finds a number without storing it in the clear.
INDEX_KEY = env_secret("INDEX_KEY", for_tests=base64.b64encode(b"i" * 32).decode())

ALLOWED_HOSTS = env_text("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env_text("CSRF_TRUSTED_ORIGINS").split(",") if origin]
OFFICE_PHONE = env_text("OFFICE_PHONE", "043-000-000" if DEMO else "")
# Where the links of a mail lead.
SITE_URL = (env_text("SITE_URL", "http://127.0.0.1:8000" if DEMO else "") or env_secret("SITE_URL", for_tests="")).rstrip("/")
VERSION = "1.0"

INSTALLED_APPS = [
    "summaries",
    "referrals",
    "dropout_cases",
    "schools",
    "thai",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "django_filters",
    "heroicons",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "schools.middleware.LanguageMiddleware",
    "schools.middleware.SessionAgeMiddleware",
    "dropout_cases.middleware.HeldFormMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "schools.middleware.StatedActionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "dropout_cases.urls"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
WSGI_APPLICATION = "dropout_cases.wsgi.application"

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
                "dropout_cases.nav.frame",
            ],
        },
    },
]

# SQLite with WAL, a patient lock and write locks taken at the start, so that many writers queue instead of failing.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
DATABASES = {"default": dj_database_url.parse(env_text("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'klaprian.sqlite3'}"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    (BASE_DIR / "var").mkdir(exist_ok=True)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "schools.User"
LOGIN_URL = "schools:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "schools:sign-in"
# Whoever holds a post of these roles sets up a second step of sign-in before anything else; the demo opens with a password.
SECOND_STEP_FOR = env_text("SECOND_STEP_FOR", "" if DEMO else "SUPERVISOR,OFFICER,SYSADMIN").replace(",", " ").split()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SESSION_COOKIE_AGE = 30 * 60
SESSION_LIFE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env_bool("HTTPS")
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if env_bool("HTTPS") else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "dropout_cases.errors.form_expired"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env_text("MEDIA_ROOT", str(BASE_DIR / "var" / "files")))
PAPER_FONTS = env_text("PAPER_FONTS")  # a folder with the TH Sarabun files of the office, for its official papers
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Jobs wait in the database for `manage.py db_worker`; tests run them where they are asked for.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend" if TESTING else "django_tasks_db.DatabaseBackend"}
}

# `manage.py tick` sends mails by SMTP; the demo, told of no server, lays them into a folder instead.
EMAIL_BACKEND = f"django.core.mail.backends.{'filebased' if DEMO and not env_text('EMAIL_HOST') else 'smtp'}.EmailBackend"
EMAIL_FILE_PATH = BASE_DIR / "var" / "mails"
EMAIL_HOST = env_text("EMAIL_HOST", "localhost")
EMAIL_USE_SSL = env_bool("EMAIL_USE_SSL")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS")
EMAIL_PORT = int(env_text("EMAIL_PORT", "465" if EMAIL_USE_SSL else "587" if EMAIL_USE_TLS else "25"))
EMAIL_HOST_USER = env_text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env_text("EMAIL_HOST_PASSWORD")
EMAIL_TIMEOUT = 20  # seconds for each answer of the mail server
DEFAULT_FROM_EMAIL = env_text("DEFAULT_FROM_EMAIL", f"klap-rian@{urlsplit(SITE_URL).hostname}")

FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

CRISPY_ALLOWED_TEMPLATE_PACKS = "house"
CRISPY_TEMPLATE_PACK = "house"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"pikepdf": {"level": "WARNING"}},  # tells of each start that it was loaded
    "root": {"handlers": ["console"], "level": "WARNING" if TESTING else "INFO"},
}
