"""The SQL that makes words of texts and questions of words. Pure functions of their arguments."""

from fourleaf.kit.lock import definer
from fourleaf.search.words import LONGEST, LOWER, PAIRS, PARTING, PLAIN, SILENT, SINGLE


def _pure(signature: str, returns: str, body: str) -> str:
    return (
        f"create or replace function lock.{signature} returns {returns} language sql immutable strict parallel safe "
        f"set search_path = pg_catalog, lock, pg_temp as $body$ {body} $body$"
    )


def _inlined(signature: str, returns: str, body: str) -> str:
    """A function that the planner puts in place of its call, which it would not, were it strict or had it settings."""
    return (
        f"create or replace function lock.{signature} returns {returns} language sql immutable parallel safe "
        f"as $body$ {body} $body$"
    )


def _without_pairs(text: str) -> str:
    for letter, letters in PAIRS.items():
        text = f"replace({text}, '{letter}', '{letters}')"
    return text


# The words of a text in their order. Most texts are ASCII, where less can be a word by itself.
PARTED = _inlined(
    "search_parted(said text)",
    "text[]",
    f"""
select string_to_array(btrim(regexp_replace(
  case when said ~ '[^\\x01-\\x7f]' then regexp_replace(said, '([{SINGLE}])', ' \\1 ', 'g') else said end,
  '[{PARTING}]+', ' ', 'g')), ' ')
""",
)

# Small letters, accents kept: what a stemmer wants.
LOWERED = _inlined(
    "search_lower(word text)",
    "text",
    f"""
select case when word ~ '^[A-Za-z0-9]*$' then lower(word collate "C")
  else lower(translate(normalize(word, NFC), '{LOWER[0]}', '{LOWER[1]}') collate "C") end
""",
)

BARE = f"regexp_replace(normalize(word, NFD), '[{SILENT}]', '', 'g')"
# One small word as it is compared. Nearly all are plain already.
FOLDED = _inlined(
    "search_fold(word text)",
    "text",
    f"""
select left(case when word ~ '^[a-z0-9]*$' then word else
  {_without_pairs(f"translate({BARE}, '{PLAIN[0]}', '{PLAIN[1]}')")}
  end, {LONGEST})
""",
)

# The stems of a small word; a stop word has none.
STEM = _inlined(
    "search_stem(word text, letters text, language regdictionary)",
    "text",
    f"select case when length(word) between 3 and {LONGEST} and word ~ letters then (ts_lexize(language, word))[1] end",
)
LATIN, ARABIC = r"'^[a-z\u00aa-\u024f]+$'", r"'[\u0600-\u06ff]'"
LANGUAGES = {"english": LATIN, "spanish": LATIN, "german": LATIN, "arabic": ARABIC}
STEMS = ", ".join(
    f"lock.search_fold(lock.search_stem(small, {letters}, '{language}_stem')) as {language}"
    for language, letters in LANGUAGES.items()
)


def _placed(language: str) -> str:
    return f"case when {language} <> plain then ' ''' || {language} || ''':' || plainly else '' end"


# The word itself with the weight A, its stems, where they differ, without.
WORDS = _pure(
    "search_words(said text)",
    "tsvector",
    f"""
select coalesce(string_agg(
    case when plain <> '' then '''' || plain || ''':' || array_to_string(places, 'A,') || 'A' else '' end
    || {" || ".join(map(_placed, LANGUAGES))}, ' '), '')::tsvector
  from (select word, array_agg(least(place, 16383)) as places
          from unnest(lock.search_parted(said)) with ordinality p(word, place) group by word) counted
  cross join lateral (select lock.search_lower(word) as small offset 0) l
  cross join lateral (
    select lock.search_fold(small) as plain, array_to_string(places, ',') as plainly, {STEMS} offset 0) f
""",
)

# The text of sanitised HTML. Marks within a word vanish, all others part words; numbers of words depend on it.
PLAIN_TEXT = _pure(
    "search_plain(html text)",
    "text",
    """
select btrim(regexp_replace(
  replace(replace(replace(replace(replace(
    regexp_replace(regexp_replace(html, '</?(?:strong|em|s|code|a|span)(?: [^>]*)?>', '', 'g'), '<[^>]*>', ' ', 'g'),
  '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&nbsp;', ' '), '&amp;', '&'), '\\s+', ' ', 'g'))
""",
)

# What somebody asks for, as `search.asked` has parsed it: ways that are enough each, every way a list of terms.
# `exact` and `begins` are the words to be shown as hits.
QUERY = definer(
    "search_query(ways jsonb, out query tsquery, out exact text[], out begins text[])",
    "record",
    f"""
declare
  way jsonb; term jsonb; found record;
  whole text := ''; one text; said text; before int;
begin
  exact := '{{}}'; begins := '{{}}';
  for way in select * from jsonb_array_elements(ways) loop
    one := '';
    for term in select * from jsonb_array_elements(way) loop
      said := ''; before := 0;
      for found in
        select place, plain, stems, place = max(place) over () as is_last, count(*) over () as number
          from unnest(lock.search_parted(term->>'text')) with ordinality p(word, place)
          cross join lateral (select lock.search_lower(word) as small offset 0) l
          cross join lateral (
            select plain, array(select distinct stem from unnest(array[{", ".join(LANGUAGES)}]) stem
                                 where stem <> plain) as stems
              from (select lock.search_fold(small) as plain, {STEMS} offset 0) s) f
         where plain <> '' order by place
      loop
        if said <> '' then said := said || ' <' || found.place - before || '> '; end if;
        before := found.place;
        if found.is_last and (term->>'begins')::boolean then
          said := said || '''' || found.plain || ''':*A';
          if not (term->>'not')::boolean then begins := begins || found.plain; end if;
        elsif found.number = 1 and not (term->>'phrase')::boolean then
          said := said || '(''' || array_to_string(found.plain || found.stems, ''' | ''') || ''')';
          if not (term->>'not')::boolean then exact := exact || found.plain || found.stems; end if;
        else
          said := said || '''' || found.plain || ''':A';
          if not (term->>'not')::boolean then exact := exact || found.plain; end if;
        end if;
      end loop;
      if said <> '' then
        one := one || case when one = '' then '' else ' & ' end
          || case when (term->>'not')::boolean then '!' else '' end || '(' || said || ')';
      end if;
    end loop;
    if one <> '' then whole := whole || case when whole = '' then '' else ' | ' end || '(' || one || ')'; end if;
  end loop;
  if whole <> '' then query := whole::tsquery; end if;
end
""",
    language="plpgsql",
    kind="immutable",
)

FUNCTIONS = (PARTED, LOWERED, FOLDED, STEM, WORDS, PLAIN_TEXT, QUERY)
