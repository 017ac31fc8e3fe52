"""What became of a text: pure functions over trees of documents. Knows no database and no request.

`tokens` and `blocks` take a tree apart, `alignment` finds what two sequences have in common, `differences` compares
two trees, `major` judges a revision, `lineage` carries authorship, `winnowing` finds what two texts share.
Suggestions that nobody has settled count as the text they stand in: settle them first where that is not meant.
"""
