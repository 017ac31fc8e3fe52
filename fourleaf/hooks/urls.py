"""Addresses of integrations, under /spaces/ and /hooks/."""

from django.urls import URLPattern, URLResolver, include, path

from fourleaf.hooks.views import deciding, listing, receiving

of_incoming = [
    path("key/", deciding.incoming_key, name="incoming-key"),
    path("removal/", deciding.incoming_removal, name="incoming-removal"),
]
of_outgoing = [
    path("", deciding.outgoing_deliveries, name="outgoing-deliveries"),
    path("change/", deciding.outgoing_change, name="outgoing-change"),
    path("secret/", deciding.outgoing_secret, name="outgoing-secret"),
    path("test/", deciding.outgoing_test, name="outgoing-test"),
    path("resumption/", deciding.outgoing_resumption, name="outgoing-resumption"),
    path("removal/", deciding.outgoing_removal, name="outgoing-removal"),
    path("deliveries/<uuid:delivery_id>/repeat/", deciding.delivery_repeat, name="delivery-repeat"),
]
of_space: list[URLPattern | URLResolver] = [
    path("", listing.integrations, name="integrations"),
    path("incoming/new/", deciding.incoming_new, name="incoming-new"),
    path("incoming/<uuid:incoming_id>/", include(of_incoming)),
    path("outgoing/new/", deciding.outgoing_new, name="outgoing-new"),
    path("outgoing/<uuid:outgoing_id>/", include(of_outgoing)),
]
urlpatterns = [
    path("spaces/<uuid:space_id>/integrations/", include(of_space)),
    path("hooks/<str:key>", receiving.incoming, name="incoming"),
]
