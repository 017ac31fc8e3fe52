"""Story 2 as a play: a firm that opens its platform to all and sees it die, then begins anew, one team at a time.

`cast`, `crews` and `words` say who is there and what they say; `plan` has NBN-1, the model of spread, decide who takes
part in which week and which team comes next; `opening`, `preparing` and `teaming` turn that into deeds; `play` plays
them through the actions that people use. `plan` needs numpy, so that only the command loads it.
"""
