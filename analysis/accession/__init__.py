"""Taking a document into the evidence, putting a corrected text in its place, and taking it out again.

A new source is a draft in ``seeds/drafts/`` until :mod:`analysis.accession.entering` makes it part of the
book. Nothing else reads that folder, so nothing of a draft can be seen in the book.
"""
