// Writes along in a document of Fourleaf, live: a whole program in some thirty lines.
//
//     npm install yjs y-websocket ws
//     fourleaf token you@example.org --scopes read documents:write        # prints a token
//     FOURLEAF_TOKEN=fl_… node document_bot.mjs http://localhost:8000 DOCUMENT "A line from a program"
//
// Adds a paragraph, says when it is on the server's disk, then prints the text as it is.
import { WebsocketProvider } from "y-websocket";
import { WebSocket } from "ws";
import * as Y from "yjs";

const [url, id, line] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${process.env.FOURLEAF_TOKEN}` };
const answer = await fetch(`${url}/api/v1/documents/${id}/ticket`, { headers });
const { ticket, role, detail } = await answer.json();
if (!answer.ok || role !== "editor") throw new Error(detail ?? `You may read this as ${role}, and not write.`);

const doc = new Y.Doc();
const provider = new WebsocketProvider(url.replace("http", "ws") + `/documents/${id}`, "sync", doc, {
  params: { ticket, saved: "1" },
  WebSocketPolyfill: WebSocket,
});
provider.on("connection-close", (event) => event?.code >= 4400 && console.error(event.code, String(event.reason)));
await new Promise((resolve) => provider.once("sync", resolve));

const text = doc.getXmlFragment("default");
const paragraph = new Y.XmlElement("paragraph");
const saved = new Promise((resolve) => (provider.messageHandlers[110] = resolve));
paragraph.insert(0, [new Y.XmlText(line)]);
text.insert(text.length, [paragraph]);
await saved;
console.log("saved");
console.log(text.toString());
provider.destroy();
doc.destroy();
