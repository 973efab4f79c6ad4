"""Why a file cannot be taken, in words for the person who sent it."""


class FileRefused(ValueError):
    """The text says what is wrong with the file and what to do; it is shown as it is."""


class SvgRefused(FileRefused):
    """The drawing holds what no drawing needs, or cannot be read."""
