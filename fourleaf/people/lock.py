"""The second lock of people: who `me` is, sessions, and who sees whom."""

from fourleaf.kit.lock import AppLock, Covered, Public, Sealed, definer

# HMAC-SHA256 by hand (RFC 2104): PostgreSQL has sha256() built in but hmac() only in an extension.
# The two padded keys are in lock.identity_key, which only the owner reads.
ME = definer(
    "me()",
    "uuid",
    """
declare
  claim text := current_setting('fourleaf.identity', true);
  part text[];
  signed bytea;
begin
  if claim is null or claim = '' then return null; end if;
  part := string_to_array(claim, ':');
  if array_length(part, 1) <> 3 then return null; end if;
  select sha256(k.outer_key || sha256(k.inner_key || convert_to(
      part[1] || ':' || part[2] || ':' || pg_backend_pid(), 'UTF8')))
    into signed from lock.identity_key k;
  if encode(signed, 'hex') is distinct from part[3] then return null; end if;
  return (select p.id from people_person p where p.id = part[1]::uuid and p.deactivated_at is null);
end
""",
    language="plpgsql",
)

IS_STAFF = definer(
    "is_staff()",
    "boolean",
    "select exists(select 1 from people_person where id = lock.me() and kind in ('staff', 'bot'))",
)

PERSON_WITH = definer(
    "person_with(address text)",
    "uuid",
    "select id from people_person where email = address and deactivated_at is null",
)

SESSION_LOAD = definer(
    "session_load(key_digest text)",
    "text",
    "select data from people_session where digest = key_digest and expires_at > now()",
)

SESSION_ENDS = definer(
    "session_ends(key_digest text)",
    "timestamptz",
    "select expires_at from people_session where digest = key_digest",
)

# The owner of a session is whoever `me` is when it is saved: it cannot be given as an argument.
SESSION_SAVE = definer(
    "session_save(key_digest text, signed text, until timestamptz, fresh boolean)",
    "boolean",
    """
begin
  if fresh then
    delete from people_session where expires_at < now() - interval '1 day';
    insert into people_session (digest, person_id, data, created_at, expires_at)
      values (key_digest, lock.me(), signed, now(), until) on conflict do nothing;
  else
    update people_session set data = signed, expires_at = until, person_id = lock.me() where digest = key_digest;
  end if;
  return found;
end
""",
    language="plpgsql",
    kind="volatile",
)

# Somebody uses it: no longer than any session lasts, and not what has ended.
SESSION_EXTEND = definer(
    "session_extend(key_digest text, until timestamptz)",
    "boolean",
    """
with longer as (
  update people_session set expires_at = until
   where digest = key_digest and expires_at > now() and until < now() + interval '15 days'
     and expires_at < until - interval '10 seconds' returning 1)
select exists(select 1 from longer)
""",
    kind="volatile",
)

SESSION_DELETE = definer(
    "session_delete(key_digest text)",
    "boolean",
    "with gone as (delete from people_session where digest = key_digest returning 1) select exists(select 1 from gone)",
    kind="volatile",
)

# One's own sessions: from when to when, and which is the one that asks. Their keys are told to nobody.
OWN_SESSIONS = definer(
    "own_sessions(this text)",
    "table (created_at timestamptz, expires_at timestamptz, is_this boolean)",
    "select s.created_at, s.expires_at, s.digest = this from people_session s"
    " where s.person_id = lock.me() and s.expires_at > now() order by s.created_at desc",
)

END_OTHER_SESSIONS = definer(
    "end_other_sessions(this text)",
    "setof text",
    "delete from people_session where person_id = lock.me() and digest <> this returning digest::text",
    kind="volatile",
)

# The patient or relative of this very name and address, for staff who have been told both: nobody lists them.
CARED_FOR = definer(
    "cared_for(address text, whole_name text)",
    "table (id uuid, name text, kind text)",
    """
select p.id, p.name::text, p.kind::text from people_person p
 where p.email = address and lower(p.name) = lower(whole_name)
   and p.kind in ('patient', 'relative') and p.deactivated_at is null and lock.is_human_staff()
""",
)

IS_HUMAN_STAFF = definer(
    "is_human_staff()",
    "boolean",
    "select exists(select 1 from people_person where id = lock.me() and kind = 'staff')",
)

HOLDS = definer(
    "holds(wanted text)",
    "boolean",
    "select exists(select 1 from people_organisationrole r where r.person_id = lock.me() and r.role = wanted"
    " and r.from_on <= current_date and (r.until_on is null or r.until_on >= current_date))",
)

# As `policy.leads`.
LEADS = definer("leads()", "boolean", "select lock.holds('leader') or lock.led_teams() <> '{}'")

# Whoever answers for a bot may let a colleague do so: staff, at work here, with fewer than fifty.
HAND_OVER_BOT = definer(
    "hand_over_bot(bot uuid, colleague uuid)",
    "boolean",
    """
with handed as (
  update people_person b set sponsor_id = colleague
   where b.id = bot and b.kind = 'bot' and b.sponsor_id = lock.me() and b.deactivated_at is null
     and lock.is_human_staff()
     and exists (select 1 from people_person p where p.id = colleague and p.kind = 'staff' and p.deactivated_at is null)
     and (select count(*) from people_person o where o.sponsor_id = colleague and o.deactivated_at is null) < 50
  returning 1)
select exists(select 1 from handed)
""",
    kind="volatile",
)

# Who a token stands for, and that it was used today: said to whoever knows the token, as with a session's key. From
# here on the transaction acts as that person, as `kit.identity.become` would have it. The web role can read no digests
# but those of the actor and of bots that the actor may give tokens to anyway.
BEARER = definer(
    "bearer(key_digest text)",
    "table (token uuid, person uuid, scopes text[], language text)",
    """
declare
  claim text;
begin
  update people_token t set used_on = current_date
   where t.digest = key_digest and t.used_on is distinct from current_date
     and t.revoked_at is null and t.expires_at > now();
  select t.id, p.id, t.scopes::text[], p.language::text into token, person, scopes, language
    from people_token t join people_person p on p.id = t.person_id
   where t.digest = key_digest and t.revoked_at is null and t.expires_at > now() and p.deactivated_at is null;
  if not found then return; end if;
  claim := person || ':' || left(gen_random_uuid()::text, 8);
  perform set_config('fourleaf.identity', claim || ':' || encode(sha256(k.outer_key || sha256(k.inner_key || convert_to(
      claim || ':' || pg_backend_pid(), 'UTF8'))), 'hex'), true) from lock.identity_key k;
  return next;
end
""",
    language="plpgsql",
    kind="volatile",
)

OWN = "person_id = (select lock.me())"
OWN_OR_MY_BOTS = (
    f"{OWN} or exists (select 1 from people_person p where p.id = person_id and p.kind = 'bot'"
    " and p.sponsor_id = (select lock.me()))"
)
VISIBLE_PERSON = (
    "id = (select lock.me()) or (kind in ('staff', 'bot') and (select lock.is_staff()))"
    " or id = any((select lock.companions())::uuid[]) or id = any((select lock.parties())::uuid[])"
)
# The web role adds no person but a bot that the actor answers for: one that cannot sign in and stands nowhere yet.
MY_NEW_BOT = (
    "kind = 'bot' and sponsor_id = (select lock.me()) and (select lock.is_human_staff()) and deactivated_at is null"
    " and email is null and staff_number is null and credential_stamp = '' and job_title = '' and unit_id is null"
    " and site_id is null and profession_id is null and manager_id is null"
)
OF_VISIBLE_PERSON = "person_id = (select lock.me()) or (select lock.is_staff())"

LOCK = AppLock(
    tables=(
        Covered(
            "people_person",
            read=VISIBLE_PERSON,
            insert=MY_NEW_BOT,
            update="id = (select lock.me())",
            columns=("about", "language", "credential_stamp"),
        ),
        Covered("people_credential", read=OWN, insert=OWN, update=OWN),
        Covered("people_person_skills", read=OF_VISIBLE_PERSON, insert=OWN, delete=OWN),
        Covered("people_pastfunction", read=OF_VISIBLE_PERSON, insert=OWN, update=OWN, delete=OWN),
        Covered(
            "people_contactpoint",
            read=f"{OWN} or (is_shown and (select lock.is_staff()) and exists (select 1 from people_person p"
            " where p.id = person_id and p.kind = 'staff' and p.deactivated_at is null))",
            insert=OWN,
            update=OWN,
            delete=OWN,
            columns=("value", "is_shown", "changed_at"),
        ),
        Covered("people_organisationrole", read=OF_VISIBLE_PERSON),
        Public("people_site", "where the organisation has its houses is on its website"),
        Public("people_unit", "the organisation chart holds no person"),
        Public("people_profession", "a list of professions"),
        Covered(
            "people_skill",
            read="(select lock.me()) is not null",
            insert="(select lock.is_staff())",
        ),
        Covered(
            "people_token",
            read=OWN_OR_MY_BOTS,
            insert=(
                f"({OWN_OR_MY_BOTS}) and revoked_at is null and used_on is null"
                " and expires_at < now() + interval '366 days'"
            ),
            update=f"({OWN_OR_MY_BOTS}) and revoked_at is null",
            becomes=OWN_OR_MY_BOTS,
            columns=("revoked_at",),
        ),
        Sealed("people_session", "sessions are loaded by key through lock.session_load alone"),
    ),
    functions=(
        ME,
        IS_STAFF,
        IS_HUMAN_STAFF,
        CARED_FOR,
        HOLDS,
        LEADS,
        PERSON_WITH,
        SESSION_LOAD,
        SESSION_ENDS,
        SESSION_SAVE,
        SESSION_EXTEND,
        SESSION_DELETE,
        HAND_OVER_BOT,
        OWN_SESSIONS,
        END_OTHER_SESSIONS,
        BEARER,
    ),
)
