// The home page.

import "../lib/frame.js";
