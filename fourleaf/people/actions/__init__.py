"""What is done with persons: by themselves, with the directory, at the door."""

from fourleaf.people.actions.bots import add_bot, hand_over_bot
from fourleaf.people.actions.bulk import NewPerson, add_people, change_people, fill_in
from fourleaf.people.actions.contact import Point, bring_contact, set_contact
from fourleaf.people.actions.directory import (
    add_person,
    add_profession,
    add_site,
    add_unit,
    change_person,
    change_role,
    change_site,
    change_unit,
    deactivate_person,
    end_role,
    give_role,
    reactivate_person,
)
from fourleaf.people.actions.door import end_other_sessions, end_session, set_password, sign_in, sign_out
from fourleaf.people.actions.own import Past, change_profile, set_language, set_skills
from fourleaf.people.actions.tokens import add_token, revoke_token

__all__ = [
    "NewPerson",
    "Past",
    "Point",
    "add_bot",
    "add_people",
    "add_person",
    "add_profession",
    "add_site",
    "add_token",
    "add_unit",
    "bring_contact",
    "change_people",
    "change_person",
    "change_profile",
    "change_role",
    "change_site",
    "change_unit",
    "deactivate_person",
    "end_other_sessions",
    "end_role",
    "end_session",
    "fill_in",
    "give_role",
    "hand_over_bot",
    "reactivate_person",
    "revoke_token",
    "set_contact",
    "set_language",
    "set_password",
    "set_skills",
    "sign_in",
    "sign_out",
]
