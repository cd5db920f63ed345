// The open files are kept in this browser, so that a closed window loses nothing. Where the browser refuses, nothing is kept.

import type { PlanFile } from "../types";

const KEY = "preplan-studio";

export interface Kept { files: PlanFile[]; active: string; lang?: string; theme?: string }

export function keep(kept: Kept): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // The page works without.
  }
}

export function kept(): Kept | undefined {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "null") as Kept | null;
    const whole = found && Array.isArray(found.files) && found.files.every((file) => typeof file.name === "string" && typeof file.text === "string");
    return whole ? found : undefined;
  } catch {
    return undefined;
  }
}
