"""Django's settings for the tests: the office's own, in a folder that is thrown away.

Where LUOSHI_TEST_DATABASE_URL names a PostgreSQL that answers, it stands beside the default
SQLite database under the alias ``postgres``; Django makes a database of its own in it.
"""

import atexit
import os
import shutil
import tempfile

import dj_database_url
import psycopg

_home = tempfile.mkdtemp(prefix="luoshi-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["LUOSHI_HOME"] = _home
os.environ.pop("DATABASE_URL", None)

from luoshi.office.settings import *  # noqa: E402, F403  (the folder must be named first)
from luoshi.office.settings import DATABASES  # noqa: E402


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


_postgres = os.environ.get("LUOSHI_TEST_DATABASE_URL", "")
if _postgres and _answers(_postgres):
    DATABASES["postgres"] = {**dj_database_url.parse(_postgres)}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
