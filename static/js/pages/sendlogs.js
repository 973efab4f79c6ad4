// Sends finished logs from any page: fetched when there are some.

import { keepSendingLogs } from "../lib/logsending.js";
import { tellIfOld } from "../lib/tellold.js";

keepSendingLogs();
tellIfOld();
