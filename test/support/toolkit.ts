// pi's terminal toolkit, for what is tested without an entry that brings it.

import * as tui from "@mariozechner/pi-tui";
import { takeToolkit } from "../../extensions/shared/toolkit.ts";

takeToolkit(tui);
