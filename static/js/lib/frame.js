// What every page does; each page kind imports it first.

import "./keep.js";
import "./look.js";
import "./unsent.js";
