"""A document as a tree: ProseMirror's JSON under `documents/schema.json`. Pure Python; knows no database.

`yjs` reads and writes the state of a document, `checking` says what does not fit the schema, `showing` paints HTML,
`reading` gives plain text, outline and figures, `suggested` settles suggestions.
"""
