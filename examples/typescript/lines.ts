// A record as lines of text: what it is for, how sure that is, what harm it does, and the sources of each statement.
import type { EvidenceRecord } from "./api.js";

export function* lines(record: EvidenceRecord): Generator<string> {
  const names = new Map(record.conditions.map(({ id, name }) => [id, name]));
  yield `${record.name} (${words(record.kind)})`;
  for (const grade of record.evidence_grades) {
    const sure = certainty(grade.certainty, grade.symbol) ?? `no grade (${words(grade.reason ?? "not known")})`;
    yield `  for ${names.get(grade.condition) ?? grade.condition}: ${sure}`;
  }
  for (const { interpretation, certainty: rated, citations } of record.findings) {
    const sure = certainty(rated?.rating, rated?.symbol) ?? "not graded";
    yield `  ${words(interpretation.direction)}, ${sure}: ${interpretation.statement} ${sources(citations)}`;
  }
  const serious = record.adverse_events.filter((event) => event.serious);
  for (const { term, frequency, citations } of serious) {
    const often = frequency.class === frequency.class_high ? [frequency.class] : [frequency.class, frequency.class_high];
    const basis = frequency.basis === null ? "" : ` (${frequency.basis})`;
    yield `  serious harm: ${term}: ${often.map(words).join(" to ")}${basis} ${sources(citations)}`;
  }
  if (serious.length === 0) yield "  serious harm: none is recorded, which does not mean that there is none";
  for (const { kind, jurisdiction, text, citations } of record.warnings) {
    yield `  ${words(kind)} (${jurisdiction ?? "no jurisdiction"}): ${text} ${sources(citations)}`;
  }
  for (const { jurisdiction, authority, status, note, citations } of record.regulatory) {
    yield `  ${jurisdiction}, ${authority}: ${words(status)}. ${note ?? ""} ${sources(citations)}`;
  }
  for (const { quote, verdict, rationale, citations } of record.claims) {
    yield `  claim “${quote}”: ${words(verdict)}. ${rationale} ${sources(citations)}`;
  }
  for (const { statement, citations } of record.evidence_gaps) yield `  not known: ${statement} ${sources(citations)}`;
  for (const { id, formatted, retraction } of record.citations) {
    const notice = retraction.notice === null ? "" : ` (${retraction.notice})`;
    const changed = retraction.status === "none" ? "" : ` ${words(retraction.status).toUpperCase()}${notice}`;
    yield `  [${id}] ${formatted}${changed}`;
  }
}

function certainty(rating?: string | null, symbol?: string | null): string | undefined {
  return rating == null ? undefined : `${words(rating)} certainty ${symbol ?? ""}`;
}

function sources(ids: string[]): string {
  return `[${ids.join(", ")}]`;
}

function words(term: string): string {
  return term.replaceAll("_", " ");
}
