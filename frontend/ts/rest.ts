/** What nobody needs to see a page: it comes once the page stands. */
import "./rest-words.ts";
import "./command-palette.ts";
import "./connection-state.ts";
import "./document-editor.ts";
import "./shortcut-sheet.ts";
import "./push-switch.ts";
import "./read-cursor.ts";
import "./search-field.ts";
import "./shown-thing.ts";
import { keepAudience } from "./audience.ts";
import { keepCompany } from "./company.ts";
import { tendCounts } from "./counts.ts";
import { tendIdle } from "./idle.ts";
import { tendOffline } from "./offline.ts";
import { person } from "./page.ts";
import { tendParcels } from "./parcels.ts";

export { Mentions } from "./mentions.ts";
export { Reach } from "./reach.ts";

keepAudience();
keepCompany();
if (person()) tendCounts();
tendIdle();
tendOffline();
tendParcels();
