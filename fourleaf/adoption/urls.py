"""Addresses of teams, under /teams/."""

from django.urls import include, path

from fourleaf.adoption.views import (
    benefits,
    candidates,
    comparison,
    launch,
    map,
    opening,
    overview,
    plan,
    readiness,
    signs,
    team,
    whatif,
)

of_team = [
    path("", team.team, name="team"),
    path("change/", team.change, name="team-change"),
    path("people/", team.people, name="team-people"),
    path("people/<uuid:member_id>/leaving/", team.leaving, name="team-leaving"),
    path("skills/", team.skills, name="team-skills"),
    path("works/", team.works, name="team-works"),
    path("works/<uuid:work_id>/removal/", team.work_removal, name="team-work-removal"),
    path("launch/", launch.launch, name="team-launch"),
    path("launch/day/", launch.day, name="team-day"),
    path("launch/checks/<int:day>/", launch.check, name="team-check"),
    path("first-win/", launch.first_win, name="team-first-win"),
    path("afterwards/", launch.afterwards, name="team-afterwards"),
    path("benefits/", benefits.benefits, name="team-benefits"),
    path("benefits/rating/", benefits.rating, name="team-rating"),
    path("benefits/question/", benefits.recognition, name="team-recognition"),
    path("leader/", benefits.leader, name="team-leader"),
    path("signs/", signs.signs, name="team-signs"),
    path("readiness/", readiness.readiness, name="team-readiness"),
]
urlpatterns = [
    path("", plan.plan, name="teams"),
    path("overview/", overview.overview, name="team-overview"),
    path("comparison/", comparison.comparison, name="team-comparison"),
    path("map/", map.team_map, name="team-map"),
    path("what-if/", whatif.what_ifs, name="what-ifs"),
    path("what-if/<uuid:what_if_id>/", whatif.what_if, name="what-if"),
    path("new/", plan.team_new, name="team-new"),
    path("of-line/<uuid:line_id>/", candidates.candidate_of_line, name="candidate-of-line"),
    path("from-file/", plan.teams_new, name="teams-new"),
    path("mode/", opening.mode, name="teams-mode"),
    path("guests/", opening.guests, name="teams-guests"),
    path("guests/<uuid:guest_id>/end/", opening.guest_end, name="teams-guest-end"),
    path("<uuid:team_id>/", include(of_team)),
]
