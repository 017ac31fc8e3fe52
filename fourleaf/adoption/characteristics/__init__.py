"""The five characteristics of a team with which to begin, each 0–1 with its bounds and its gate.

`departments` (C1), `dispersion` (C2), `perspectives` (C3), `leader` (C4) and `benefits` (C5) each make a
`Score`; `readiness` combines the five, `ranking` says how far an order of candidates depends on their
weights, `faultline` warns of two blocs. What is not known is never guessed: a score has bounds, and names the
one datum that would tell most.

A `Member` holds all that is ever looked at. Age, sex, ethnicity and the like have no place in it, and must
not get one.
"""
