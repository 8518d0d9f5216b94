// What helps, how sure is it, what harm does it do? Usage: node build/what-helps.js [WORDS], with BASE_URL.
import { connect, ProblemError } from "./api.js";
import { lines } from "./lines.js";

async function* answer(words: string): AsyncGenerator<string> {
  const api = connect(process.env["BASE_URL"] ?? "http://127.0.0.1:8000");
  const condition = await api.condition(words);
  if (condition === undefined) {
    yield `No condition fits “${words}”.`;
    return;
  }
  yield `${condition.name}: ${condition.description ?? ""}`;
  yield "These records are not medical advice.";
  let first: { id: string; etag: string | undefined } | undefined;
  for await (const id of api.treatments(condition.id)) {
    const { record, etag } = await api.record(id);
    if (record === undefined) continue;
    first ??= { id, etag };
    yield "";
    yield* lines(record);
  }
  if (first === undefined) return;
  // Ask again before you show what you kept: 304 costs next to nothing.
  const { record } = await api.record(first.id, first.etag);
  yield "";
  yield record === undefined ? `${first.id} is still current.` : `${first.id} has changed.`;
}

try {
  for await (const line of answer(process.argv[2] ?? "back spasm")) console.log(line);
} catch (error) {
  if (!(error instanceof ProblemError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
