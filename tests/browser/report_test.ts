/// <reference lib="dom" />
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { fit, load, type Model, reportHtml, zoo } from "../../mod.ts";
import { browserTest, refusesStrangers, seriousFaults, strictPage } from "./chromium.ts";
import { HOSTILE, hostileGraph } from "./hostile.ts";

const modelOf = (id: string): Model =>
  load(zoo.find((entry) => entry.id === id)!.build({ weights: "none" }));

/** Opens the report of a model as a file, without any network. */
async function openReport(browser: Browser, html: string, act: (page: Page) => Promise<void>) {
  const file = await Deno.makeTempFile({ suffix: ".html" });
  const { page, close } = await strictPage(browser);
  try {
    await Deno.writeTextFile(file, html);
    await page.goto(`file://${file}`);
    await act(page);
  } finally {
    await close();
    await Deno.remove(file);
  }
}

browserTest(
  "the report of Inception V1 steps, searches, sorts and is accessible",
  async (browser) => {
    const fitted = fit(modelOf("C"), { kernels: "tflm-reference" });
    await openReport(browser, await reportHtml(fitted, "c.tflite"), async (page) => {
      const now = page.locator('[data-part="now"]').first();
      assert.match((await now.textContent())!, /^MAX_POOL_2D #1: 1,003,520 bytes = input 802,816/);

      await page.locator("#step").focus();
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction(() =>
        document.querySelector(".current text")?.textContent === "2 CONV_2D"
      );
      assert.match((await now.textContent())!, /^CONV_2D #2: 401,408 bytes/);
      const reasons = await page.locator('table[data-side="0"] td:last-child').allTextContents();
      assert.deepEqual(reasons.sort(), [
        "input: this operator reads it, for the last time",
        "output: this operator writes it",
      ]);

      await page.locator("svg .box", { hasText: "20 CONCATENATION" }).first().click();
      assert.match((await now.textContent())!, /^CONCATENATION #20/);
      const waiting = await page.locator('[data-move="1"]').click().then(() => now.textContent());
      assert.match(waiting!, /#21/);

      // The cursors stand on the step, in both kinds of chart.
      const cursor = page.locator('[data-part="profile"] .cursor').first();
      const [at, wanted] = await Promise.all([
        cursor.boundingBox(),
        page.evaluate(() => {
          const groups = document.querySelectorAll('[data-side="0"] [data-mark="rect"]');
          const [profile] = [...groups].filter((group) => group.children.length === 84);
          const { x, width } = profile.children[21].getBoundingClientRect();
          return { x, width };
        }),
      ]);
      assert.ok(Math.abs(at!.x - wanted.x) < 2 && at!.height > 100, JSON.stringify([at, wanted]));

      await page.getByLabel("Search").fill("concat");
      assert.equal(
        await page.locator('[data-operators="count"]').textContent(),
        "9 of 84 operators",
      );
      const totals = page.locator('[data-operators="table"] tbody td:nth-child(7)');
      await page.getByRole("button", { name: "total" }).click();
      const numbers = (await totals.allTextContents()).map((text) =>
        Number(text.replaceAll(",", ""))
      );
      assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
      assert.deepEqual(await seriousFaults(page), []);
    });
  },
);

browserTest(
  "the report of 776 operators is small, and its slider reaches every step",
  async (browser) => {
    const html = await reportHtml(fit(modelOf("nasnet-a-cifar")), "large.tflite");
    assert.ok(html.length < 2_000_000, `${html.length} characters`);
    await openReport(browser, html, async (page) => {
      const shown = await page.evaluate(async () => {
        const slider = document.querySelector<HTMLInputElement>("#step")!;
        const now = document.querySelector('[data-part="now"]')!;
        const texts = new Set<string>();
        for (let step = 100; step < 160; step++) {
          slider.value = String(step);
          slider.dispatchEvent(new Event("input"));
          await new Promise(requestAnimationFrame);
          texts.add(now.textContent!);
        }
        return texts.size;
      });
      assert.equal(shown, 60);
    });
  },
);

browserTest(
  "the report is dark on a dark screen, its charts too, and still accessible",
  async (browser) => {
    const html = await reportHtml(fit(modelOf("C")), "c.tflite");
    await openReport(browser, html, async (page) => {
      const look = () =>
        page.evaluate(() => {
          const [root, chart] = [":root", "figure svg"].map((selector) =>
            getComputedStyle(document.querySelector(selector)!)
          );
          return [root.color, root.backgroundColor, chart.filter];
        });
      assert.deepEqual(await look(), ["rgb(27, 31, 36)", "rgb(255, 255, 255)", "none"]);
      await page.emulateMedia({ colorScheme: "dark" });
      const [text, background, filter] = await look();
      assert.deepEqual([text, background], ["rgb(232, 235, 238)", "rgb(20, 20, 20)"]);
      // White becomes 255 * (1 - 0.92) = 20: the background of the page.
      assert.match(filter, /^invert\(0.92\) hue-rotate\(180deg\)$/);
      assert.deepEqual(await seriousFaults(page), []);
    });
  },
);

browserTest(
  "the report takes no script and no style but its own, and connects to nothing",
  async (browser) => {
    const file = await Deno.makeTempFile({ suffix: ".html" });
    const page = await browser.newPage();
    try {
      await Deno.writeTextFile(file, await reportHtml(fit(modelOf("C")), "c.tflite"));
      await page.goto(`file://${file}`);
      await refusesStrangers(page);
    } finally {
      await page.close();
      await Deno.remove(file);
    }
  },
);

browserTest("drawings shrink with the report, but not below four fifths", async (browser) => {
  const html = await reportHtml(fit(modelOf("C")), "c.tflite");
  await openReport(browser, html, async (page) => {
    const sizes = () =>
      page.evaluate(() =>
        ["figure svg", '[data-part="graph"] svg'].map((chart) => {
          const svg = document.querySelector(chart)!;
          const { width, height } = svg.getBoundingClientRect();
          const [, , wide, high] = svg.getAttribute("viewBox")!.split(" ").map(Number);
          return [width, Math.round(1000 * (height / high) / (width / wide)) / 1000];
        })
      );
    assert.deepEqual(await sizes(), [[614, 1], [612, 1]]);
    await page.setViewportSize({ width: 400, height: 900 });
    assert.deepEqual(await sizes(), [[352, 1], [576, 1]]);
  });
});

browserTest("hostile names stand in the report as text", async (browser) => {
  const graph = hostileGraph();
  const model: Model = {
    format: "test",
    bytes: new Uint8Array(),
    graphs: [graph],
    main: 0,
    notes: [],
  };
  await openReport(browser, await reportHtml(fit(model), HOSTILE), async (page) => {
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.evaluate("globalThis.wasHit"), undefined);
    assert.equal(await page.locator("h1").textContent(), HOSTILE);
    assert.deepEqual(await seriousFaults(page), []);
  });
});
