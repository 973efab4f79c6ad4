// A page with no behaviour of its own.

import "../lib/frame.js";
