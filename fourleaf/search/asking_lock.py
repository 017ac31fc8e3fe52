"""The function that answers a search, for `me` alone: what they may read is asked inside and is no argument.

The question is one JSON object:

    ways            [[{"text", "phrase", "begins", "not"}]]: see `words_lock.QUERY`; [] for filters alone
    kinds           which kinds of things
    from, from_not  authors
    in, in_not      spaces
    since, until    from that instant on; before that instant
    are, are_not    names of `CONDITIONS`
    newest          whether by time alone; otherwise words and time are mixed
    score, key      of the last thing on the page before, or null
    most            how many

Order by words and time: log₂ of the rank (`ts_rank`, the cover of the words weighed by the length) plus the age in half
lives. As both are added, the order of two things does not depend on when it is asked, and pages stay put.
"""

from fourleaf.kit.lock import definer

#: How many of the newest that fit are ranked by their words; whoever wants all of them sorts by time.
RANKED = 200
#: What more things than this hold, of all there are, is looked for among the asker's own, stretch by stretch from the
#: newest on: the index of words is slow for what is said often.
RARE = 3_000
#: After so many things gone through, so many that fit are enough; after many more the index of words is asked.
SOME, ENOUGH, MANY = 4_000, 60, 20_000
#: Days after which a thing counts half as much as one of today with the same words.
HALF_LIFE = 180
#: How many words of a thing are named as hits.
HITS = 60

HOLDS = (
    "e.kind = ''document'' and exists (select 1 from search_plaintext t"
    " where t.document_id = e.object_id and ''{}'' = any(t.holds))"
)
MARK = "exists (select 1 from conversation_mark m where m.post_id = e.object_id and m.kind = ''{}'')"
#: What a filter asks of the row `e`; quotes are doubled, as these stand in a text of SQL.
CONDITIONS = {
    "file": "(e.kind = ''file'' or exists (select 1 from conversation_attachment a where a.post_id = e.object_id))",
    "image": "(exists (select 1 from conversation_attachment a where (a.post_id = e.object_id or a.id = e.object_id)"
    f" and a.media_type like ''image/%'') or {HOLDS.format('image')})",
    "link": "e.has_link",
    "question": MARK.format("question"),
    "answer": MARK.format("answer"),
    "decision": f"({MARK.format('decision')} or {HOLDS.format('decision')})",
    "document": "e.kind = ''document''",
    "resolved": "exists (select 1 from conversation_resolution r where r.post_id = e.object_id)",
    "mine": "e.author_id = lock.me()",
}
NAMED = " ".join(f"when '{name}' then '{condition}'" for name, condition in CONDITIONS.items())

# What `me` is shown beyond the spaces they can read. All that can be found joins here.
SHOWN = definer(
    "search_shown()",
    "uuid[]",
    """
declare
  posts uuid[] := lock.granted('post');
  threads uuid[] := lock.granted('thread');
  files uuid[] := lock.granted('file');
  documents uuid[] := lock.granted('document');
begin
  posts := array(select p.id from conversation_post p
                  where p.id = any(posts) or p.id = any(threads) or p.root_id = any(threads));
  return posts || files || documents || array(select a.id from conversation_attachment a where a.post_id = any(posts));
end
""",
    language="plpgsql",
)

# How many of all things hold these words, as the planner guesses. Volatile, as others may not ask the planner.
GUESS = definer(
    "search_guess(query tsquery)",
    "double precision",
    """
declare
  guess json;
begin
  execute 'explain (format json) select from search_indexed where words @@ $1' into guess using query;
  return guess->0->'Plan'->>'Plan Rows';
end
""",
    language="plpgsql",
    kind="volatile",
)

ROW = "e.object_id, e.kind, e.space_id, e.thread_id, e.author_id, e.at, e.words"
SEARCH = definer(
    "search(asked jsonb)",
    "table (object_id uuid, kind text, space_id uuid, thread_id uuid, author_id uuid, at timestamptz, score bigint,"
    " hits smallint[])",
    f"""
declare
  mine uuid[] := lock.spaces_where('read');
  shown uuid[] := lock.search_shown();
  spaces uuid[] := mine;
  said record;
  fits text := '';
  name text;
  condition text;
  found text;
  guess double precision;
  newest timestamptz;
  oldest timestamptz;
  since timestamptz;
  until timestamptz := 'infinity';
  span interval;
  more uuid[];
  recent uuid[] := '{{}}';
  is_recent boolean := false;
  number bigint;
  looked bigint := 0;
begin
  if lock.me() is null then return; end if;
  said := lock.search_query(asked->'ways');
  for name, condition in
    select n, sign || case n {NAMED} end from (
      select value as n, ' and ' as sign from jsonb_array_elements_text(asked->'are')
      union all select value, ' and not ' from jsonb_array_elements_text(asked->'are_not')) named
  loop
    fits := fits || condition;
  end loop;
  if said.query is not null then fits := fits || ' and e.words @@ $2'; end if;
  if asked ? 'kinds' then fits := fits || ' and e.kind = any($3)'; end if;
  if asked ? 'from' then fits := fits || ' and e.author_id = any($4)'; end if;
  if asked ? 'from_not' then fits := fits || ' and not e.author_id = any($5)'; end if;
  if asked ? 'since' then fits := fits || ' and e.at >= $6'; end if;
  if asked ? 'until' then fits := fits || ' and e.at < $7'; end if;
  if asked ? 'in' then
    spaces := array(select unnest(spaces) intersect select value::uuid from jsonb_array_elements_text(asked->'in'));
  end if;
  if asked ? 'in_not' then
    spaces := array(select unnest(spaces) except select value::uuid from jsonb_array_elements_text(asked->'in_not'));
  end if;
  if (asked->>'newest')::boolean and asked->>'score' is not null then
    fits := fits || ' and (e.at, e.object_id) < (timestamptz ''epoch'' + $8 * interval ''1 microsecond'', $9)';
  end if;
  if said.query is not null and cardinality(spaces) > 1 then guess := lock.search_guess(said.query); end if;
  if guess > {RARE} and not (asked->>'newest')::boolean and not asked ? 'until' then
    newest := (select e.at from search_indexed e order by e.at desc, e.object_id desc limit 1);
    oldest := (select e.at from search_indexed e order by e.at, e.object_id limit 1);
    span := greatest(interval '1 second', (newest - oldest) * least(1, 4 * {RANKED} / guess));
    loop
      since := least(until, newest) - span;
      execute 'with gone as materialized (
          select e.object_id, e.at, true' || fits || ' as fits from search_indexed e
           where e.space_id = any($1) and e.at >= $8 and e.at < $9)
        select array(select object_id from gone where fits order by at desc, object_id desc limit {RANKED}),
               (select count(*) from gone)'
        into more, number
        using spaces, said.query, array(select jsonb_array_elements_text(asked->'kinds')),
          array(select value::uuid from jsonb_array_elements_text(asked->'from')),
          array(select value::uuid from jsonb_array_elements_text(asked->'from_not')),
          (asked->>'since')::timestamptz, (asked->>'until')::timestamptz, since, until;
      recent := (recent || more)[1:{RANKED}];
      looked := looked + number;
      is_recent := since <= oldest or cardinality(recent) = {RANKED}
        or looked >= {SOME} and cardinality(recent) >= {ENOUGH};
      exit when is_recent or looked >= {MANY};
      until := since;
      -- As long as it takes for what is missing, if what comes is as dense as what has come.
      span := (newest - since) * greatest(0.5, least(8,
        1.3 * ({RANKED} - cardinality(recent)) / greatest(1, cardinality(recent)),
        case when looked < {SOME} then ({SOME} - looked) / greatest(1.0, looked) end));
    end loop;
  end if;
  found := '(select {ROW} from search_indexed e where ' || case
      when is_recent then 'e.object_id = any($18))'
      else case when cardinality(spaces) = 1 then 'e.space_id = $1[1]'
                -- Not for the planner: the index of words alone finds these few.
                when guess <= {RARE} then 'case when e.space_id = any($1) then true end'
                else 'e.space_id = any($1)' end
        || fits || ' order by e.at desc, e.object_id desc limit $10)' end;
  if shown <> '{{}}' then
    if asked ? 'in' then fits := fits || ' and e.space_id = any($14)'; end if;
    if asked ? 'in_not' then fits := fits || ' and not e.space_id = any($15)'; end if;
    found := found || ' union all (select {ROW} from search_indexed e where e.object_id = any($12)'
          || ' and not e.space_id = any($13)' || fits || ' order by e.at desc, e.object_id desc limit $10)';
  end if;
  return query execute '
    with found as materialized (' || found || '), scored as (
      select e.*, ' || case when (asked->>'newest')::boolean
        then '(extract(epoch from e.at) * 1000000)::bigint'
        else '(1000000 * (ln(greatest(ts_rank(e.words, $2, 1), 0.000001)) / ln(2.0)
              + extract(epoch from e.at) / {HALF_LIFE * 86400}))::bigint' end || ' as score from found e)
    select e.object_id, e.kind::text, e.space_id, e.thread_id, e.author_id, e.at, e.score, array(
        select place from unnest(e.words) w(lexeme, places, weights) cross join unnest(w.places) place
         where w.lexeme = any($16) or exists (select 1 from unnest($17) b where starts_with(w.lexeme, b))
         group by place order by place limit {HITS})
      from scored e' || case when (asked->>'newest')::boolean or asked->>'score' is null then ''
        else ' where (e.score, e.object_id) < ($8, $9)' end || '
     order by e.score desc, e.object_id desc limit $11'
  using spaces, said.query, array(select jsonb_array_elements_text(asked->'kinds')),
    array(select value::uuid from jsonb_array_elements_text(asked->'from')),
    array(select value::uuid from jsonb_array_elements_text(asked->'from_not')),
    (asked->>'since')::timestamptz, (asked->>'until')::timestamptz, (asked->>'score')::bigint, (asked->>'key')::uuid,
    case when (asked->>'newest')::boolean then (asked->>'most')::int else {RANKED} end, (asked->>'most')::int,
    shown, mine, array(select value::uuid from jsonb_array_elements_text(asked->'in')),
    array(select value::uuid from jsonb_array_elements_text(asked->'in_not')), said.exact, said.begins,
    recent;
end
""",
    language="plpgsql",
    settings="set plan_cache_mode = force_custom_plan set work_mem = '16MB' set random_page_cost = 1.1",
)

FUNCTIONS = (SHOWN, GUESS, SEARCH)
