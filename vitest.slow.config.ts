import { defineConfig } from "vitest/config";
import fast from "./vitest.config.ts";

// Tests that need minutes or a browser: `npm run test:slow`.
export default defineConfig({
  test: { ...fast.test, include: ["tests/**/*.slow.test.ts"], exclude: [] },
});
