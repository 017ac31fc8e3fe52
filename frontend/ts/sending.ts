/** Take a message to the server; its key makes a second try harmless. */
import type { Unsent } from "./outbox.ts";

const PATIENCE = 15_000;

export function deliver(unsent: Unsent, headers: Record<string, string>): Promise<Response> {
  const fields = new FormData();
  for (const [name, value] of unsent.fields) fields.append(name, value);
  return fetch(unsent.url, {
    method: "POST",
    body: fields,
    headers,
    signal: AbortSignal.timeout(PATIENCE),
    credentials: "same-origin",
  });
}

/** The stream or thread in which it goes after those that are older. */
export const laneName = ({ url, fields }: Unsent): string =>
  `${url} ${fields.find(([name]) => name === "thread")?.[1] ?? ""}`;
