"""Addresses of people."""

from django.urls import path

from fourleaf.people import views

urlpatterns = [
    path("", views.people, name="people"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revocation/", views.token_revocation, name="token-revocation"),
    path("<uuid:person_id>/", views.person, name="person"),
    path("<uuid:person_id>/profile/", views.profile, name="profile"),
    path("<uuid:person_id>/tokens/", views.tokens, name="bot-tokens"),
    path("<uuid:person_id>/handover/", views.bot_handover, name="bot-handover"),
    path("<uuid:person_id>/contact/", views.contact, name="contact"),
    path("<uuid:person_id>/skills/", views.skills, name="skills"),
]
