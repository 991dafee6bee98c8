"""Django's settings, all derived from the environment that `luoshi.config` reads.

==================  ==========================================  ===============================
variable            what it sets                                where it is not set
==================  ==========================================  ===============================
``LUOSHI_HOSTS``    names under which the office is reached,    the loopback names
                    separated by commas
==================  ==========================================  ===============================
"""

from __future__ import annotations

import os

from luoshi import config
from luoshi.office.database import settings_of
from luoshi.office.secret import secret_key

SECRET_KEY = secret_key(config.home())
DEBUG = False

_LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
_HOSTS = [host.strip() for host in os.environ.get("LUOSHI_HOSTS", "").split(",") if host.strip()]
ALLOWED_HOSTS = [*_LOOPBACK, *_HOSTS]
# Behind a proxy that speaks https the browser's origin is not the address that Django sees.
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in _HOSTS if host != "*"]

DATABASES = {"default": settings_of(config.database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",  # so that the page of the API comes from its own files, not from a CDN
    "luoshi.office.archive",
    "luoshi.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "luoshi.office.security.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "luoshi.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ],
        },
    },
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
# Served straight from the packages: no collectstatic step stands between install and run.
WHITENOISE_USE_FINDERS = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "level": "WARNING"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
