/**
 * Text of the program that a kernelspec starts: it outlives the installation, and says in Jupyter's log
 * what is missing where Node would print a stack.
 *
 * @param main - Path of the kernel's built `main.cjs`.
 */
export function starterText(main: string): string {
  return `const { existsSync } = require("node:fs");

const main = ${JSON.stringify(main)};
if (!existsSync(main)) {
  end(\`the kernel must be at \${main}, got no such file. Run "npx triptych install" where it is now.\`);
}
try {
  require(main);
} catch (error) {
  if (error.code !== "MODULE_NOT_FOUND") throw error;
  end(\`the kernel's packages must be installed, got: \${error.message.split("\\n")[0]}. Run "npm install" there.\`);
}

function end(text) {
  process.stderr.write(\`[triptych] \${text}\\n\`);
  process.exit(1);
}
`;
}
