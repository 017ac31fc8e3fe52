"""Documents in and out: Markdown, HTML that was pasted, .docx, PDF. Each comes in as a tree without faults.

What comes from outside is Invalid (kit/refusals.py), with the reason in plain words, or it is a document.
"""
