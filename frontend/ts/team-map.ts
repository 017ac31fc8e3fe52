/** <team-map data-at>: the map of teams at each step, to be played, paused and stepped through. The server paints it. */

/** "candidate:0 launched:2": what a team was at a step. */
export function stateAt(states: string, step: number): string {
  let now = "";
  for (const each of states.split(" ")) {
    const [state = "", from] = each.split(":");
    if (Number(from) <= step) now = state;
  }
  return now;
}

const PACE = 1400;

class TeamMap extends HTMLElement {
  #at = 0;
  #playing = 0;
  #teams: SVGElement[] = [];
  #ties: SVGElement[] = [];
  #story: string[] = [];
  #slider: HTMLInputElement | null = null;
  #said: HTMLElement | null = null;

  connectedCallback(): void {
    this.#teams = [...this.querySelectorAll<SVGElement>("[data-states]")];
    this.#ties = [...this.querySelectorAll<SVGElement>("[data-lit]")];
    this.#story = [...this.querySelectorAll(".map-story > li")].map((each) => each.textContent?.trim() ?? "");
    this.#slider = this.querySelector("input[type=range]");
    this.#said = this.querySelector(".map-said");
    this.#slider?.addEventListener("input", () => {
      this.#pause();
      this.#show(Number(this.#slider?.value));
    });
    this.addEventListener("click", (event) => this.#act(event));
    document.addEventListener("visibilitychange", this.#hidden);
    this.#show(Number(this.dataset.at));
  }

  disconnectedCallback(): void {
    this.#pause();
    document.removeEventListener("visibilitychange", this.#hidden);
  }

  #hidden = (): void => {
    if (document.hidden) this.#pause();
  };

  get #last(): number {
    return this.#story.length - 1;
  }

  #act(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("button[data-act]");
    if (!button) return;
    const act = button.dataset.act;
    if (act === "play" && !this.#playing) return this.#play();
    this.#pause();
    if (act === "back") this.#show(this.#at - 1);
    if (act === "forward") this.#show(this.#at + 1);
  }

  #play(): void {
    this.#show(this.#at >= this.#last ? 0 : this.#at + 1);
    this.#say("off");
    this.#playing = window.setInterval(() => {
      this.#show(this.#at + 1);
      if (this.#at >= this.#last) this.#pause();
    }, PACE);
    this.#press();
  }

  #pause(): void {
    window.clearInterval(this.#playing);
    this.#playing = 0;
    this.#say("polite");
    this.#press();
  }

  /** A screen reader is told of a step that somebody takes, not of each that goes by. */
  #say(how: string): void {
    this.#said?.setAttribute("aria-live", how);
  }

  #press(): void {
    const button = this.querySelector("button[data-act=play]");
    button?.setAttribute("aria-pressed", String(this.#playing !== 0));
    button?.classList.toggle("is-playing", this.#playing !== 0);
  }

  #show(step: number): void {
    this.#at = Math.min(Math.max(step || 0, 0), Math.max(this.#last, 0));
    for (const team of this.#teams) team.dataset.state = stateAt(team.dataset.states ?? "", this.#at);
    for (const tie of this.#ties) tie.classList.toggle("is-lit", Number(tie.dataset.lit) <= this.#at);
    const told = this.#story[this.#at] ?? "";
    if (this.#said && this.#said.textContent !== told) this.#said.textContent = told;
    if (this.#slider) {
      this.#slider.value = String(this.#at);
      this.#slider.setAttribute("aria-valuetext", told);
    }
    this.querySelector("button[data-act=back]")?.toggleAttribute("disabled", this.#at === 0);
    this.querySelector("button[data-act=forward]")?.toggleAttribute("disabled", this.#at >= this.#last);
  }
}

customElements.define("team-map", TeamMap);
