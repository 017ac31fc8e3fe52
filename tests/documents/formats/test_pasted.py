"""HTML as the clipboards of Word, Google Docs and browsers have it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourleaf.documents.formats.pasted import from_html
from fourleaf.documents.tree.checking import faults
from fourleaf.documents.tree.reading import plain_text
from fourleaf.documents.tree.schema import Tree, mark, node, text
from fourleaf.documents.tree.showing import html
from fourleaf.kit.refusals import Invalid
from tests.documents.tree.test_showing import check

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta name=Generator content="Microsoft Word 15"><!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm;} @list l0:level1 {mso-level-number-format:bullet;} --></style></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<p class=MsoTitle>Doses<o:p></o:p></p>
<h2>Adults<o:p></o:p></h2>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'><span style='font-size:12.0pt'>Give</span></b><span
style='mso-spacerun:yes'>  </span>5&nbsp;mg<span style='mso-tab-count:1'> </span>at 10<sup>9</sup>/L<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>First<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;</span>
</span><![endif]>Inner<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span
style='mso-list:Ignore'>·</span><!--[endif]-->Second<o:p></o:p></p>
<p class=MsoNormal>Give <del cite="mailto:Amara" datetime="2026-11-02T10:00">10</del><ins cite="mailto:Amara"
datetime="2026-11-02T10:00">5</ins> mg<a href="#_ftn1" name="_ftnref1"><span
class=MsoFootnoteReference>[1]</span></a><span class=MsoCommentReference><a
class=msocomanchor href="#_msocom_1">[OC1]</a></span></p>
<table class=MsoTableGrid border=1><tr><td width=100 colspan=2><p class=MsoNormal align=center>Who</p></td></tr>
<tr><td><p class=MsoNormal>A</p></td><td><p class=MsoNormal>B</p></td></tr></table>
<img src="file:///C:/Users/x/AppData/Local/Temp/clip_image001.png" alt="">
<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a
href="#_ftnref1"><span>[1]</span></a> BNF 88</p></div></div>
<div style='mso-element:comment-list'><p class=MsoCommentText>A secret remark</p></div>
<!--EndFragment--></body></html>"""

GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr"><span
style="font-size:20pt;font-weight:400">Doses</span></h1><p dir="ltr"><span
style="font-weight:700;font-style:italic">Give</span><span style="font-weight:400"> 5 mg </span><a
href="https://www.example.org/x" style="text-decoration:none"><span
style="text-decoration:underline">here</span></a><span style="text-decoration:line-through"> gone</span><span
style="font-size:0.6em;vertical-align:super">2</span></p><ul><li dir="ltr" aria-level="1"><p
role="presentation"><span>One</span></p></li><ul><li aria-level="2"><p><span>Deeper</span></p></li></ul><li
><p>Two</p></li></ul><ul><li role="checkbox" aria-checked="true"><p>Done</p></li>
<li role="checkbox" aria-checked="false"><p>To do</p></li></ul><br></b>"""


def paragraph(*pieces: Tree | str) -> Tree:
    return node("paragraph", *(text(each) if isinstance(each, str) else each for each in pieces))


def test_word_is_pasted_as_it_is_meant() -> None:
    tree = from_html(WORD)
    assert not faults(tree)
    inner = node("orderedList", node("listItem", paragraph("Inner")))
    assert tree["content"] == [
        node("heading", text("Doses"), level=1),
        node("heading", text("Adults"), level=2),
        paragraph(text("Give", mark("bold")), " 5\xa0mg at 10⁹/L"),
        node(
            "bulletList", node("listItem", paragraph("First"), inner), node("listItem", paragraph("Second"))
        ),
        paragraph("Give 5 mg", node("footnote", text("BNF 88"))),
        node(
            "table",
            node("tableRow", node("tableCell", paragraph("Who"), colspan=2)),
            node("tableRow", node("tableCell", paragraph("A")), node("tableCell", paragraph("B"))),
        ),
    ]
    assert "secret" not in plain_text(tree)


def test_google_docs_are_pasted_as_they_are_meant() -> None:
    tree = from_html(GOOGLE)
    assert not faults(tree)
    assert tree["content"] == [
        node("heading", text("Doses"), level=1),
        paragraph(
            text("Give", mark("bold"), mark("italic")),
            " 5 mg ",
            text("here", mark("link", href="https://www.example.org/x")),
            text(" gone", mark("strike")),
            "²",
        ),
        node(
            "bulletList",
            node("listItem", paragraph("One"), node("bulletList", node("listItem", paragraph("Deeper")))),
            node("listItem", paragraph("Two")),
        ),
        node(
            "taskList",
            node("taskItem", paragraph("Done"), checked=True),
            node("taskItem", paragraph("To do"), checked=False),
        ),
    ]


def test_a_web_page_gives_its_words_only() -> None:
    tree = from_html(
        "<div>One<div>Two <code>x</code></div></div><script>alert(1)</script><style>p{}</style><p onclick=x()>Three"
        '<a href="javascript:alert(1)">Four</a><img src="https://x.example/a.png" alt="A map" onerror="x()"></p>'
        "<pre>a\n  b</pre><ul><li><input type=checkbox checked> Done</li></ul><dl><dt>T</dt><dd>D</dd></dl>"
    )
    assert tree["content"] == [
        paragraph("One"),
        paragraph("Two ", text("x", mark("code"))),
        paragraph("ThreeFour", text("A map", mark("link", href="https://x.example/a.png"))),
        node("codeBlock", text("a\n  b")),
        node("taskList", node("taskItem", paragraph("Done"), checked=True)),
        paragraph("T"),
        paragraph("D"),
    ]


HOSTILE = st.lists(
    st.sampled_from(
        [
            *(
                "<p>",
                "</p>",
                "<table>",
                "<tr>",
                "<td rowspan=99999>",
                "<ul>",
                "<li>",
                "<b>",
                "</b>",
                "<pre>",
                "<script>",
            ),
            *(
                "</script>",
                "<!--",
                "-->",
                "<![if x]>",
                "<svg onload=x>",
                "<a href='javascript:x'>",
                "<img src=x onerror=x>",
            ),
            *(
                "words",
                "&lt;",
                "<sup>",
                "<p style='mso-list:l0 level3'>",
                "<h1>",
                "<blockquote>",
                "\x00",
                "<br>",
                "<ol start=-1>",
            ),
        ]
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(HOSTILE)
def test_any_html_becomes_a_document_without_faults(pieces: list[str]) -> None:
    tree = from_html("".join(pieces))
    assert not faults(tree)
    check(html(tree))


@pytest.mark.parametrize(
    "source",
    ["<div>" * 20_000 + "x", "<b>" * 5000 + "x", "<ul><li>" * 5000 + "x", "<blockquote>" * 300 + "x"],
)
def test_html_nested_too_deep_keeps_its_words(source: str) -> None:
    tree = from_html(source)
    assert not faults(tree)
    assert plain_text(tree).strip() == "x"


def test_five_megabytes_are_pasted_or_refused_in_words() -> None:
    tree = from_html("<p>Give it.</p>" + "<p>x</p>" * 30_000 + "y " * 2_400_000)
    assert len(tree["content"]) == 30_002
    with pytest.raises(Invalid, match="too large"):
        from_html("<p>x</p>" * 150_000)


def test_too_much_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="too large"):
        from_html("x" * 10_000_001)
