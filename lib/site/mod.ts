/** The page without install, and the server that shows it to this machine. */

export { serveSite, type SiteServer } from "./serve.ts";
