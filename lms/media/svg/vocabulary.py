"""What a drawing is made of: elements and attributes that only draw, and nothing else."""

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
XHTML = "http://www.w3.org/1999/xhtml"


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


TEXTS = frozenset({"text", "tspan", "textPath", "title", "desc"})
ELEMENTS = TEXTS | _words(
    "svg g defs symbol use path rect circle ellipse line polyline polygon "
    "linearGradient radialGradient stop clipPath mask pattern marker filter "
    "feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB "
    "feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset"
)
# What runs, loads or embeds: a file that has one of these is refused, not mended.
ACTIVE = _words("script foreignobject iframe object embed audio video canvas handler listener")
PICTURES = frozenset({"image", "feimage"})
# A link draws nothing itself: its children are kept, its address is not.
LINK = "a"

PRESENTATION = _words(
    "alignment-baseline baseline-shift clip-path clip-rule color color-interpolation-filters "
    "display dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity "
    "font-family font-size font-style font-weight letter-spacing marker-end marker-mid "
    "marker-start mask opacity overflow paint-order shape-rendering stop-color stop-opacity "
    "stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-opacity stroke-width text-anchor text-decoration text-rendering vector-effect "
    "visibility word-spacing writing-mode"
)
GEOMETRY = _words(
    "amplitude clipPathUnits cx cy d dx dy edgeMode exponent filterUnits fr fx fy "
    "gradientTransform gradientUnits height in in2 intercept k1 k2 k3 k4 lengthAdjust markerHeight "
    "markerUnits markerWidth maskContentUnits maskUnits mode offset operator orient pathLength "
    "patternContentUnits patternTransform patternUnits points preserveAspectRatio primitiveUnits "
    "r radius refX refY result rotate rx ry slope spreadMethod startOffset stdDeviation "
    "tableValues textLength transform type values viewBox width x x1 x2 y y1 y2"
)
# Read aloud or looked up, never drawn.
MEANING = frozenset({"id", "role", "lang"})
