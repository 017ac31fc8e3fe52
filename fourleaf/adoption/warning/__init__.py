"""Early warning: does use in a launched team falter, while it can still be mended? Never about a named member.

`log` holds what people wrote (a post, a reply, an edit, a reaction; never a log-in and never what somebody
read), `panel` computes a week's figures from it, `signals` has the thresholds as data, `alarm` says amber and
red. Nothing is computed for fewer than five people, questions or newcomers, and no figure names anybody; the
two about the leader's own pledge exist with consent only, and go to the leader first. Reading without writing
is no warning sign and is not even known here.
"""
