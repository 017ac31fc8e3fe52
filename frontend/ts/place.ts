/** Keep what is being read where it is while the page around it changes. */

/** Above this much of the screen the head of the page may lie. */
const HEAD = 80;

export interface Place {
  /** The first post that is being read. */
  readonly post: HTMLElement | undefined;
  /** Put it back to where it stood, also when a newer version of it stands there now. */
  restore(): void;
}

export function holdPlace(): Place {
  const posts = [...document.querySelectorAll<HTMLElement>("main article.post[id]")];
  const post = posts.find((one) => one.getBoundingClientRect().bottom > HEAD);
  const before = post?.getBoundingClientRect().top ?? 0;
  return {
    post,
    restore: () => {
      const now = post && find(post.id);
      if (now) scrollBy({ top: now.getBoundingClientRect().top - before, behavior: "instant" });
    },
  };
}

/** A post of the page itself, not its double in a pane. */
export function find(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`main article.post#${CSS.escape(id)}`);
}
