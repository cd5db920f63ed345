// The open files are kept in this browser, so that a closed window loses nothing. What a link brought is kept apart, for its
// window alone: it must not take the place of somebody's own plans. Where the browser refuses, nothing is kept.

import type { PlanFile } from "../types";

const KEY = "preplan-studio";

export interface Kept { files: PlanFile[]; active: string; lang?: string; theme?: string; link?: string }

const carried = (): string | undefined => (location.hash.startsWith("#plan=") ? location.hash : undefined);

export function keep(kept: Kept): void {
  try {
    const link = carried();
    if (link === undefined) localStorage.setItem(KEY, JSON.stringify(kept));
    else sessionStorage.setItem(KEY, JSON.stringify({ ...kept, link }));
  } catch {
    // The page works without.
  }
}

function read(storage: Storage): Kept | undefined {
  const found = JSON.parse(storage.getItem(KEY) ?? "null") as Kept | null;
  const whole = found && Array.isArray(found.files) && found.files.every((file) => typeof file.name === "string" && typeof file.text === "string");
  return whole ? found : undefined;
}

/** What was open here last. `fresh`: the address carries plans that were not opened in this window before. */
export function kept(): { kept: Kept | undefined; fresh: boolean } {
  try {
    const link = carried();
    const before = link === undefined ? read(localStorage) : read(sessionStorage);
    if (link === undefined || before?.link === link) return { kept: before, fresh: false };
    return { kept: read(localStorage), fresh: true };
  } catch {
    return { kept: undefined, fresh: carried() !== undefined };
  }
}
