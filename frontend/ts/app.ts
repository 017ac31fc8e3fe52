/** Everything the browser runs; each page also works without it. */
import "htmx.org";
import "./live-topic.ts";
import "./post-composer.ts";
import "./read-cursor.ts";
import "./command-palette.ts";
import "./shortcut-sheet.ts";
import "./connection-state.ts";
import "./push-switch.ts";
import "./search-field.ts";
import "./shown-thing.ts";
import { keepAudience } from "./audience.ts";
import { keepCompany } from "./company.ts";
import { enlivenAlways } from "./enliven.ts";
import { listenToKeys } from "./keyboard.ts";
import { tendOffline } from "./offline.ts";
import { tendParcels } from "./parcels.ts";
import { tendShell } from "./shell.ts";

enlivenAlways();
listenToKeys();
tendShell();
keepCompany();
keepAudience();
tendOffline();
tendParcels();
