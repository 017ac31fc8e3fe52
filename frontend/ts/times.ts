/** Instants as this reader says them: clock, day, or both. */

export type TimeKind = "clock" | "day" | "both";

const shapes: Record<TimeKind, Intl.DateTimeFormatOptions> = {
  clock: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { weekday: "long", day: "numeric", month: "long" },
  both: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
};

/** Write an instant; a year that is not this one is named. */
export function sayTime(at: Date, kind: TimeKind, language: string, zone?: string, now = new Date()): string {
  const shape = { ...shapes[kind], ...(zone ? { timeZone: zone } : {}) };
  const otherYear = at.getFullYear() !== now.getFullYear();
  if (otherYear && kind !== "clock") shape.year = "numeric";
  return new Intl.DateTimeFormat(language, shape).format(at);
}

/** The day of an instant in a zone, as 2026-04-14. */
export function dayOf(at: Date, zone?: string): string {
  return new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    ...(zone ? { timeZone: zone } : {}),
  }).format(at);
}
