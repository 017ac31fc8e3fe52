"""The one thing that can be wrong with a picture."""


class BrokenPicture(Exception):
    """The bytes are not the picture that they begin as. They are kept as a plain download."""
