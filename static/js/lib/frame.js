// What every page does; each page kind imports it first.

import "./look.js";
