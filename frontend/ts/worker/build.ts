/** What the build writes into the worker. */

/** Changes with every file of the front end. */
declare const BUILD: string;
/** The files that a page needs, by plain name, for example "app.css": "/static/styles-QPSLNENW.css". */
declare const ASSETS: Record<string, string>;
declare const ICON: string;
declare const BADGE: string;

export const build = BUILD;
export const assets = ASSETS;
export const pictures = { icon: ICON, badge: BADGE };
