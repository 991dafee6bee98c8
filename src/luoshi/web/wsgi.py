"""The entry for a WSGI server: ``granian --interface wsgi luoshi.web.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.office.settings")

application = get_wsgi_application()
