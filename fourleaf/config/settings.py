"""Django's settings, all that vary from `env.py`."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fourleaf.config.env import DatabaseRole, Env
from fourleaf.oversight.agreement import Agreement

ENV = Env.load()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENV.secret()
DEBUG = ENV.debug
DEMO = ENV.demo
ORGANISATION = ENV.organisation
#: An organisation whose name says so is a play: every page says so too.
IS_SIMULATION = ORGANISATION.endswith("(simulation)")
PUBLIC_URL = ENV.public_url
DATA = ENV.data
#: The key file of sealed values where it is not in the data folder; then it is not ours to make or change.
KEY_FILE = ENV.key_file
#: Whether outgoing webhooks may call private addresses, and without TLS.
WEBHOOK_PRIVATE = ENV.webhook_private
ALLOWED_HOSTS = (
    ["*"] if DEBUG else ["localhost", "127.0.0.1", "[::1]", str(urlsplit(ENV.public_url).hostname)]
)
#: For how many days a person's own device may keep the pages they read last; 0: none may.
OFFLINE_DAYS = ENV.offline_days
#: After how many minutes without a change an open document has a pause, and a version of it is kept.
PAUSE_MINUTES = ENV.pause_minutes
#: After how many minutes an idle session ends: on a shared computer, by kind of person, by role.
IDLE_MINUTES = ENV.idle_minutes
#: Push services besides those of the known browsers.
PUSH_HOSTS = ENV.push_hosts
#: What data about people is used for, by whom, and for how long.
AGREEMENT = Agreement.load(ENV.agreement)
SECURE_SITE = PUBLIC_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django_htmx",
    "fourleaf.kit",
    "fourleaf.chronicle",
    "fourleaf.people",
    "fourleaf.spaces",
    "fourleaf.sharing",
    "fourleaf.conversation",
    "fourleaf.documents",
    "fourleaf.search",
    "fourleaf.sheet",
    "fourleaf.adoption",
    "fourleaf.inbox",
    "fourleaf.hooks",
    "fourleaf.oversight",
    "fourleaf.mine",
    "fourleaf.imports",
    "fourleaf.world",
    "fourleaf.config",
    "procrastinate.contrib.django",
    # After ours, so that our templates of its pages are found first.
    "allauth",
    "allauth.account",
]

MIDDLEWARE = [
    "fourleaf.kit.web.Compressed",
    "django.middleware.security.SecurityMiddleware",
    "fourleaf.kit.web.Headers",
    "fourleaf.config.refused.Refused",
    "fourleaf.config.api.door",
    "fourleaf.kit.web.Sound",
    "fourleaf.kit.web.Transaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fourleaf.kit.web.Acting",
    "fourleaf.people.idle.Awake",
    "fourleaf.config.gate.TeamByTeam",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "fourleaf.config.urls"
WSGI_APPLICATION = "fourleaf.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "fourleaf.inbox.context.shell",
                "fourleaf.config.doors.doors",
            ],
        },
    }
]


def _database(role: DatabaseRole, *settings: str) -> dict[str, Any]:
    """Connection settings for one login role; without a database (tools, `makemessages`) a name that leads nowhere."""
    parameters: dict[str, Any] = (
        dict(ENV.database.for_role(role, SECRET_KEY)) if ENV.database else {"dbname": "none"}
    )
    # Our statements are short: compiling them, as Debian's PostgreSQL would, costs more than it saves.
    options: dict[str, Any] = {
        "connect_timeout": 5,
        "options": " ".join(f"-c {setting}" for setting in ("jit=off", *settings)),
    }
    if "sslmode" in parameters:
        options["sslmode"] = parameters["sslmode"]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parameters["dbname"],
        "HOST": parameters.get("host", ""),
        "PORT": parameters.get("port", ""),
        "USER": parameters.get("user", ""),
        "PASSWORD": parameters.get("password", ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": options,
    }


# `default` works as the role of this process; `system` reads for the live gateway, past the person of a request, and
# writes nothing but what can be made again.
DATABASES = {
    "default": _database(ENV.database_role),
    "system": _database("jobs", "synchronous_commit=off") | {"TEST": {"MIRROR": "default"}},
}
ROLE_PREFIX = ENV.database.dbname if ENV.database else "fourleaf"
LOCK_ROLE: str | None = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["fourleaf.people.backends.PasswordBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "fourleaf.people.adapter.Adapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{ORGANISATION}: "
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
ACCOUNT_FORMS = {
    "change_password": "fourleaf.people.forms.PasswordForm",
    "reauthenticate": "fourleaf.people.forms.ConfirmForm",
    "reset_password": "fourleaf.people.forms.ResetForm",
    "reset_password_from_key": "fourleaf.people.forms.NewPasswordForm",
    "set_password": "fourleaf.people.forms.FirstPasswordForm",
    "user_token": "fourleaf.people.forms.ResetKeyForm",
}
#: What the audience line says besides what `spaces` knows.
AUDIENCE_NOTES = ["fourleaf.hooks.audience.told_outside"]
#: Who leads besides leaders of the organisation: (person) -> bool.
LEADING = ["fourleaf.adoption.policy.leads_team"]
#: What a search finds besides what `search` knows: (person, text, most) -> a section of its page.
ALSO_FOUND = ["fourleaf.sheet.finding.lines_found"]
#: What retention lets go besides what `oversight` knows, by the key of its rule: (actor, until) -> keys.
DISPOSERS = {"pledges": "fourleaf.sheet.actions.forget_pledges"}
#: What can be shown to others, by the word in `Grant.kind`.
SHAREABLE = {
    "post": "fourleaf.conversation.showing.POST",
    "thread": "fourleaf.conversation.showing.THREAD",
    "file": "fourleaf.conversation.showing.FILE",
    "document": "fourleaf.documents.showing.DOCUMENT",
}
#: What a person's page shows besides what `people` knows.
PROFILE_SECTIONS = ["fourleaf.config.profile.shared_spaces", "fourleaf.config.profile.care"]
#: What is kept about a person, part by part: a person's own page shows it, a copy of all that is theirs holds it.
MINE = [
    "fourleaf.people.parts.PARTS",
    "fourleaf.spaces.parts.PARTS",
    "fourleaf.sharing.parts.PARTS",
    "fourleaf.conversation.parts.PARTS",
    "fourleaf.documents.parts.PARTS",
    "fourleaf.sheet.parts.PARTS",
    "fourleaf.adoption.parts.PARTS",
    "fourleaf.inbox.parts.PARTS",
]
#: What each app forgets when somebody is erased, in this order: (actor, person, before) with the name until then.
ERASERS = [
    "fourleaf.sharing.actions.erasure.erase_person",
    "fourleaf.spaces.actions.erasure.erase_person",
    "fourleaf.people.actions.erasure.erase_person",
    "fourleaf.conversation.actions.erasure.erase_person",
    "fourleaf.documents.actions.erasure.erase_person",
    "fourleaf.sheet.actions.erasure.erase_person",
    "fourleaf.adoption.actions.erasure.erase_person",
    "fourleaf.inbox.actions.erasure.erase_person",
]
#: Why somebody may not be erased now: (person) -> a sentence, or nothing.
ERASURE_HOLDS = ["fourleaf.mine.holds.legal_hold"]
#: Whom a draft reaches: (person, space, root, body, no_rush) -> a sentence.
COMPOSER_REACH = "fourleaf.inbox.composing.sentence"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key"}

SESSION_ENGINE = "fourleaf.people.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SITE
SESSION_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SITE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LANGUAGE_CODE = "en"
#: Each by its own name, so that whoever landed in the wrong one finds theirs.
LANGUAGES = [("en", "English"), ("es", "Español"), ("ar", "العربية")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "fourleaf.config.formats"
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
#: Requests a minute by one token of the API.
API_RATE = ENV.api_rate
UPLOAD_LIMIT = 25 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_HANDLERS = ["fourleaf.kit.files.Arriving"]

EMAIL_BACKEND = "django.core.mail.backends." + ("smtp" if ENV.mail else "dummy") + ".EmailBackend"
if DEMO and ENV.mail is None:
    # Nobody of the demo has a letter box: what they would get is kept to be looked at.
    EMAIL_BACKEND, EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", DATA / "mails"
if ENV.mail:
    EMAIL_HOST, EMAIL_PORT = ENV.mail.host, ENV.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.mail.user, ENV.mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = ENV.mail.tls == "starttls", ENV.mail.tls == "tls"
#: Whether the software may count on mail; and whether people do get it.
HAS_MAIL, IS_MAIL_DELIVERED = ENV.mail is not None or DEMO, ENV.mail is not None
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail_from

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# Log lines name requests and errors, never what people wrote; Django's debug e-mails stay off.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "discreet": {"()": "fourleaf.kit.log.Discreet"},
        "masked": {"()": "fourleaf.kit.log.Masked", "pattern": r"(?<=/hooks/)[^/\s]+"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["masked"]},
        "discreet": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django": {"handlers": ["stderr"], "propagate": False},
        "procrastinate": {"handlers": ["discreet"], "propagate": False},
        "psycopg.pool": {"handlers": ["discreet"], "propagate": False, "level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
