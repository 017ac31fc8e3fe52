"""The two names under which a process reaches its database."""

#: The role of the process itself: in requests the one that row-level security binds to a person.
OWN = "default"
#: The role `jobs`, which reads past the person of a request: for live news and other named system work.
SYSTEM = "system"
