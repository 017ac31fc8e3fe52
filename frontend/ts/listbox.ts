/** A list of options that a text field controls: focus stays in the field, aria-activedescendant moves. */

export class Listbox {
  readonly element: HTMLElement;
  readonly field: HTMLElement;
  readonly #choose: (option: HTMLElement) => void;
  #active = -1;

  constructor(field: HTMLElement, element: HTMLElement, choose: (option: HTMLElement) => void) {
    this.field = field;
    this.element = element;
    this.#choose = choose;
    element.addEventListener("pointerdown", (event) => event.preventDefault());
    element.addEventListener("click", (event) => {
      const option = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (option) this.#choose(option);
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden && this.options.length > 0;
  }

  get options(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("[role=option]")];
  }

  show(children: Node[]): void {
    this.element.replaceChildren(...children);
    this.element.hidden = children.length === 0;
    if (this.field.role === "combobox") this.field.ariaExpanded = String(this.isOpen);
    this.#move(this.options.length > 0 ? 0 : -1);
  }

  close(): void {
    this.show([]);
  }

  /** Answer a key of the field; true when it was for the list. */
  takeKey(event: KeyboardEvent): boolean {
    if (!this.isOpen || event.isComposing) return false;
    const count = this.options.length;
    if (event.key === "ArrowDown") this.#move((this.#active + 1) % count);
    else if (event.key === "ArrowUp") this.#move((this.#active + count - 1) % count);
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.options[this.#active]!);
    else return false;
    event.preventDefault();
    return true;
  }

  #move(index: number): void {
    this.#active = index;
    const options = this.options;
    for (const [at, option] of options.entries()) {
      option.id ||= `${this.element.id}-${at}`;
      option.setAttribute("aria-selected", String(at === index));
    }
    const active = options[index];
    if (active) this.field.setAttribute("aria-activedescendant", active.id);
    else this.field.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
  }
}
