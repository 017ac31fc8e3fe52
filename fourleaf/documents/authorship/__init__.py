"""Who wrote what in a document.

`following` reads the log of updates one author after the other; `keeping` takes what is known further along it;
`copies` finds words that stand in another document too; `showing` marks the text for its readers. The sums are in
`documents.text`. What each page and rule means: docs/reference/authorship.md.
"""
