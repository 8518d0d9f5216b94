// The few requests that the app makes. Types and paths come from the generated description.
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/api.js";

type Schemas = components["schemas"];
export type EvidenceRecord = Schemas["Record"];
type Problem = Schemas["ProblemDocument"];

export class ProblemError extends Error {
  constructor(problem: Problem) {
    super(`${problem.title}: ${problem.detail} (request ${problem.request_id})`);
  }
}

export function connect(baseUrl: string) {
  const client = createClient<paths, "application/json" | "application/problem+json">({
    baseUrl,
    querySerializer: { array: { style: "form", explode: false } }, // several values are one parameter with commas
  });

  return {
    /** The condition that the words fit best; undefined where none does. */
    async condition(words: string) {
      const found = given(await client.GET("/api/v1/conditions", { params: { query: { q: words, page_size: 1 } } }));
      return found.results[0];
    },

    /** The ids of all records for the condition, page after page. */
    async *treatments(condition: string) {
      let cursor: string | undefined;
      do {
        const query = { condition: [condition], page_size: 4, ...(cursor === undefined ? {} : { cursor }) };
        const page = given(await client.GET("/api/v1/treatments", { params: { query } }));
        yield* page.results.map((entry) => entry.id);
        cursor = page.next === null ? undefined : (new URL(page.next).searchParams.get("cursor") ?? undefined);
      } while (cursor !== undefined);
    },

    /** The record with its ETag; the record is undefined if it is still the one that has the given ETag. */
    async record(id: string, held?: string) {
      const header = held === undefined ? {} : { "If-None-Match": held };
      const answer = await client.GET("/api/v1/treatments/{id}", { params: { path: { id }, header } });
      const record = answer.response.status === 304 ? undefined : given(answer);
      return { record, etag: answer.response.headers.get("ETag") ?? undefined };
    },
  };
}

function given<T>(answer: { data?: T; error?: Problem; response: Response }): T {
  if (answer.error !== undefined) throw new ProblemError(answer.error);
  if (answer.data === undefined) throw new Error(`The server answered ${answer.response.status} without a document.`);
  return answer.data;
}
