"""Requests as a browser sends them, and who asks for what."""

import re
from random import Random

from bench.client.http import Ask, Task
from bench.filling.plan import person_key, space_key
from bench.installation import BenchError, Database, Installation, Served, ask

#: A person and a space, by number.
Pair = tuple[int, int]
TOKEN = "b" * 32
HEADERS = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Language: en-GB,en;q=0.5\r\n"
    "Sec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Site: same-origin\r\n"
)
# Members who have read all of a space, so that its page shows the 40 newest posts; no space twice in a row.
HAVE_READ = """
select right(c.person_id::text, 12)::bigint, right(c.space_id::text, 12)::bigint
  from spaces_cursor c
  join chronicle_stream s on s.space_id = c.space_id
  join spaces_membership m on m.space_id = c.space_id and m.person_id = c.person_id and m.ended_at is null
 where c.read_to >= s.last
   and (select count(*) from (select 1 from conversation_post p
         where p.space_id = c.space_id and p.root_id is null limit 41) few) > 40
 order by 1, 2
"""
FIRST = int(person_key(0)[-12:])


def get(port: int, path: str, session: str, *more: str) -> str:
    """A GET by somebody who is signed in."""
    extra = "".join(f"{line}\r\n" for line in more)
    cookie = f"Cookie: csrftoken={TOKEN}; sessionid={session}\r\n"
    return f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{HEADERS}{cookie}{extra}\r\n"


def post(port: int, path: str, session: str, body: str) -> str:
    """A form as our scripts send it."""
    headers = (
        f"Cookie: csrftoken={TOKEN}; sessionid={session}\r\nX-CSRFToken: {TOKEN}\r\nHX-Request: true\r\n"
        f"Origin: http://localhost:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n"
    )
    return f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{headers}\r\n{body}"


def page_of(site: Installation, port: int, pair: Pair, *more: str) -> str:
    """The page of a space, asked for by one of its members."""
    person, space = pair
    return get(port, f"/spaces/{space_key(space)}/", site.session(person), *more)


class Views:
    """Pairs of person and space whose page has 40 posts, each given out once."""

    def __init__(self, site: Installation, database: Database) -> None:
        with site.owner(database) as owner:
            rows = owner.execute(HAVE_READ).fetchall()
        self._by_space: dict[int, list[int]] = {}
        for person, space in rows:
            self._by_space.setdefault(space - FIRST, []).append(person - FIRST)
        random = Random(1)
        for people in self._by_space.values():
            random.shuffle(people)
        if not self._by_space:
            raise BenchError("Nobody has read a space of 40 posts; fill more.")
        self.spaces = sorted(self._by_space)

    def take(self, spaces: list[int]) -> list[Pair]:
        """Somebody new for each of these spaces; those whose readers have all been given out are left out."""
        return [(self._by_space[space].pop(), space) for space in spaces if self._by_space.get(space)]


def ask_one(port: int, request: str, status: int = 200) -> bytes:
    """One answer, which must have this status."""
    result = ask(Task(port=port, connections=1, asks=[Ask(request, status)], seconds=9, once=True, keep=True))
    return result.kept.encode("latin1")


def check_page(served: Served, site: Installation, pair: Pair, posts: int = 40) -> bytes:
    """The page must show so many posts of that space; returns the whole answer."""
    answer = ask_one(served.port, page_of(site, served.port, pair))
    found = len(re.findall(rb'<article [^>]*id="post-', answer))
    if found != posts or space_key(pair[1]).encode() not in answer:
        raise BenchError(f"The page of space {pair[1]} shows {found} posts instead of {posts}.")
    return answer


def timeline_of(site: Installation, port: int, pair: Pair) -> str:
    """The posts of a space, asked for by a program of one of its members."""
    person, space = pair
    path = f"/api/v1/spaces/{space_key(space)}/posts?limit=40"
    head = f"Host: localhost:{port}\r\nAuthorization: Bearer {site.token(person)}\r\nAccept: application/json\r\n"
    return f"GET {path} HTTP/1.1\r\n{head}\r\n"
