// The studio in Chromium, for tests: a server of the built page, pages of it, and what they complain of.

import { chromium } from "playwright-core";
import { serve } from "../studio/serve.mjs";

export class Browser {
  complaints = [];
  requests = [];

  static async start() {
    const it = new Browser();
    it.server = await serve(0);
    it.browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", chromiumSandbox: false });
    return it;
  }

  async stop() {
    await this.browser?.close();
    this.server?.close();
  }

  /** A page that has loaded; `hash` carries plans. Everything it says to the console is a complaint. */
  async page({ lang = "zh-CN", theme = "light", width = 1440, height = 900, hash = "" } = {}) {
    const context = await this.browser.newContext({ locale: lang, colorScheme: theme, viewport: { width, height }, acceptDownloads: true });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => this.complaints.push(`${message.text()} ${message.location().url}`));
    page.on("request", (request) => this.requests.push(request.url()));
    await page.goto(this.server.url + hash);
    await page.locator("#tab-flow").waitFor();
    await page.locator(".cm-content .cm-line").first().waitFor({ state: "attached" });
    return page;
  }
}

/** The text in the editor, as it is kept. */
export const text = (page) => page.evaluate(() => new Promise((done) => setTimeout(() => done(JSON.parse((location.hash ? sessionStorage : localStorage).getItem("preplan-studio")).files), 800)));

/** Puts a text into the editor as if it was typed in one go, in place of what is there. */
export async function write(page, words) {
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(words);
}

/** The address of a page that opens these files. */
export async function carrying(files, active = files[0].name) {
  const { deflateRawSync } = await import("node:zlib");
  return `#plan=${deflateRawSync(JSON.stringify({ version: 1, active, files })).toString("base64url")}`;
}

export const choose = (page, procedure) => page.selectOption("#procedure", procedure);
export const view = (page, pane) => page.click(`#tab-${pane}`);
export const press = (page, key) => page.click(`[data-key="${key}"]`);
