from lms.media.refusals import SvgRefused
from lms.media.svg.cleaning import MAX_BYTES, clean
from lms.media.svg.minifying import minify
from lms.media.svg.sizes import size

__all__ = ["MAX_BYTES", "SvgRefused", "clean", "minify", "size"]
