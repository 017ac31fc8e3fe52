"""Addresses of the Sheet, under /sheet/."""

from django.urls import include, path

from fourleaf.sheet.views import areas, board, lines, pledges, questions

of_line = [
    path("", lines.line, name="line"),
    path("change/", lines.change, name="line-change"),
    path("answer/", lines.answer, name="line-answer"),
    path("asking/", lines.asking, name="line-asking"),
    path("withdrawal/", lines.withdrawal, name="line-withdrawal"),
]
of_pledges = [
    path("", questions.pledges, name="pledges"),
    path("questions/new/", questions.question_new, name="question-new"),
    path("mine/", pledges.mine, name="pledge-mine"),
    path("mine/ending/", pledges.ending, name="pledge-ending"),
    path("mine/consent/", pledges.consent, name="pledge-consent"),
    path("mine/consent/ending/", pledges.consent_ending, name="pledge-consent-ending"),
    path("mine/delegations/", pledges.delegations, name="delegations"),
    path("delegations/<uuid:delegation_id>/ending/", pledges.delegation_ending, name="delegation-ending"),
    path("<uuid:pledge_id>/progress/", pledges.progress, name="pledge-progress"),
]
urlpatterns = [
    path("", board.sheet, name="sheet"),
    path("areas/", areas.areas, name="sheet-areas"),
    path("areas/ending/", areas.ending, name="sheet-area-ending"),
    path("lines/new/", lines.line_new, name="line-new"),
    path("lines/<uuid:line_id>/", include(of_line)),
    path("pledges/", include(of_pledges)),
]
