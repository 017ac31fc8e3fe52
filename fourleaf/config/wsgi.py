"""The WSGI application that the gateway's threads call."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
