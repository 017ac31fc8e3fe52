/** How large a file is, in the reader's language. Plain, and tested without a browser. */

const STEPS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** The size in the largest unit of which there is at least one; in steps of 1024, as the server counts. */
export function sayBytes(bytes: number, language: string): string {
  let size = bytes;
  let step = 0;
  while (size >= 1024 && step < STEPS.length - 1) {
    size /= 1024;
    step += 1;
  }
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: STEPS[step] as string,
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: size < 10 ? 1 : 0,
  }).format(size);
}
