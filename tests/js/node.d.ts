// Untyped: the types of Node would change those of the browser's timers.
declare module "node:assert/strict";
declare module "node:test";
