// A step done for real: do it, or show it to somebody.

import "../lib/frame.js";
import { startStep } from "../lib/step.js";
import { doingStep } from "../steps/doing.js";

startStep({ do: doingStep, teach: doingStep });
