/// <reference lib="dom" />
/** Tests in a real Chromium, the one that is installed here. */

import assert from "node:assert/strict";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const executablePath = PLACES.find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

/** Registers a test that is skipped, and named as such, where Chromium is not installed. */
export function browserTest(name: string, fn: (browser: Browser) => Promise<void>): void {
  const ignore = executablePath === undefined;
  Deno.test({
    name: ignore ? `${name} (no chromium)` : name,
    ignore,
    // Playwright keeps its connection's streams for as long as the process lives.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
      try {
        await fn(browser);
      } finally {
        await browser.close();
      }
    },
  });
}

/** A page that fails the test when it is closed with errors: its own, or refused loads. */
export async function strictPage(
  browser: Browser,
): Promise<{ page: Page; close(): Promise<void> }> {
  const page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  return {
    page,
    async close() {
      await page.close();
      assert.deepEqual(errors, []);
    },
  };
}

/** Fails unless the security policy of a page refuses every script, style and load of a stranger. */
export async function refusesStrangers(page: Page): Promise<void> {
  const { refused, hit, shown } = await page.evaluate(async () => {
    const refused: string[] = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
      refused.push(effectiveDirective);
    });
    const script = document.createElement("script");
    script.textContent = "globalThis.wasHit = 1";
    const style = document.createElement("style");
    style.textContent = "h1 { display: none }";
    const image = Object.assign(new Image(), { src: "data:image/gif;base64,AA==" });
    document.body.append(script, style, image);
    document.querySelector("h1")!.setAttribute("style", "display: none");
    await fetch(location.href).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    const shown = getComputedStyle(document.querySelector("h1")!).display;
    return { refused, hit: "wasHit" in globalThis, shown };
  });
  assert.deepEqual(
    refused.sort(),
    ["connect-src", "img-src", "script-src-elem", "style-src-attr", "style-src-elem"],
  );
  assert.deepEqual([hit, shown], [false, "block"]);
}

/** What an accessibility check finds that is serious or critical, a line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Evaluated by the debugger, so that a page's security policy does not keep it out.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    // deno-lint-ignore no-explicit-any
    () => (globalThis as any).axe.run() as Promise<axe.AxeResults>,
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html.slice(0, 200)}`);
}
