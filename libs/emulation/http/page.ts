/** A small page of the emulator's own, for the eyes of a buyer. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title>
<style>body{font:16px/1.5 sans-serif;max-width:32em;margin:4em auto;padding:0 1em}button{font:inherit;padding:.5em 1em;margin-right:1em}td{padding-right:1em}</style>
</head>
<body><h1>${title}</h1>
${body}
</body></html>
`;
}
