"""Django's settings, all derived from the environment that `luoshi.config` reads.

=====================  =======================================  ===============================
variable            what it sets                                where it is not set
=====================  =======================================  ===============================
``LUOSHI_HOSTS``    names under which the office is reached,    the loopback names
                    separated by commas
``LUOSHI_ADDRESS``  the office's address from outside, for  no links in messages
                    links in messages (https://…)
``LUOSHI_REPLIES``  kinds of channel on which a message can  none
                    be answered by a reply (sms,wechat)
``LUOSHI_CAP_SENDER``  the sender of CAP messages             made of the document's key
=====================  =======================================  ===============================

How people sign in: `luoshi.office.accounts`.
"""

from __future__ import annotations

import os

from luoshi import config
from luoshi.office import accounts
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
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_htmx",
    "ninja",  # so that the page of the API comes from its own files, not from a CDN
    "luoshi.office.archive",
    "luoshi.office.directory",
    "luoshi.office.journal",
    "luoshi.office.ledgers",
    "luoshi.office.cases",
    "luoshi.office.alerts",
    "luoshi.office.duties",
    "luoshi.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "luoshi.office.security.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "luoshi.office.directory.sessions.SessionLimits",
    "django.middleware.common.CommonMiddleware",
    "luoshi.web.office.refusing.SmallForms",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
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
                "luoshi.web.office.header.header",
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
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = accounts.flag(accounts.HTTPS)
# The times themselves are held by SessionLimits; a cookie never outlives the browser.
SESSION_ENGINE = "luoshi.office.directory.sessions"
SESSION_COOKIE_AGE = int(accounts.LONGEST_SESSION.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "office-home"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
_PASSWORDS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_PASSWORDS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "first_name", "email")},
    },
    {
        "NAME": "luoshi.office.directory.passwords.LongEnough",
        "OPTIONS": {"min_length": accounts.SHORTEST_PASSWORD},
    },
    {"NAME": f"{_PASSWORDS}.CommonPasswordValidator"},
    {"NAME": f"{_PASSWORDS}.NumericPasswordValidator"},
]
LUOSHI_SANDBOX = os.environ.get("LUOSHI_SANDBOX") == "1"
"""Whether this process is the sandbox of a drill, in which nothing is ever sent."""
LUOSHI_REQUIRE_TOTP = accounts.required_second_factor()
LUOSHI_PROXIES = accounts.proxies()
OTP_TOTP_ISSUER = "落实"

# The sign-in page asks axes itself and says in Chinese until when a name is locked; its
# middleware would put another page in the place of that one.
SILENCED_SYSTEM_CHECKS = ["axes.W002"]
AXES_FAILURE_LIMIT = accounts.FAILURES
AXES_COOLOFF_TIME = accounts.LOCKED_FOR
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the journal keeps who signed in
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "luoshi.office.directory.addresses.address_of"
AXES_WHITELIST_CALLABLE = "luoshi.office.directory.signing.without_a_name"

if _sso := accounts.single_sign_on():
    INSTALLED_APPS.append("mozilla_django_oidc")
    AUTHENTICATION_BACKENDS.append("luoshi.office.directory.oidc.SingleSignOnBackend")
    OIDC_RP_CLIENT_ID = _sso.client
    OIDC_RP_CLIENT_SECRET = _sso.secret
    OIDC_OP_AUTHORIZATION_ENDPOINT = _sso.authorize
    OIDC_OP_TOKEN_ENDPOINT = _sso.token
    OIDC_OP_USER_ENDPOINT = _sso.user
    OIDC_OP_JWKS_ENDPOINT = _sso.keys
    OIDC_RP_SIGN_ALGO = "RS256"
    OIDC_RP_SCOPES = "openid profile"
    OIDC_USE_PKCE = True
    OIDC_CREATE_USER = False
    OIDC_CALLBACK_CLASS = "luoshi.office.directory.oidc.Callback"
    OIDC_TIMEOUT = 10
    LOGIN_REDIRECT_URL_FAILURE = "/account/sign-in/?refused=1"
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
    # It writes every name that was tried; now and then that is a password in the wrong field.
    "loggers": {"axes": {"level": "ERROR"}},
}
