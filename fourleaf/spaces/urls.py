"""Addresses about spaces; the conversation in a space is at `/spaces/<id>/` itself."""

from django.urls import path

from fourleaf.spaces.views import about, access, directs, glass, listing, members, requests

urlpatterns = [
    path("", listing.spaces, name="spaces"),
    path("new/", listing.space_new, name="space-new"),
    path("direct/new/", directs.direct_new, name="direct-new"),
    path("<uuid:space_id>/about/", about.space_about, name="space-about"),
    path("<uuid:space_id>/purpose/", about.space_purpose, name="space-purpose"),
    path("<uuid:space_id>/archival/", about.space_archival, name="space-archival"),
    path("<uuid:space_id>/break-glass/", glass.break_glass, name="break-glass"),
    path("break-glass/", glass.listing, name="broken-glass"),
    path("break-glass/<uuid:glass_id>/ending/", glass.ending, name="glass-ending"),
    path("break-glass/<uuid:glass_id>/review/", glass.review, name="glass-review"),
    path("break-glass/<uuid:glass_id>/seeing/", glass.seeing, name="glass-seeing"),
    path("<uuid:space_id>/auditing/", about.space_auditing, name="space-auditing"),
    path("<uuid:space_id>/restoration/", about.space_restoration, name="space-restoration"),
    path("<uuid:space_id>/beginning/", about.space_beginning, name="space-beginning"),
    path("<uuid:space_id>/members/", members.space_members, name="space-members"),
    path("<uuid:space_id>/members/<uuid:membership_id>/role/", members.member_role, name="member-role"),
    path(
        "<uuid:space_id>/members/<uuid:membership_id>/departure/",
        members.member_departure,
        name="member-departure",
    ),
    path("<uuid:space_id>/membership/", members.space_membership, name="space-membership"),
    path("<uuid:space_id>/departure/", members.space_departure, name="space-departure"),
    path("<uuid:space_id>/invitations/", members.space_invitations, name="space-invitations"),
    path(
        "<uuid:space_id>/invitations/<uuid:invitation_id>/withdrawal/",
        members.invitation_withdrawal,
        name="invitation-withdrawal",
    ),
    path("<uuid:space_id>/invitation/", members.invitation_answer, name="invitation-answer"),
    path("<uuid:space_id>/audience/", access.audience_line, name="space-audience"),
    path("<uuid:space_id>/access/", access.space_access, name="space-access"),
    path("<uuid:space_id>/requests/", requests.space_requests, name="space-requests"),
    path("<uuid:space_id>/requests/<uuid:request_id>/", requests.request_answer, name="request-answer"),
]
