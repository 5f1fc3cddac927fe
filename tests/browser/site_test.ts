/// <reference lib="dom" />
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Browser, Page } from "playwright-core";
import { zoo } from "../../mod.ts";
import { serveSite } from "../../lib/site/serve.ts";
import { runCommand } from "../cli/memory_io.ts";
import { browserTest, refusesStrangers, seriousFaults, strictPage } from "./chromium.ts";
import { HOSTILE } from "./hostile.ts";

interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const modelOf = (id: string, options = {}): File => {
  const network = zoo.find((entry) => entry.id === id)!;
  return { name: `${id}.tflite`, bytes: network.build({ weights: "none", ...options }) };
};

/** The graph of bytes that the command line reads as well, with hostile names. */
const hostile: File = {
  name: `${HOSTILE.replaceAll("/", "")}.json`,
  bytes: new TextEncoder().encode(JSON.stringify({
    name: HOSTILE,
    tensors: [{ name: HOSTILE, bytes: 10 }, { name: `"${HOSTILE}`, bytes: 20 }],
    ops: [{ type: HOSTILE, inputs: [0], outputs: [1], inplace: -1 }],
    inputs: [0],
    outputs: [1],
  })),
};

async function withSite(browser: Browser, act: (page: Page) => Promise<void>): Promise<void> {
  const server = await serveSite(0);
  const { page, close } = await strictPage(browser);
  const strangers: string[] = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(server.url) && !url.startsWith("blob:")) strangers.push(url);
  });
  try {
    await page.goto(server.url);
    await act(page);
    assert.deepEqual(strangers, []);
  } finally {
    await close();
    await server.stop();
  }
}

/** Drops a file onto the page, and waits for what it says in the end. */
async function drop(page: Page, { name, bytes }: File): Promise<void> {
  const transfer = await page.evaluateHandle(({ name, text }) => {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name));
    return transfer;
  }, { name, text: bytes.toBase64() });
  await page.dispatchEvent("#drop", "drop", { dataTransfer: transfer });
}

const settled = (page: Page) =>
  page.waitForFunction(() =>
    document.querySelector<HTMLElement>("#cancel")!.hidden &&
    (document.querySelector("#error")!.textContent !== "" || document.querySelector("#report h1"))
  );

async function download(page: Page, link: string): Promise<Uint8Array> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.click(link)]);
  return await Deno.readFile((await file.path())!);
}

browserTest("the page: drop, look, download what the command line writes", async (browser) => {
  await withSite(browser, async (page) => {
    assert.deepEqual(await seriousFaults(page), []);
    await page.selectOption("#kernels", "tflm-reference");
    for (const file of [modelOf("A", { inputSize: 96, width: 0.25 }), modelOf("C"), modelOf("B")]) {
      await drop(page, file);
      await settled(page);
      assert.equal(await page.locator("#report h1").textContent(), file.name);
      assert.equal(await page.locator('#report svg[role="img"]').count(), 6);
      const { files } = await runCommand(
        { [file.name]: file.bytes },
        ...["optimize", file.name, "-o", "o.tflite", "--kernels", "tflm-reference", "--no-verify"],
      );
      const written = files.get("o.tflite")!;
      const loaded = await download(page, "#optimised");
      assert.ok(loaded.length === written.length && loaded.every((byte, b) => byte === written[b]));
    }
    assert.deepEqual(await seriousFaults(page), []);
    const report = new TextDecoder().decode(await download(page, "#report-file"));
    assert.match(report, /^<!DOCTYPE html>/);
  });
});

browserTest(
  "the page takes many models, and says what is wrong with a broken one",
  async (browser) => {
    const others = [modelOf("B"), modelOf("D"), modelOf("H"), modelOf("G"), modelOf("ssd")];
    const large = modelOf("nasnet-a-cifar");
    await withSite(browser, async (page) => {
      for (const file of [...others, large, hostile]) {
        await drop(page, file);
        await settled(page);
        assert.equal(await page.locator("#report h1").textContent(), file.name);
        assert.equal(await page.locator("#error").textContent(), "");
      }
      assert.equal(await page.locator("img").count(), 0);
      assert.equal(await page.evaluate("globalThis.wasHit"), undefined);
      await drop(page, { name: "broken.tflite", bytes: large.bytes.slice(0, 5000) });
      await settled(page);
      assert.match(
        (await page.locator("#error").textContent())!,
        /^Cannot read the tflite file at /,
      );
      assert.equal(await page.locator("#report h1").count(), 0);
    });
  },
);

browserTest("a search can be cancelled, and another one started", async (browser) => {
  await withSite(browser, async (page) => {
    await drop(page, modelOf("nasnet-a-cifar"));
    await page.click("#cancel");
    assert.equal(await page.locator("#status").textContent(), "cancelled");
    assert.equal(await page.locator("#report h1").count(), 0);
    await page.locator("#file").setInputFiles({
      name: "again.tflite",
      mimeType: "application/octet-stream",
      buffer: Buffer.from(modelOf("B").bytes),
    });
    await settled(page);
    assert.equal(await page.locator("#report h1").textContent(), "again.tflite");
  });
});

browserTest(
  "the page takes no script and no style but its own, and connects to nothing",
  async (browser) => {
    const server = await serveSite(0);
    const page = await browser.newPage();
    try {
      const answer = await page.goto(server.url);
      assert.equal(answer!.headers()["content-security-policy"], "frame-ancestors 'none'");
      await refusesStrangers(page);
    } finally {
      await page.close();
      await server.stop();
    }
  },
);
