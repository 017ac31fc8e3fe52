"""What the API tells of posts besides their text."""

from fourleaf.kit.lock import definer

# What stands around posts, for those among them that `me` can read: asked once for a page, where the policies of six
# tables would each ask again for every row.
FACTS_OF = definer(
    "facts_of(posts uuid[])",
    "table (id uuid, edited_at timestamptz, mark text, withdrawn json, resolved json, reactions json,"
    " attachments json, replies bigint, replied_at timestamptz, written_for uuid)",
    """
#variable_conflict use_column
declare
  reader uuid := lock.me();
  known uuid[];
begin
  select array_agg(p.id) into known from conversation_post p
   where p.id = any(posts) and p.space_id = any((select lock.spaces_where('read'))::uuid[]);
  return query
  select q.id, v.at, k.kind::text,
         case when w.post_id is not null then json_build_object('by', w.by_id, 'at', w.at) end,
         case when s.post_id is not null then json_build_object('by', s.by_id, 'at', s.at) end,
         coalesce(g.chips, '[]'), coalesce(f.files, '[]'), coalesce(t.number, 0), t.at, b.leader_id
    from unnest(known) q(id)
    left join (select post_id, max(at) as at from conversation_revision where post_id = any(known) group by 1) v
      on v.post_id = q.id
    left join (select post_id, kind from conversation_mark where post_id = any(known)) k on k.post_id = q.id
    left join conversation_writtenfor b on b.post_id = q.id
    left join (select post_id, by_id, at from conversation_withdrawal where post_id = any(known)) w
      on w.post_id = q.id
    left join (select post_id, by_id, at from conversation_resolution where post_id = any(known)) s
      on s.post_id = q.id
    left join (
      select post_id,
             json_agg(json_build_object('emoji', emoji, 'count', number, 'mine', mine) order by first) as chips
        from (select post_id, emoji, count(*) as number, bool_or(person_id = reader) as mine, min(id::text) as first
                from conversation_reaction where post_id = any(known) group by 1, 2) chip
       group by 1) g on g.post_id = q.id
    left join (
      select post_id, json_agg(json_build_object('id', id, 'name', name, 'media_type', media_type, 'size', size,
             'width', width, 'height', height) order by at, id) as files
        from conversation_attachment where post_id = any(known) group by 1) f on f.post_id = q.id
    left join (
      select root_id, count(*) as number, max(at) as at from conversation_post where root_id = any(known) group by 1
    ) t on t.root_id = q.id;
end
""",
    language="plpgsql",
)
