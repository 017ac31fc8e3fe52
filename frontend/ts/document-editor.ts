/** <document-editor>: the text as the server painted it; for who may write it, the editor comes and takes its place. */

interface EditorPart {
  begin(host: HTMLElement): () => void;
  keys(): [string[], string][];
}

export class DocumentEditor extends HTMLElement {
  #end: (() => void) | undefined;
  #part: EditorPart | undefined;

  connectedCallback(): void {
    import(this.dataset.script ?? "").then(
      (part: EditorPart) => {
        if (!this.isConnected) return;
        this.#part = part;
        this.#end = part.begin(this);
      },
      () => undefined, // without the editor the text can be read
    );
  }

  disconnectedCallback(): void {
    this.#end?.();
  }

  /** What the keys do in the text. */
  get keys(): [string[], string][] {
    return this.#part?.keys() ?? [];
  }
}

/** <document-reader>: the same for who only reads it: a small script says when the text has changed. */
class DocumentReader extends DocumentEditor {}

customElements.define("document-editor", DocumentEditor);
customElements.define("document-reader", DocumentReader);
