"""Addresses of showing, seeing and asking."""

from django.urls import path

from fourleaf.sharing.views import asking, patients, reviewing, seeing, showing

urlpatterns = [
    path("shared/", seeing.shown_to_me, name="shown-to-me"),
    path("shared/<uuid:grant_id>/", seeing.shown, name="shown"),
    path("shared/<uuid:grant_id>/taking-back/", showing.taking_back, name="grant-taking-back"),
    path("shared/<uuid:grant_id>/extension/", showing.extension, name="grant-extension"),
    path("showing/<str:kind>/<uuid:object_id>/", showing.showing, name="showing"),
    path("showing/<str:kind>/<uuid:object_id>/new/", showing.show_to, name="show-to"),
    path("showing/<str:kind>/<uuid:object_id>/patient/", patients.show_to_patient, name="show-to-patient"),
    path("spaces/<uuid:space_id>/showing/", reviewing.space_showing, name="space-showing"),
    path("asking/", asking.ask, name="ask-to-see"),
    path("asking/<uuid:thing_request_id>/", asking.asked, name="asked-to-show"),
]
