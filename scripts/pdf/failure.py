"""What stops the making of a PDF."""


class PdfFailure(Exception):
    """A PDF could not be made; the text says why, and what to do."""
