"""Team by team: which team next, how its start goes, how use spreads, and when it falters.

Sums that know no app and no request: `characteristics` (is a team suited?), `spread` (which team next, and what
may come of it) and `warning` (is it going wrong?). `spread` needs numpy, whose import takes 0.2 s and 24 MB: the
web process leaves it to the worker and imports `characteristics` and `warning` only, which need nothing. What each
figure means: docs/explanation/team-by-team.md.

Around them is the app: work teams, their launches as rows, and the pages of both: docs/reference/teams.md.
"""
