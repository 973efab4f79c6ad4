// A drill.

import "../lib/frame.js";
import { startStep } from "../lib/step.js";
import { drillStep } from "../steps/drill.js";

startStep({ drill: drillStep });
